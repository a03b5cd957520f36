using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Kustomize;

/// <summary>A strategic merge patch: mappings are merged, null removes, lists are replaced, or merged by name where Kubernetes' own kinds do so.</summary>
internal static class StrategicMerge
{
    private static readonly string[] MergedByName = ["containers", "initContainers", "volumes", "env", "ephemeralContainers", "imagePullSecrets"];
    private const int MostDepth = 200;

    /// <summary>What comes of it; null when the patch deletes the object.</summary>
    /// <param name="target">The object.</param>
    /// <param name="patch">The patch.</param>
    /// <param name="byName">Whether lists of this object's kind are merged by name.</param>
    public static YamlMapping? Apply(YamlMapping target, YamlMapping patch, bool byName) => patch.Text("$patch") switch
    {
        "delete" => null,
        "replace" => patch.Without("$patch"),
        _ => Merge(target, patch, byName, 0),
    };

    private static YamlMapping Merge(YamlMapping target, YamlMapping patch, bool byName, int depth)
    {
        foreach ((YamlScalar key, YamlValue value) in patch.Entries)
        {
            YamlValue? old = target.Find(key.Text);
            if (key.Text.StartsWith("$patch", StringComparison.Ordinal) || depth > MostDepth)
            {
                continue;
            }

            if (value is YamlScalar { IsNull: true } || value.Text("$patch") == "delete")
            {
                target = target.Without(key.Text);
            }
            else if (value is YamlMapping inner && old is YamlMapping outer && inner.Text("$patch") != "replace")
            {
                target = target.With(key, Merge(outer, inner, byName, depth + 1));
            }
            else if (byName && value is YamlSequence list && old is YamlSequence present && MergedByName.Contains(key.Text))
            {
                target = target.With(key, MergeItems(present, list, depth));
            }
            else
            {
                target = target.With(key, value is YamlMapping replacing ? replacing.Without("$patch") : value);
            }
        }

        return target;
    }

    private static YamlSequence MergeItems(YamlSequence present, YamlSequence patch, int depth)
    {
        List<YamlValue> items = [.. present.Items];
        foreach (YamlValue item in patch.Items)
        {
            string? name = item.Text("name");
            int at = name is null ? -1 : items.FindIndex(i => i.Text("name") == name);
            if (item.Text("$patch") == "delete")
            {
                if (at >= 0)
                {
                    items.RemoveAt(at);
                }
            }
            else if (at >= 0 && item is YamlMapping change && items[at] is YamlMapping old)
            {
                items[at] = Merge(old, change, byName: true, depth + 1);
            }
            else
            {
                items.Add(item);
            }
        }

        return present with { Items = items };
    }
}
