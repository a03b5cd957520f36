using System.Text.Json.Serialization;
using Phoenix.Proof;

namespace Phoenix.Journal;

/// <summary>
/// The sealed record of a run, member for member <c>evidence.json</c>. Meaning and unit of each member: <c>docs/spec/evidence.md</c>, which
/// changes together with this file. Null is "not known" or "not asked for", never zero.
/// </summary>
public sealed record Evidence
{
    /// <summary>The schema that this version writes.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Version of the schema.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>The run's name, which is its directory's.</summary>
    public required string RunId { get; init; }

    /// <summary>The run's number, which ledger rows carry.</summary>
    public required Guid Run { get; init; }

    /// <summary>Name of the stack.</summary>
    public required string Stack { get; init; }

    /// <summary>When the run began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>Phoenix and its version.</summary>
    public required string Tool { get; init; }

    /// <summary>Driven tool to version.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>The command line's settings.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>When the wipe hit.</summary>
    public required WipeMode WipeAt { get; init; }

    /// <summary>How WAL left the stack while it was written.</summary>
    public required string Stream { get; init; }

    /// <summary>The recovery target as it was asked for.</summary>
    public required string Target { get; init; }

    /// <summary>The planted fault; null for none.</summary>
    public required string? Sabotage { get; init; }

    /// <summary>The load that was asked for.</summary>
    public required EvidenceLoad Load { get; init; }

    /// <summary>The verdict over all cycles.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>What the verdict holds for, e.g. <c>planned wipe; RPO not tested</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>The exit code of the run.</summary>
    public required int ExitCode { get; init; }

    /// <summary>What no checker looked at.</summary>
    public required IReadOnlyList<string> NotCovered { get; init; }

    /// <summary>What the owner asked for.</summary>
    public required EvidenceObjectives Objectives { get; init; }

    /// <summary>The cycles, in order.</summary>
    public required IReadOnlyList<EvidenceCycle> Cycles { get; init; }

    /// <summary>Time spent awaiting, in seconds, by what was awaited.</summary>
    public required IReadOnlyDictionary<string, double> Waits { get; init; }

    /// <summary>The journal that this was built from: number of lines and hash of the last one.</summary>
    public required JournalHead Journal { get; init; }

    /// <summary>The seal's hash of the run before; here so that this run's hash covers it.</summary>
    public string? Previous { get; init; }

    /// <summary>The seal; the last member.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EvidenceSeal? Seal { get; init; }
}
