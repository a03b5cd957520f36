using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Kustomize;

/// <summary>Namespace, name prefix and suffix, labels and annotations of a kustomization.</summary>
/// <param name="file">The kustomization's file.</param>
/// <param name="spec">The kustomization.</param>
internal sealed class KustomizeNames(LintFile file, YamlMapping spec)
{
    private static readonly string[] Workloads = ["", "apps", "batch"];
    private static readonly string[] References = ["secretKeyRef", "configMapKeyRef", "secretRef", "configMapRef", "configMap", "secret"];
    private static readonly string[] NamesOfReferences = ["secretName", "claimName", "serviceAccountName"];

    /// <summary>The objects as they are called afterwards.</summary>
    public List<BuiltObject> Apply(List<BuiltObject> objects)
    {
        string prefix = spec.Text("namePrefix") ?? "";
        string suffix = spec.Text("nameSuffix") ?? "";
        if (spec.Scalar("namespace") is YamlScalar space)
        {
            objects = [.. objects.Select(o => NotNamespaced.Contains(o.Kind) ? o : Set(o, ["metadata", "namespace"], space))];
        }

        if (prefix.Length + suffix.Length > 0)
        {
            HashSet<string> named = [.. objects.Where(IsRenamed).Select(o => o.Name)];
            objects = [.. objects.Select(o => Rename(o, named, prefix, suffix))];
        }

        foreach ((string[] path, YamlScalar key, YamlScalar value) in Metadata())
        {
            objects = [.. objects.Select(o => Set(o, [.. path, key.Text], value))];
        }

        return objects;
    }

    private static bool IsRenamed(BuiltObject one) => one.Kind is not ("Namespace" or "CustomResourceDefinition" or "APIService");

    private static BuiltObject Rename(BuiltObject one, HashSet<string> named, string prefix, string suffix)
    {
        if (Workloads.Contains(one.Group))
        {
            HashSet<YamlValue> references = new(ReferenceEqualityComparer.Instance);
            foreach ((YamlScalar key, YamlValue value) in one.Root.All().OfType<YamlMapping>().SelectMany(m => m.Entries))
            {
                if (References.Contains(key.Text) && value.Scalar("name") is YamlScalar name)
                {
                    references.Add(name);
                }
                else if (NamesOfReferences.Contains(key.Text) && value is YamlScalar)
                {
                    references.Add(value);
                }
            }

            one = one.Map(s => references.Contains(s) && named.Contains(s.Text) ? s with { Text = prefix + s.Text + suffix, Start = -1, End = -1 } : s);
        }

        YamlScalar? own = one.Root.Scalar("metadata", "name");
        return own is null || !IsRenamed(one) ? one : one.Map(s => ReferenceEquals(s, own) ? s with { Text = prefix + s.Text + suffix, Start = -1, End = -1 } : s);
    }

    private IEnumerable<(string[] Path, YamlScalar Key, YamlScalar Value)> Metadata()
    {
        IEnumerable<(string Where, (YamlScalar Key, YamlValue Value) Entry)> all =
        [
            .. spec.Entries("commonLabels").Select(e => ("labels", e)),
            .. spec.Items("labels").SelectMany(l => l.Entries("pairs")).Select(e => ("labels", e)),
            .. spec.Entries("commonAnnotations").Select(e => ("annotations", e)),
        ];
        return all.Where(a => a.Entry.Value is YamlScalar).Select(a => (new[] { "metadata", a.Where }, a.Entry.Key, (YamlScalar)a.Entry.Value));
    }

    private BuiltObject Set(BuiltObject one, string[] path, YamlScalar value) => one.With(one.Root.WithPath(path, value, value), file, [value]);
}
