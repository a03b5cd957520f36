namespace Phoenix.Castle;

/// <summary>The operators' own definitions of their custom resources, which are not part of the repository.</summary>
internal static class CastleDefinitions
{
    /// <summary>MetalLB's are not among the stored ones: their kinds, without their schemas.</summary>
    public const string MetalLb = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: { name: ipaddresspools.metallb.io }
        spec:
          group: metallb.io
          names: { kind: IPAddressPool, listKind: IPAddressPoolList, plural: ipaddresspools, singular: ipaddresspool }
          scope: Namespaced
          versions:
            - { name: v1beta1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } } }
        ---
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: { name: l2advertisements.metallb.io }
        spec:
          group: metallb.io
          names: { kind: L2Advertisement, listKind: L2AdvertisementList, plural: l2advertisements, singular: l2advertisement }
          scope: Namespaced
          versions:
            - { name: v1beta1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } } }
        """;

    private static string Folder => Environment.GetEnvironmentVariable("PHOENIX_TEST_CRDS") is { Length: > 0 } given ? given : Path.Combine(CloneFolder.Path, "../shared/crds");

    /// <summary>Why a castle cannot be raised here; null when it can.</summary>
    /// <param name="sets">What it needs, such as <c>flux</c>.</param>
    public static string? WhyMissing(params IEnumerable<string> sets) =>
        sets.FirstOrDefault(s => !Has(s)) is { } set ? $"the operators' definitions are not there: {Path.Combine(Folder, set)} (PHOENIX_TEST_CRDS names their folder)" : null;

    /// <summary>Whether a set is there.</summary>
    public static bool Has(string set) => Directory.Exists(Path.Combine(Folder, set));

    /// <summary>All definitions of a set, such as <c>flux</c>.</summary>
    public static async Task<string> ReadAsync(string set, CancellationToken cancellationToken)
    {
        IEnumerable<string> files = Directory.EnumerateFiles(Path.Combine(Folder, set), "*.yaml").Order(StringComparer.Ordinal);
        return string.Join("\n---\n", await Task.WhenAll(files.Select(f => File.ReadAllTextAsync(f, cancellationToken))));
    }
}
