using System.Text.Json;
using Phoenix.Adapters.Processes;
using Phoenix.Journal;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Drills;

/// <summary>A state directory of a test's own. Every lab in it is taken down at the end, and nothing of it may be left then.</summary>
public sealed class LabState : IAsyncDisposable
{
    private const UnixFileMode Traversable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public LabState()
        : this(hidden: false)
    {
    }

    /// <summary>Makes the directory.</summary>
    /// <param name="hidden">Where only its owner can go, as in a clone under root's home.</param>
    public LabState(bool hidden)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("phoenix-e2e-");
        if (!hidden)
        {
            folder.UnixFileMode = Traversable;
        }

        Folder = folder.FullName;
    }

    /// <summary>The state directory.</summary>
    public string Folder { get; }

    /// <summary>Names of the labs that there are.</summary>
    public IReadOnlyList<string> Labs =>
        Directory.Exists(Path.Combine(Folder, "labs")) ? [.. Directory.EnumerateFileSystemEntries(Path.Combine(Folder, "labs")).Select(p => Path.GetFileName(p))] : [];

    /// <summary>A lab's folder, links resolved.</summary>
    public string Lab(string name)
    {
        string named = Path.Combine(Folder, "labs", name);
        return Directory.Exists(named) ? Directory.ResolveLinkTarget(named, returnFinalTarget: true)?.FullName ?? named : named;
    }

    /// <summary>The identity that marks a lab's processes.</summary>
    public string Marker(string lab)
    {
        using JsonDocument record = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Lab(lab), "lab.json")));
        return record.RootElement.GetProperty("id").GetString()!;
    }

    /// <summary>Folder of a run; the newest for null.</summary>
    public string Run(string? name = null) => Path.Combine(Folder, "runs", name ?? Directory.EnumerateDirectories(Path.Combine(Folder, "runs")).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal).Last());

    /// <summary>What a run's journal says; the newest run for null.</summary>
    public IReadOnlyList<JournalEvent> Events(string? run = null)
    {
        using FileStream journal = File.OpenRead(Path.Combine(Run(run), "journal.ndjson"));
        return RunJournal.Read(journal).Events;
    }

    /// <summary>A run's evidence, its seal checked; the newest run for null.</summary>
    public Evidence Evidence(string? run = null)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(Run(run), "evidence.json"));
        Assert.True(Seal.Verify(bytes), "the seal does not hold");
        return Seal.Read(bytes);
    }

    /// <summary>Every process that carries one of a lab's marks or works in its folder.</summary>
    public static IReadOnlyList<ProcessEntry> Processes(string marker, string folder) =>
        [.. new[] { marker, marker + "-tool", marker + "-s3" }.SelectMany(m => ProcessTable.FindBelonging(m, [folder])).DistinctBy(p => p.Pid)];

    /// <summary>Runs Phoenix on it.</summary>
    internal Task<PhoenixResult> RunAsync(params IEnumerable<string> arguments) => PhoenixProcess.RunAsync(Folder, arguments);

    /// <summary>Starts Phoenix on it.</summary>
    internal PhoenixProcess Start(params IEnumerable<string> arguments) => PhoenixProcess.Start(Folder, arguments);

    /// <summary>Takes a lab down with all its data, and looks that nothing of it is left.</summary>
    public async Task DeleteAsync(string lab)
    {
        string folder = Lab(lab);
        string? marker = File.Exists(Path.Combine(folder, "lab.json")) ? Marker(lab) : null;
        PhoenixResult down = await RunAsync("lab", "down", "--delete", "--lab", lab);
        Assert.True(down.ExitCode == 0, down.ToString());
        Assert.False(Directory.Exists(folder), $"{folder} is left");
        Assert.DoesNotContain(lab, Labs);
        Assert.Empty(marker is null ? [] : Processes(marker, folder));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (string lab in Labs)
        {
            await DeleteAsync(lab);
        }

        Directory.Delete(Folder, recursive: true);
    }
}
