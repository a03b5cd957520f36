using System.Globalization;
using Phoenix.Journal;

namespace Phoenix.Cli.Rendering;

/// <summary>One line an event, with its time in UTC: for logs and pipes.</summary>
internal sealed class PlainDrillView(TextWriter writer, LayerProgress layers) : IDrillView
{
    public void On(JournalEvent journalEvent)
    {
        if (EventLine.Of(journalEvent, layers) is string line)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{journalEvent.At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}Z {Wording.Plain(line)}"));
            writer.Flush();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
