namespace Phoenix.Manifests.Lint.Rules.Platform;

/// <summary>A custom resource that does not wait for its operator.</summary>
internal sealed class OperatorNotAwaitedRule : LintRule
{
    public override string Id => "flux-operator-not-awaited";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "A Flux Kustomization holds a custom resource and does not depend on the one that brings its operator.";

    public override string Why => "In a new cluster both begin at once: the resource's kind is not known yet, the attempt fails, and the next one comes after the interval. In an old cluster nothing shows it.";

    public override string Remedy => "Add dependsOn with the operator's Kustomization.";

    public override string Source => "https://fluxcd.io/flux/components/kustomize/kustomizations/#dependencies";

    public override LintExample Bad { get; } = FluxExamples.Tree(FluxExamples.Two.With("  dependsOn:\n    - name: controllers\n", ""));

    public override LintExample Good { get; } = FluxExamples.Tree(FluxExamples.Two);

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        Dictionary<string, Manifest> all = new(StringComparer.Ordinal);
        foreach (Manifest one in FluxObjects.Kustomizations(set))
        {
            all.TryAdd(FluxObjects.Path(one), one);
        }

        HashSet<(string, string)> said = [];
        foreach (Manifest release in FluxObjects.Releases(set).Where(r => r.AppliedBy is not null && all.ContainsKey(r.AppliedBy)))
        {
            IReadOnlyList<string> groups = Operators.Of(release);
            foreach (Manifest resource in set.Manifests.Where(m => groups.Contains(m.Group) && m.AppliedBy is string by && by != release.AppliedBy && all.ContainsKey(by)))
            {
                if (!Awaits(all, resource.AppliedBy!, release.AppliedBy!) && said.Add((resource.AppliedBy!, release.AppliedBy!)))
                {
                    Manifest owner = all[resource.AppliedBy!];
                    yield return Found(owner.Place, $"{owner.Title} holds {resource.Title} and does not depend on {all[release.AppliedBy!].Title}, which brings its kind") with { Related = [resource.Place, release.Place] };
                }
            }
        }
    }

    // Directly, by way of others, or because the Kustomization that applies it does.
    private static bool Awaits(Dictionary<string, Manifest> all, string from, string to)
    {
        HashSet<string> seen = new(StringComparer.Ordinal) { from };
        Queue<string> open = new([from]);
        while (open.TryDequeue(out string? at))
        {
            Manifest one = all[at];
            foreach (string next in FluxObjects.Needs(one).Select(n => $"{n.Namespace ?? ""}/{n.Name.Text}").Concat(one.AppliedBy is string parent ? [parent] : []))
            {
                // Of one that is not here nobody knows what it waits for; that it is missing has a rule of its own.
                if (next == to || !all.ContainsKey(next))
                {
                    return true;
                }

                if (seen.Add(next))
                {
                    open.Enqueue(next);
                }
            }
        }

        return false;
    }
}
