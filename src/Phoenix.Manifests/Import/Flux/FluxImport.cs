namespace Phoenix.Manifests.Import.Flux;

/// <summary>
/// Turns Flux's Kustomizations into layers of the driver <c>command</c>: <c>flux reconcile</c> raises one and fails in its words, and a gate awaits that it is Ready.
/// </summary>
internal static class FluxImport
{
    /// <summary>Reads them.</summary>
    /// <param name="root">The folder, absolute.</param>
    /// <param name="notes">Gets what was not understood.</param>
    public static IReadOnlyList<ImportNode> Read(string root, ICollection<string> notes)
    {
        IReadOnlyList<FluxKustomization> all = new FluxManifests(root, notes).Read();
        HashSet<string> known = [.. all.Select(k => k.Identity)];
        return [.. all.Select(k => Node(k, known, notes))];
    }

    private static ImportNode Node(FluxKustomization one, HashSet<string> known, ICollection<string> notes)
    {
        List<string> remarks = [one.Place];
        foreach (ImportEdge missing in one.Needs.Where(n => !known.Contains(n.Identity)))
        {
            notes.Add($"{missing.Place}: '{one.Identity}' depends on '{missing.Identity}', which is not declared in this folder: not among the needs");
            remarks.Add($"depends on {missing.Identity}, which is not declared in this folder ({missing.Place})");
        }

        if (one.Suspended)
        {
            notes.Add($"{one.Place}: '{one.Identity}' is suspended: flux refuses to reconcile it, and so will the layer");
            remarks.Add("suspended: flux refuses to reconcile it");
        }

        if (!one.ChecksHealth)
        {
            remarks.Add("neither 'wait: true' nor healthChecks: Ready says that it was applied, not that it is healthy");
        }

        ImportEdge[] needs = [.. one.Needs.Where(n => known.Contains(n.Identity)).Select(n => n with { Identity = "kustomization " + n.Identity })];
        return new ImportNode("kustomization " + one.Identity, [one.Namespace, one.Name], needs, Body(one, isRoot: needs.Length == 0), remarks);
    }

    // The source is fetched once, by those that need nothing; 20 minutes are less than a layer's 30, so that flux can say why it waited.
    private static string[] Body(FluxKustomization one, bool isRoot)
    {
        string name = StackText.Quote(one.Name);
        string space = StackText.Quote(one.Namespace);
        return
        [
            $"command: {{ up: [flux, reconcile, kustomization, {name}, -n, {space}, {(isRoot ? "--with-source, " : "")}--timeout=20m] }}",
            "gates:",
            $"  - command: [kubectl, -n, {space}, wait, --for=condition=Ready, --timeout=20s, kustomization.kustomize.toolkit.fluxcd.io/{one.Name}]",
            "    timeout: 10m",
        ];
    }
}
