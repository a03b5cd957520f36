using System.Text.Json.Nodes;

namespace Phoenix.KubeSim.Operators.Crunchy;

/// <summary>Where a restore reads.</summary>
/// <param name="Cloud">The whole <c>dataSource.pgbackrest</c>; null for another cluster's repository, or the own.</param>
/// <param name="ClusterName">The other cluster; null for the own.</param>
/// <param name="Stanza">The stanza.</param>
/// <param name="RepoName">The repository's name.</param>
/// <param name="Options">The user's options.</param>
internal sealed record RestoreSource(JsonObject? Cloud, string? ClusterName, string Stanza, string RepoName, IReadOnlyList<string> Options)
{
    /// <summary>What decides whether a Job is made anew: neither Secrets nor <c>global</c> are in it.</summary>
    public string Hash => SafeHash.Of([Cloud is null ? ClusterName ?? "" : Stanza, RepoName, .. Options]);

    public static RestoreSource OfCluster(JsonObject source) =>
        new(null, Json.Text(source["clusterName"]), CrunchyNames.Stanza, Json.Text(source["repoName"]) ?? "", Json.Texts(source["options"]));

    public static RestoreSource OfCloud(JsonObject source) =>
        new(source, null, Json.Text(source["stanza"]) ?? "", Json.Text(Json.At(source, "repo", "name")) ?? "", Json.Texts(source["options"]));
}
