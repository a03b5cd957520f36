using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Phoenix.Errors;
using Phoenix.Journal;
using Phoenix.Ports;

namespace Phoenix.Adapters.Files;

/// <summary>
/// A run's folder on disk, <c>&lt;state&gt;/runs/&lt;name&gt;/</c> with <c>journal.ndjson</c>, <c>evidence.json</c>, <c>ledger/</c>, <c>wal/</c> and
/// <c>logs/</c>. The file <c>run</c> holds the run's number; the folder's name follows from it, see <see cref="RunName"/>.
/// </summary>
public sealed class RunDirectory : IRunStore, IDisposable
{
    internal const string NumberFile = "run";
    internal const string JournalFile = "journal.ndjson";
    internal const string EvidenceFile = "evidence.json";

    private readonly Lock _gate = new();
    private SafeFileHandle? _journal;

    internal RunDirectory(string path, Guid run)
    {
        Path = path;
        Run = run;
    }

    /// <inheritdoc/>
    public Guid Run { get; }

    /// <summary>The run's name.</summary>
    public string Name => RunName.Of(Run);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public string Directory(string name)
    {
        string path = Inside(name);
        return Guarded(path, () =>
        {
            MakeDirectory(path);
            return path;
        });
    }

    /// <inheritdoc/>
    public ILedgerLog OpenLedger(int cycle, int attempt, int writer)
    {
        string directory = Directory(LedgerDirectory(cycle, attempt));
        string path = System.IO.Path.Combine(directory, LedgerName(writer));
        return Guarded(path, () =>
        {
            LedgerFile ledger = new(path);
            Durable.SyncDirectory(directory);
            return ledger;
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<int> LedgerWriters(int cycle, int attempt)
    {
        string directory = Inside(LedgerDirectory(cycle, attempt));
        return !System.IO.Directory.Exists(directory)
            ? []
            : [.. System.IO.Directory.EnumerateFiles(directory, "w*.ledger")
                .Select(f => int.Parse(System.IO.Path.GetFileNameWithoutExtension(f).AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture))
                .Order()];
    }

    /// <inheritdoc/>
    public Stream ReadLedger(int cycle, int attempt, int writer)
    {
        string path = System.IO.Path.Combine(Inside(LedgerDirectory(cycle, attempt)), LedgerName(writer));
        return OpenRead(path) ?? throw Missing(path);
    }

    /// <inheritdoc/>
    public void AppendJournal(ReadOnlySpan<byte> line)
    {
        string path = Inside(JournalFile);
        lock (_gate)
        {
            try
            {
                if (_journal is null)
                {
                    _journal = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
                    Durable.SyncDirectory(Path);
                }

                Durable.Append(_journal, line);
            }
            catch (Exception e) when (Durable.IsWriteFault(e))
            {
                throw Durable.Translate(e, path);
            }
        }
    }

    /// <inheritdoc/>
    public Stream ReadJournal() => OpenRead(Inside(JournalFile)) ?? Stream.Null;

    /// <inheritdoc/>
    public void WriteFile(string name, ReadOnlySpan<byte> content)
    {
        string path = Inside(name);
        try
        {
            MakeDirectory(System.IO.Path.GetDirectoryName(path)!);
            Durable.Replace(path, content);
        }
        catch (Exception e) when (Durable.IsWriteFault(e))
        {
            throw Durable.Translate(e, path);
        }
    }

    /// <inheritdoc/>
    public byte[]? ReadFile(string name)
    {
        using Stream? file = OpenRead(Inside(name));
        if (file is null)
        {
            return null;
        }

        using MemoryStream copy = new();
        file.CopyTo(copy);
        return copy.ToArray();
    }

    /// <summary>Closes the journal.</summary>
    public void Dispose() => _journal?.Dispose();

    private static string LedgerDirectory(int cycle, int attempt) => string.Create(CultureInfo.InvariantCulture, $"ledger/c{cycle:0000}-a{attempt:00}");

    private static string LedgerName(int writer) => string.Create(CultureInfo.InvariantCulture, $"w{writer:0000}.ledger");

    private static Stream? OpenRead(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new PhoenixException(ErrorCode.NotFound, $"{path} cannot be read: {e.Message}", "read it as the user that made the run", e);
        }
    }

    private static PhoenixException Missing(string path) =>
        new(ErrorCode.NotFound, $"{path} does not exist", "the run's folder is not complete; begin a new run");

    private static T Guarded<T>(string path, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (Durable.IsWriteFault(e))
        {
            throw Durable.Translate(e, path);
        }
    }

    private void MakeDirectory(string path)
    {
        if (path == Path || System.IO.Directory.Exists(path))
        {
            return;
        }

        string parent = System.IO.Path.GetDirectoryName(path)!;
        MakeDirectory(parent);
        System.IO.Directory.CreateDirectory(path);
        Durable.SyncDirectory(parent);
    }

    // Names come from Phoenix itself, and still: nothing is written outside the run's folder.
    private string Inside(string name)
    {
        string path = System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, name));
        return path.StartsWith(Path + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new ArgumentException($"'{name}' does not lie in the run's folder", nameof(name));
    }
}
