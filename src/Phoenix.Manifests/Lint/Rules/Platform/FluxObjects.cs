using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Platform;

/// <summary>Flux's Kustomizations and HelmReleases, and what they say of each other.</summary>
internal static class FluxObjects
{
    private const string KustomizeGroup = "kustomize.toolkit.fluxcd.io";
    private const string HelmGroup = "helm.toolkit.fluxcd.io";

    /// <summary>The Kustomizations of Flux.</summary>
    public static IEnumerable<Manifest> Kustomizations(LintSet set) => set.OfKind("Kustomization", KustomizeGroup).Where(k => k.Find("spec", "sourceRef") is not null && k.Name.Length > 0);

    /// <summary>The HelmReleases of Flux.</summary>
    public static IEnumerable<Manifest> Releases(LintSet set) => set.OfKind("HelmRelease", HelmGroup).Where(r => r.Name.Length > 0);

    /// <summary>Both, each with the name by which others depend on it.</summary>
    public static IEnumerable<Manifest> All(LintSet set) => Kustomizations(set).Concat(Releases(set));

    /// <summary>Namespace and name, with the namespace that is in force where none is written.</summary>
    public static string Identity(Manifest one) => $"{one.Kind} {one.Namespace ?? ""}/{one.Name}";

    /// <summary>The name by which an object says which Kustomization applies it.</summary>
    public static string Path(Manifest kustomization) => $"{kustomization.Namespace ?? ""}/{kustomization.Name}";

    /// <summary>What an object depends on: the name's scalar, and the identity.</summary>
    public static IEnumerable<(YamlScalar Name, string? Namespace)> Needs(Manifest one) =>
        from item in one.Items("spec", "dependsOn")
        let name = item.Scalar("name")
        where name is not null && !YamlLookup.IsOpen(name.Text) && !YamlLookup.IsOpen(item.Text("namespace"))
        select (name, item.Text("namespace") ?? one.Namespace);

    /// <summary>The chart that a HelmRelease installs, without its registry; null when that is not said in it.</summary>
    public static string? Chart(Manifest release)
    {
        string? chart = release.Text("spec", "chart", "spec", "chart") ?? (release.Text("spec", "chartRef", "kind") == "OCIRepository" ? release.Text("spec", "chartRef", "name") : null);
        return chart?.Split('/')[^1];
    }

    /// <summary>A duration as Flux writes it (<c>1h30m</c>); null when it is none.</summary>
    public static TimeSpan? Duration(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        double seconds = 0;
        int start = 0;
        while (start < text.Length)
        {
            int unit = start;
            while (unit < text.Length && (char.IsAsciiDigit(text[unit]) || text[unit] == '.'))
            {
                unit++;
            }

            int end = unit;
            while (end < text.Length && char.IsAsciiLetter(text[end]))
            {
                end++;
            }

            double? factor = text[unit..end] switch { "h" => 3600, "m" => 60, "s" => 1, "ms" => 0.001, _ => null };
            if (factor is null || !double.TryParse(text.AsSpan(start, unit - start), System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out double number) || number > 1e6)
            {
                return null;
            }

            seconds += number * factor.Value;
            start = end;
        }

        return TimeSpan.FromSeconds(seconds);
    }
}
