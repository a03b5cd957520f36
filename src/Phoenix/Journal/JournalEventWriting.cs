using System.Text.Json;
using Phoenix.Execution;

namespace Phoenix.Journal;

/// <summary>
/// Writes the events that each run of a stack has, without the serializer's contracts: these are generic code of another assembly, four hundred methods of which were compiled
/// before the first line stood in a journal. The bytes are the serializer's, which a test holds.
/// </summary>
internal static class JournalEventWriting
{
    /// <summary>Writes an event of a kind that is known here as one object; false, and nothing is written, for any other.</summary>
    public static bool TryWrite(Utf8JsonWriter writer, JournalEvent journalEvent)
    {
        switch (journalEvent)
        {
            case JournalEvent.RunStarted e:
                Begin(writer, "runStarted"u8);
                writer.WriteString("run"u8, e.Run);
                writer.WriteString("stack"u8, e.Stack);
                Write(writer, "settings"u8, e.Settings);
                Write(writer, "versions"u8, e.Versions);
                break;
            case JournalEvent.LayerStarted e:
                Begin(writer, "layerStarted"u8);
                Write(writer, e.Layer, e.Phase);
                writer.WriteNumber("cycle"u8, e.Cycle);
                break;
            case JournalEvent.LayerEnded { Code: null, Explanation: null } e:
                Begin(writer, "layerEnded"u8);
                Write(writer, e.Layer, e.Phase);
                writer.WriteString("state"u8, e.State.ToString());
                writer.WriteString("reason"u8, e.Reason);
                writer.WriteNumber("seconds"u8, e.Seconds);
                writer.WriteNumber("cycle"u8, e.Cycle);
                break;
            case JournalEvent.ToolStarted e:
                Begin(writer, "toolStarted"u8);
                Write(writer, e.Tool, e.Pid, e.StartTicks);
                break;
            case JournalEvent.ToolEnded e:
                Begin(writer, "toolEnded"u8);
                Write(writer, e.Tool, e.Pid, e.StartTicks);
                writer.WriteNumber("exitCode"u8, e.ExitCode);
                writer.WriteNumber("seconds"u8, e.Seconds);
                break;
            case JournalEvent.RunEnded e:
                Begin(writer, "runEnded"u8);
                writer.WriteString("verdict"u8, e.Verdict?.ToString());
                writer.WriteNumber("exitCode"u8, e.ExitCode);
                break;
            default:
                return false;
        }

        writer.WriteString("at"u8, journalEvent.At);
        writer.WriteEndObject();
        return true;
    }

    private static void Begin(Utf8JsonWriter writer, ReadOnlySpan<byte> type)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, type);
    }

    private static void Write(Utf8JsonWriter writer, string layer, LayerPhase phase)
    {
        writer.WriteString("layer"u8, layer);
        writer.WriteString("phase"u8, phase is LayerPhase.Up ? "up"u8 : "wipe"u8);
    }

    private static void Write(Utf8JsonWriter writer, string tool, int pid, long startTicks)
    {
        writer.WriteString("tool"u8, tool);
        writer.WriteNumber("pid"u8, pid);
        writer.WriteNumber("startTicks"u8, startTicks);
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyDictionary<string, string> texts)
    {
        writer.WriteStartObject(name);
        foreach ((string key, string value) in texts)
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }
}
