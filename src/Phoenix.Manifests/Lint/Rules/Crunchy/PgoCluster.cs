using System.Runtime.CompilerServices;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A PostgresCluster of CrunchyData's operator, version 5 (<c>v1beta1</c>) or 6 (<c>v1</c>).</summary>
internal sealed class PgoCluster
{
    /// <summary>The group of its API.</summary>
    public const string Group = "postgres-operator.crunchydata.com";

    private static readonly ConditionalWeakTable<LintSet, PgoCluster[]> Known = [];

    private PgoCluster(LintSet set, Manifest manifest)
    {
        Manifest = manifest;
        Backups = manifest.Mapping("spec", "backups", "pgbackrest") is YamlMapping backups ? new PgoSide(set, manifest, backups, "spec", "backups", "pgbackrest") : null;
        SourceCluster = manifest.Mapping("spec", "dataSource", "postgresCluster");

        // Where both are given, the operator follows postgresCluster alone.
        Source = SourceCluster is null && manifest.Mapping("spec", "dataSource", "pgbackrest") is YamlMapping source ? new PgoSide(set, manifest, source, "spec", "dataSource", "pgbackrest") : null;
        Origin = Source?.Repositories.FirstOrDefault();
        Counterpart = Origin is null || Backups is null ? null : Match(Origin, [.. Backups.Repositories.Where(r => r.IsExternal)]);
    }

    /// <summary>The object.</summary>
    public Manifest Manifest { get; }

    /// <summary>Where it archives and backs up to; null when there is no backup section.</summary>
    public PgoSide? Backups { get; }

    /// <summary>Where a new cluster is restored from; null when it is not restored from a repository of its own.</summary>
    public PgoSide? Source { get; }

    /// <summary><c>dataSource.postgresCluster</c>; null when there is none.</summary>
    public YamlMapping? SourceCluster { get; }

    /// <summary>The repository of <see cref="Source"/>.</summary>
    public PgoRepository? Origin { get; }

    /// <summary>The repository of <see cref="Backups"/> that <see cref="Origin"/> must be for a rebirth to bring back what was archived; null when there is none.</summary>
    public PgoRepository? Counterpart { get; }

    /// <summary>Whether it starts as a standby.</summary>
    public bool IsStandby => Manifest.Mapping("spec", "standby") is YamlMapping standby && standby.Flag("enabled") != false;

    /// <summary>Whether the next look of the operator restores it in place.</summary>
    public bool IsRestoredInPlace => InPlaceRequest is not null && Manifest.Root.Flag("spec", "backups", "pgbackrest", "restore", "enabled") == true;

    /// <summary>The annotation that asks for a restore in place; null when there is none.</summary>
    public YamlScalar? InPlaceRequest => Manifest.Scalar("metadata", "annotations", $"{Group}/pgbackrest-restore") is YamlScalar { Text.Length: > 0 } asked ? asked : null;

    /// <summary>The clusters in a set.</summary>
    public static IReadOnlyList<PgoCluster> In(LintSet set) => Known.GetValue(set, s => [.. s.OfKind("PostgresCluster", Group).Select(m => new PgoCluster(s, m))]);

    private static PgoRepository? Match(PgoRepository origin, PgoRepository[] candidates) =>
        candidates.FirstOrDefault(r => r.Name == origin.Name)
        ?? candidates.FirstOrDefault(r => r.Bucket?.Text == origin.Bucket?.Text)
        ?? candidates.FirstOrDefault();
}
