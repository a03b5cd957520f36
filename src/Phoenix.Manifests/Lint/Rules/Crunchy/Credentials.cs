namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>What a side needs to be let into its repository.</summary>
internal static class Credentials
{
    /// <summary>The options, without <c>repoN-</c>, that hold the secrets of an external repository; none when the nodes' own role is used or the storage needs none.</summary>
    public static IReadOnlyList<string> Needed(PgoRepository repository)
    {
        // web-id and auto take the role of the pod or the node: no key is needed.
        return repository.Storage switch
        {
            "s3" => IsShared(repository.Setting("s3-key-type")) ? ["s3-key", "s3-key-secret"] : [],
            "gcs" => repository.Setting("gcs-key-type") is null or { Text: "service" } ? ["gcs-key"] : [],
            "azure" => repository.Setting("azure-key-type") is null or { Text: "shared" or "sas" } ? ["azure-account", "azure-key"] : [],
            _ => [],
        };
    }

    /// <summary>The sides from which something is restored, each with the repositories that it reads: a new cluster's source, and backups where a standby or a restore in place reads them.</summary>
    public static IEnumerable<(PgoCluster Cluster, PgoRepository Repository)> Restoring(LintSet set) =>
        PgoCluster.In(set).SelectMany(c => (c.Origin is PgoRepository origin ? new[] { origin } : []).Concat(c.Backups?.Repositories ?? []).Where(r => r.IsExternal).Select(r => (c, r)));

    private static bool IsShared(PgoSetting? type) => type is null or { Text: "shared" };
}
