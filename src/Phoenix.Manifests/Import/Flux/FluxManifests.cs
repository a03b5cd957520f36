using System.Text.RegularExpressions;
using Phoenix.Errors;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Import.Flux;

/// <summary>Reads the Kustomizations of Flux below a folder. Kustomize overlays and substitutions are not applied: what a manifest says is what counts.</summary>
/// <param name="root">The folder, absolute.</param>
/// <param name="notes">Gets what was not understood.</param>
internal sealed partial class FluxManifests(string root, ICollection<string> notes)
{
    private const string Group = "kustomize.toolkit.fluxcd.io/";

    /// <summary>The namespace that <c>flux bootstrap</c> uses, for a manifest that names none.</summary>
    private const string UsualNamespace = "flux-system";

    /// <summary>The Kustomizations, in order of their files.</summary>
    /// <exception cref="PhoenixException">Configuration: two of one name.</exception>
    public IReadOnlyList<FluxKustomization> Read()
    {
        Dictionary<string, FluxKustomization> found = new(StringComparer.Ordinal);
        foreach (string file in RepositoryFiles.Find(root, n => n.EndsWith(".yaml", StringComparison.Ordinal) || n.EndsWith(".yml", StringComparison.Ordinal), notes))
        {
            // Most files of such a repository are something else, and templates among them are no YAML at all.
            if (RepositoryFiles.Read(root, file, notes) is not string text || !text.Contains(Group, StringComparison.Ordinal))
            {
                continue;
            }

            IReadOnlyList<YamlValue> documents = YamlDocuments.Read(text, out YamlFault? fault);
            if (fault is not null)
            {
                notes.Add($"{file}:{fault.Line}: this is no YAML ({fault.What}): Kustomizations from there on are not read");
            }

            foreach (FluxKustomization one in documents.SelectMany(d => Objects(d, 0)).Select(o => Kustomization(o, file)).OfType<FluxKustomization>())
            {
                if (!found.TryAdd(one.Identity, one))
                {
                    throw new PhoenixException(
                        ErrorCode.Configuration,
                        $"the Kustomization {one.Identity} is declared twice: {found[one.Identity].Place} and {one.Place}",
                        "name the folder of one cluster with --from");
                }
            }
        }

        return [.. found.Values];
    }

    // A document, or the items of a List.
    private static IEnumerable<YamlMapping> Objects(YamlValue document, int depth) => document switch
    {
        YamlMapping m when Text(m, "kind") == "List" && Find(m, "items") is YamlSequence items && depth < 3 => items.Items.SelectMany(i => Objects(i, depth + 1)),
        YamlMapping m when Text(m, "kind") == "Kustomization" && Text(m, "apiVersion")?.StartsWith(Group, StringComparison.Ordinal) == true => [m],
        _ => [],
    };

    private FluxKustomization? Kustomization(YamlMapping manifest, string file)
    {
        YamlMapping? metadata = Find(manifest, "metadata") as YamlMapping;
        YamlScalar? name = metadata is null ? null : Find(metadata, "name") as YamlScalar;
        if (name is null || !Name().IsMatch(name.Text))
        {
            notes.Add($"{file}:{name?.Line ?? manifest.Line}: the name of this Kustomization is missing or no plain name: not among the layers");
            return null;
        }

        string place = $"{file}:{name.Line}";
        if (Find(manifest, "spec") is not YamlMapping spec || Find(spec, "sourceRef") is null)
        {
            notes.Add($"{place}: the Kustomization '{name.Text}' has no sourceRef: taken for a patch, and not read");
            return null;
        }

        string? space = Text(metadata!, "namespace");
        if (space is null || !Name().IsMatch(space))
        {
            notes.Add($"{place}: the Kustomization '{name.Text}' {(space is null ? "names no namespace" : "has no plain namespace")}: taken to be in {UsualNamespace}");
            space = UsualNamespace;
        }

        bool health = Text(spec, "wait") == "true" || Find(spec, "healthChecks") is YamlSequence { Items.Count: > 0 };
        return new FluxKustomization(name.Text, space, place, Needs(spec, space, file), Text(spec, "suspend") == "true", health);
    }

    private List<ImportEdge> Needs(YamlMapping spec, string space, string file)
    {
        List<ImportEdge> needs = [];
        foreach (YamlValue item in Find(spec, "dependsOn") is YamlSequence list ? list.Items : [])
        {
            if (item is YamlMapping need && Text(need, "name") is string name && Name().IsMatch(name))
            {
                needs.Add(new ImportEdge($"{Text(need, "namespace") ?? space}/{name}", $"{file}:{item.Line}"));
            }
            else
            {
                notes.Add($"{file}:{item.Line}: this element of 'dependsOn' names nothing that is understood: not among the needs");
            }
        }

        return [.. needs.DistinctBy(n => n.Identity)];
    }

    private static YamlValue? Find(YamlMapping mapping, string key) => mapping.Entries.FirstOrDefault(e => e.Key.Text == key).Value;

    private static string? Text(YamlMapping mapping, string key) => Find(mapping, key) is YamlScalar { Text.Length: > 0 } scalar ? scalar.Text : null;

    // DNS-1123, as Kubernetes demands of both names.
    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\z")]
    private static partial Regex Name();
}
