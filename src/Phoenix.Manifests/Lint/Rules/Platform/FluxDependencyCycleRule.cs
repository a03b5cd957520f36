using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Platform;

/// <summary>Dependencies in a circle.</summary>
internal sealed class FluxDependencyCycleRule : LintRule
{
    public override string Id => "flux-dependency-cycle";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "Flux Kustomizations or HelmReleases depend on each other in a circle.";

    public override string Why => "Each waits until the other is ready: none of them is ever applied. In a cluster that has stood for a while nothing shows it, because all are ready; only a rebirth does.";

    public override string Remedy => "Take one dependency out.";

    public override string Source => "https://fluxcd.io/flux/components/kustomize/kustomizations/#dependencies ('circular dependencies must be avoided')";

    public override LintExample Bad { get; } = FluxExamples.Tree(FluxExamples.Two.With("  interval: 10m\n  path: ./controllers\n", "  dependsOn:\n    - name: configs\n  interval: 10m\n  path: ./controllers\n"));

    public override LintExample Good { get; } = FluxExamples.Tree(FluxExamples.Two);

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        Dictionary<string, Manifest> all = [];
        foreach (Manifest one in FluxObjects.All(set))
        {
            all.TryAdd(FluxObjects.Identity(one), one);
        }

        HashSet<string> done = new(StringComparer.Ordinal);
        foreach (string start in all.Keys.Order(StringComparer.Ordinal))
        {
            if (Circle(all, start) is { Count: > 0 } circle && circle.All(done.Add))
            {
                Manifest first = all[circle[0]];
                string next = circle[1 % circle.Count];
                YamlScalar at = FluxObjects.Needs(first).First(n => $"{first.Kind} {n.Namespace ?? ""}/{n.Name.Text}" == next).Name;
                yield return Found(first.At(at), $"{string.Join(" -> ", circle.Append(circle[0]).Select(c => all[c].Name))} depend on each other") with { Related = [.. circle.Skip(1).Select(c => all[c].Place)] };
            }
        }
    }

    // The shortest way from an object back to itself; empty when there is none.
    private static List<string> Circle(Dictionary<string, Manifest> all, string start)
    {
        Dictionary<string, string> from = new(StringComparer.Ordinal);
        Queue<string> open = new([start]);
        while (open.TryDequeue(out string? at))
        {
            foreach ((YamlScalar name, string? space) in FluxObjects.Needs(all[at]))
            {
                string next = $"{all[at].Kind} {space ?? ""}/{name.Text}";
                if (next == start)
                {
                    List<string> way = [at];
                    while (way[^1] != start)
                    {
                        way.Add(from[way[^1]]);
                    }

                    way.Reverse();
                    return way;
                }

                if (all.ContainsKey(next) && from.TryAdd(next, at))
                {
                    open.Enqueue(next);
                }
            }
        }

        return [];
    }
}
