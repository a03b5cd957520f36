using System.Text;
using Phoenix.Errors;
using Phoenix.Journal;

namespace Phoenix.Adapters.Files;

/// <summary>The state directory (<c>--state DIR</c>): everything that Phoenix keeps on this machine.</summary>
public sealed class StateDirectory
{
    /// <summary>Where it is when nobody says otherwise, below the current directory.</summary>
    public const string DefaultPath = ".phoenix";

    /// <summary>Names it; nothing is made or looked at yet.</summary>
    /// <param name="path">The directory; null for <see cref="DefaultPath"/>.</param>
    public StateDirectory(string? path = null)
    {
        Path = System.IO.Path.GetFullPath(string.IsNullOrEmpty(path) ? DefaultPath : path);
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>The directory that holds the runs.</summary>
    public string Runs => System.IO.Path.Combine(Path, "runs");

    /// <summary>Makes the directory where it is missing and tries a durable write in it, so that a drill fails here and not after its wipe.</summary>
    /// <exception cref="PhoenixException">StateNotWritable or DiskFull.</exception>
    public void EnsureWritable()
    {
        try
        {
            Directory.CreateDirectory(Runs);
            string probe = System.IO.Path.Combine(Runs, $".probe-{Environment.ProcessId}");
            Durable.Replace(probe, "phoenix\n"u8);
            File.Delete(probe);
            Durable.SyncDirectory(Path);
        }
        catch (Exception e) when (Durable.IsWriteFault(e))
        {
            throw Durable.Translate(e, Path);
        }
    }

    /// <summary>Makes the folder of a new run.</summary>
    /// <exception cref="PhoenixException">StateNotWritable or DiskFull.</exception>
    public RunDirectory CreateRun(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        EnsureWritable();
        try
        {
            while (true)
            {
                Guid run = RunName.NewRun(time.GetUtcNow());
                string path = System.IO.Path.Combine(Runs, RunName.Of(run));
                if (Directory.Exists(path))
                {
                    // Two runs of one second with the same four digits: the next number has others.
                    continue;
                }

                Directory.CreateDirectory(path);
                if (Claim(path, run))
                {
                    Durable.SyncDirectory(Runs);
                    return new RunDirectory(path, run);
                }
            }
        }
        catch (Exception e) when (Durable.IsWriteFault(e))
        {
            throw Durable.Translate(e, Runs);
        }
    }

    /// <summary>Opens the run that <paramref name="name"/> names.</summary>
    /// <param name="name">The run's name, or its beginning when only one run has it; null for the newest run.</param>
    /// <exception cref="PhoenixException">NotFound; RecordDamaged when the folder does not know its own number.</exception>
    public RunDirectory OpenRun(string? name)
    {
        List<string> found = [.. RunNames().Where(n => name is null || n.StartsWith(name, StringComparison.Ordinal))];
        string? match = name is null ? found.FirstOrDefault() : found.Find(n => n == name) ?? (found.Count == 1 ? found[0] : null);
        if (match is null)
        {
            string what = (name, found.Count) switch
            {
                (null, _) => $"there is no run in {Path}",
                (_, 0) => $"there is no run {name} in {Path}",
                _ => $"{found.Count} runs begin with {name}",
            };
            throw new PhoenixException(ErrorCode.NotFound, what, "list the runs with: phoenix history");
        }

        string path = System.IO.Path.Combine(Runs, match);
        return ReadNumber(path) is Guid run && RunName.Of(run) == match
            ? new RunDirectory(path, run)
            : throw new PhoenixException(
                ErrorCode.RecordDamaged,
                $"run {match} does not know its own number: the file {System.IO.Path.Combine(path, RunDirectory.NumberFile)} is missing or damaged",
                "look at the folder's journal by hand; such a run cannot be resumed");
    }

    /// <summary>Names of all runs, newest first.</summary>
    internal IReadOnlyList<string> RunNames() =>
        !Directory.Exists(Runs)
            ? []
            : [.. Directory.EnumerateDirectories(Runs)
                .Select(p => (Name: System.IO.Path.GetFileName(p), Number: ReadNumber(p)))
                // Within one second the version 7 number tells which was first; it begins with the milliseconds.
                .OrderByDescending(r => r.Name.Length > 15 ? r.Name[..15] : r.Name, StringComparer.Ordinal)
                .ThenByDescending(r => r.Number?.ToString("N"), StringComparer.Ordinal)
                .Select(r => r.Name)];

    private static bool Claim(string path, Guid run)
    {
        try
        {
            using FileStream file = new(System.IO.Path.Combine(path, RunDirectory.NumberFile), FileMode.CreateNew, FileAccess.Write);
            file.Write(Encoding.ASCII.GetBytes($"{run:D}\n"));
            file.Flush(flushToDisk: true);
        }
        catch (IOException) when (File.Exists(System.IO.Path.Combine(path, RunDirectory.NumberFile)))
        {
            return false;
        }

        Durable.SyncDirectory(path);
        return true;
    }

    private static Guid? ReadNumber(string path)
    {
        try
        {
            return Guid.TryParse(File.ReadAllText(System.IO.Path.Combine(path, RunDirectory.NumberFile)).Trim(), out Guid run) ? run : null;
        }
        catch (Exception e) when (Durable.IsWriteFault(e))
        {
            // Whoever needs the number says that it is missing; a listing of all runs must not end at one of them.
            return null;
        }
    }
}
