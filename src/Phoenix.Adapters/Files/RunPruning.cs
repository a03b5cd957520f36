using System.Text;
using System.Text.Json;
using Phoenix.Errors;
using Phoenix.Verification;

namespace Phoenix.Adapters.Files;

/// <summary>
/// Bounds the state directory: of older runs the folders go (fetched WAL, the clients' ledgers, tools' output), and the files stay: number, journal,
/// evidence, signature, reports. So every run still verifies, and the chain of seals stays whole.
/// </summary>
/// <param name="state">The state directory.</param>
/// <param name="time">Clock of the note that is left in a pruned run.</param>
public sealed class RunPruning(StateDirectory state, TimeProvider time)
{
    /// <summary>The note that a pruned run keeps: when, what and how much was removed.</summary>
    public const string NoteFile = "pruned.json";

    /// <summary>Prunes all but the newest runs.</summary>
    /// <param name="keep">How many of the newest sealed runs stay whole.</param>
    /// <param name="dryRun">Only says what would be done.</param>
    /// <returns>One outcome for each run beyond <paramref name="keep"/> that had anything to remove, newest first.</returns>
    /// <exception cref="PhoenixException">StateNotWritable or DiskFull.</exception>
    public IEnumerable<PruneOutcome> Prune(int keep, bool dryRun)
    {
        int whole = 0;
        foreach (RunSummary run in new RunHistory(state).Read())
        {
            // A run without intact evidence is open, resumable or damaged: somebody still needs all of it.
            if (run.Evidence is not null && whole++ < keep)
            {
                continue;
            }

            string folder = Path.Combine(state.Runs, run.Name);
            List<DirectoryInfo> bulk = [.. new DirectoryInfo(folder).EnumerateDirectories().OrderBy(d => d.Name, StringComparer.Ordinal)];
            if (bulk.Count == 0)
            {
                continue;
            }

            string? reason = run.Evidence is null ? run.Problem : Doubt(run.Name);
            yield return reason is null ? Remove(run.Name, bulk, dryRun) : new PruneOutcome(run.Name, [], 0, reason);
        }
    }

    private PruneOutcome Remove(string name, List<DirectoryInfo> bulk, bool dryRun)
    {
        string[] names = [.. bulk.Select(d => d.Name)];
        long bytes = bulk.Sum(Size);
        if (dryRun)
        {
            return new PruneOutcome(name, names, bytes, null);
        }

        try
        {
            using (RunDirectory run = state.OpenRun(name))
            {
                // Before anything goes: a run that lacks its ledger without a word would look damaged.
                run.WriteFile(NoteFile, Note(names, bytes));
            }

            foreach (DirectoryInfo directory in bulk)
            {
                directory.Delete(recursive: directory.LinkTarget is null);
            }
        }
        catch (Exception e) when (Durable.IsWriteFault(e))
        {
            throw Durable.Translate(e, Path.Combine(state.Runs, name));
        }

        return new PruneOutcome(name, names, bytes, null);
    }

    // What is going to be removed is the material to look into a record that does not hold.
    private string? Doubt(string name)
    {
        using RunDirectory run = state.OpenRun(name);
        return RecordVerifier.Check(RunRecordReader.Read(run, null)!, null).FirstOrDefault(c => c.State == CheckState.Failed) is { } failed ? $"{failed.Name}: {failed.Detail}" : null;
    }

    private byte[] Note(string[] names, long bytes)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            writer.WriteString("prunedAt"u8, time.GetUtcNow());
            writer.WriteStartArray("removed"u8);
            foreach (string name in names)
            {
                writer.WriteStringValue(name);
            }

            writer.WriteEndArray();
            writer.WriteNumber("bytes"u8, bytes);
            writer.WriteEndObject();
        }

        return [.. buffer.ToArray(), .. Encoding.ASCII.GetBytes("\n")];
    }

    private static long Size(DirectoryInfo directory) =>
        directory.LinkTarget is not null ? 0 : directory.EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.LinkTarget is null ? f.Length : 0);
}
