using System.Text.RegularExpressions;
using Phoenix.Manifests.Lint.Kustomize;
using Phoenix.Manifests.Lint.Reading;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Flux;

/// <summary>The variables of one Flux Kustomization (<c>postBuild</c>), and what they make of the objects that it applies.</summary>
internal sealed partial class FluxVariables
{
    private const string Group = "kustomize.toolkit.fluxcd.io";
    private readonly Dictionary<string, string> known = new(StringComparer.Ordinal);
    private readonly BuiltObject owner;
    private readonly List<LintNote> notes;
    private readonly HashSet<string> said = new(StringComparer.Ordinal);
    private readonly string? unknownSource;
    private readonly bool any;

    /// <summary>Collects the variables.</summary>
    /// <param name="owner">The Flux Kustomization.</param>
    /// <param name="all">All objects, ConfigMaps and Secrets among them.</param>
    /// <param name="notes">Gets what is not known or not defined.</param>
    public FluxVariables(BuiltObject owner, IReadOnlyList<BuiltObject> all, List<LintNote> notes)
    {
        this.owner = owner;
        this.notes = notes;
        string? space = owner.Root.Text("metadata", "namespace");
        foreach (YamlValue source in owner.Root.Items("spec", "postBuild", "substituteFrom"))
        {
            any = true;
            (string? kind, string? name) = (source.Text("kind"), source.Text("name"));
            BuiltObject? found = all.FirstOrDefault(o => o.Kind == kind && o.Name == name && o.Group.Length == 0 && (space is null || o.Root.Text("metadata", "namespace") is not string at || at == space));
            if (found is null)
            {
                unknownSource = $"{kind} {name}";
                continue;
            }

            foreach ((YamlScalar key, YamlValue value) in found.Root.Entries(kind == "Secret" ? "stringData" : "data"))
            {
                known[key.Text] = value is YamlScalar text ? text.Text : "";
            }

            // What a Secret holds in base64, or encrypted, is not put into messages.
            unknownSource ??= kind == "Secret" && found.Root.Entries("data").Count > 0 ? $"{kind} {name}" : null;
        }

        foreach ((YamlScalar key, YamlValue value) in owner.Root.Entries("spec", "postBuild", "substitute"))
        {
            any = true;
            known[key.Text] = value is YamlScalar text ? text.Text : "";
        }
    }

    /// <summary>Whether an object is a Flux Kustomization.</summary>
    public static bool IsKustomization(BuiltObject one) => one.Kind == "Kustomization" && one.Group == Group;

    /// <summary>The object as Flux applies it.</summary>
    public BuiltObject Apply(BuiltObject one)
    {
        if (owner.Root.Scalar("spec", "targetNamespace") is YamlScalar space && !NotNamespaced.Contains(one.Kind))
        {
            one = one.With(one.Root.WithPath(["metadata", "namespace"], space, space), owner.File, [space]);
        }

        bool off = one.Root.Text("metadata", "annotations", "kustomize.toolkit.fluxcd.io/substitute") == "disabled" || one.Root.Text("metadata", "labels", "kustomize.toolkit.fluxcd.io/substitute") == "disabled";
        return !any || off ? one : one.Map(s => s.Text.Contains("${", StringComparison.Ordinal) ? Filled(one, s) : s);
    }

    private YamlScalar Filled(BuiltObject one, YamlScalar scalar)
    {
        string text;
        try
        {
            text = Variable().Replace(scalar.Text, m => Value(one, scalar, m));
        }
        catch (RegexMatchTimeoutException)
        {
            return scalar;
        }

        return text == scalar.Text ? scalar : scalar with { Text = text, Start = -1, End = -1 };
    }

    private string Value(BuiltObject one, YamlScalar scalar, Match match)
    {
        string name = match.Groups["name"].Value;
        bool given = known.TryGetValue(name, out string? value) && !YamlLookup.IsOpen(value);
        bool bare = !match.Groups["operator"].Success;
        if (given && (value!.Length > 0 || !match.Groups["operator"].Value.StartsWith(':')))
        {
            return value;
        }

        if (!bare && unknownSource is null && (given || !known.ContainsKey(name)))
        {
            return match.Groups["default"].Value;
        }

        if (bare && !known.ContainsKey(name) && said.Add(name))
        {
            LintPlace place = one.ToManifest().At(scalar);
            notes.Add(unknownSource is null
                ? new LintNote(LintNotes.Undefined, place, $"${{{name}}} is defined nowhere: the Flux Kustomization {owner.Name} puts nothing in its place")
                : new LintNote(LintNotes.Unresolved, place, $"${{{name}}} comes from {unknownSource}, whose values are not seen here: what depends on it was not checked"));
        }

        return match.Value;
    }

    // As the library of Flux does it; an escaped one ($${name}) is text.
    [GeneratedRegex(@"(?<!\$)\$\{(?<name>[_a-zA-Z][_a-zA-Z0-9]*)(?:(?<operator>:=|:-|=|-)(?<default>[^}]*))?\}", RegexOptions.None, 2000)]
    private static partial Regex Variable();
}
