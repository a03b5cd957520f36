using System.Text.RegularExpressions;
using Phoenix.Manifests.Lint.Reading;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Kustomize;

/// <summary>Patches, of all three spellings of a kustomization, and those of a Flux Kustomization.</summary>
/// <param name="build">The build that they are part of.</param>
/// <param name="placeOf">Where a value of the kustomization stands.</param>
/// <param name="folder">Its folder.</param>
internal sealed class KustomizePatches(KustomizeBuild build, Func<YamlValue, LintPlace> placeOf, string folder)
{
    private static readonly TimeSpan MatchBound = TimeSpan.FromSeconds(1);
    private static readonly string[] OwnGroups = ["", "apps", "batch", "networking.k8s.io", "rbac.authorization.k8s.io", "policy"];

    /// <summary>The objects after all patches of a kustomization.</summary>
    public List<BuiltObject> Apply(YamlMapping spec, List<BuiltObject> objects)
    {
        foreach (YamlScalar item in spec.Items("patchesStrategicMerge").OfType<YamlScalar>())
        {
            objects = Read(item, item.Text.Contains('\n', StringComparison.Ordinal) ? null : item, item, target: null) is KustomizePatch patch ? Apply(patch, objects) : objects;
        }

        return Read(spec.Items("patches").Concat(spec.Items("patchesJson6902"))).Aggregate(objects, (all, patch) => Apply(patch, all));
    }

    /// <summary>Reads the patches of a list.</summary>
    public IEnumerable<KustomizePatch> Read(IEnumerable<YamlValue> items) => items.Select(i => Read(i, i.Scalar("path"), i.Scalar("patch"), i.Mapping("target"))).OfType<KustomizePatch>();

    /// <summary>The objects after a patch.</summary>
    /// <param name="patch">The patch.</param>
    /// <param name="objects">The objects.</param>
    /// <param name="isWhole">Whether these are all objects that it may be for.</param>
    public List<BuiltObject> Apply(KustomizePatch patch, List<BuiltObject> objects, bool isWhole = true)
    {
        foreach (YamlValue document in patch.Documents)
        {
            objects = document is YamlSequence operations
                ? [.. objects.Select(o => patch.Target is not null && IsTarget(o, patch) ? Operations(o, operations, patch) : o)]
                : document is YamlMapping merged ? Merge(objects, merged, patch, isWhole) : objects;
        }

        return objects;
    }

    private KustomizePatch? Read(YamlValue at, YamlScalar? path, YamlScalar? inline, YamlMapping? target)
    {
        LintPlace place = placeOf(at) with { Length = 0 };
        if (path is not null)
        {
            string full = TreePath.Combine(folder, path.Text);
            if (!build.Tree.IsFile(full))
            {
                build.Note(LintNotes.Kustomize, place, $"the patch {path.Text} is not there: Kustomize ends here and nothing of this folder is applied");
                return null;
            }

            ReadFile read = build.Claim(full);
            return new KustomizePatch(read.Documents, target, read.File, place);
        }

        if (inline is null)
        {
            return null;
        }

        YamlValue[] documents = [.. YamlDocuments.Read(inline.Text, out YamlFault? fault).Select(d => Moved(d, inline))];
        if (fault is not null)
        {
            build.Note(LintNotes.Kustomize, placeOf(inline) with { Length = 0 }, $"this patch cannot be read: {fault.What}");
        }

        return new KustomizePatch(documents, target, placeOf(inline).File, place);
    }

    private BuiltObject Operations(BuiltObject one, YamlSequence operations, KustomizePatch patch)
    {
        foreach (YamlValue operation in operations.Items)
        {
            if (JsonPatch.Apply(one.Root, operation) is YamlMapping made)
            {
                one = one.With(made, patch.File, operation.All());
            }
            else
            {
                build.Note(LintNotes.NotFollowed, patch.Place, $"the operation '{operation.Text("op")}' at {operation.Text("path")} on {one.Kind} {one.Name} was not applied");
            }
        }

        return one;
    }

    private List<BuiltObject> Merge(List<BuiltObject> objects, YamlMapping content, KustomizePatch patch, bool isWhole)
    {
        List<BuiltObject> made = [];
        bool hit = false;
        foreach (BuiltObject one in objects)
        {
            if (!(patch.Target is null ? IsNamed(one, content) : IsTarget(one, patch)))
            {
                made.Add(one);
                continue;
            }

            hit = true;
            // A patch with a target may carry any name: it does not rename.
            YamlMapping merged = patch.Target is null ? content : WithIdentity(content, one);
            if (StrategicMerge.Apply(one.Root, merged, OwnGroups.Contains(one.Group)) is YamlMapping root)
            {
                made.Add(one.With(root, patch.File, content.All()));
            }
        }

        // It may be for something that was not followed.
        if (!hit && patch.Target is null && isWhole && !build.IsPartial)
        {
            build.Note(
                LintNotes.Kustomize,
                patch.Place,
                $"this patch is for {content.Text("kind")} {content.Text("metadata", "name")}, which is not among the resources: Kustomize ends here and nothing of this folder is applied");
        }

        return made;
    }

    private static YamlMapping WithIdentity(YamlMapping patch, BuiltObject one)
    {
        YamlMapping content = patch.Without("apiVersion").Without("kind");
        return content.Find("metadata") is YamlMapping metadata && one.Root.Find("metadata") is not null
            ? content.With(content.FindKey("metadata")!, metadata.Without("name").Without("namespace"))
            : content;
    }

    private static bool IsNamed(BuiltObject one, YamlMapping patch) =>
        patch.Text("kind") == one.Kind
        && (patch.Text("metadata", "name") is string name && (name == one.Name || name == one.FirstName))
        && (patch.Text("metadata", "namespace") is not string space || one.Root.Text("metadata", "namespace") is not string own || own == space);

    private bool IsTarget(BuiltObject one, KustomizePatch patch)
    {
        YamlMapping target = patch.Target!;
        bool named = Matches(target.Text("group"), one.Group)
            && Matches(target.Text("version"), one.Version)
            && Matches(target.Text("kind"), one.Kind)
            && (Matches(target.Text("name"), one.Name) || Matches(target.Text("name"), one.FirstName))
            && Matches(target.Text("namespace"), one.Root.Text("metadata", "namespace") ?? "");
        if (!named)
        {
            return false;
        }

        bool?[] selected = [LabelSelector.Selects(target.Text("labelSelector"), one.Root.Mapping("metadata", "labels")), LabelSelector.Selects(target.Text("annotationSelector"), one.Root.Mapping("metadata", "annotations"))];
        if (selected.Any(s => s is null) && selected.All(s => s is not false))
        {
            build.Note(LintNotes.NotFollowed, patch.Place, $"whether this patch is for {one.Kind} {one.Name} cannot be told from its selector: it was not applied");
        }

        return selected.All(s => s is true);
    }

    // Kustomize takes a target's texts for regular expressions that must match the whole.
    private static bool Matches(string? pattern, string text)
    {
        try
        {
            return pattern is null || Regex.IsMatch(text, $"^(?:{pattern})$", RegexOptions.None, MatchBound);
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            return pattern == text;
        }
    }

    // A patch inside of the kustomization stands in its block: its lines are counted from there, and nothing is spliced into it.
    private static YamlValue Moved(YamlValue value, YamlScalar block) => value switch
    {
        YamlScalar s => s with { Line = Line(s, block), Column = Column(s, block), Start = -1, End = -1 },
        YamlSequence l => l with { Line = Line(l, block), Column = Column(l, block), Start = -1, Items = [.. l.Items.Select(i => Moved(i, block))] },
        YamlMapping m => m with { Line = Line(m, block), Column = Column(m, block), Start = -1, Entries = [.. m.Entries.Select(e => ((YamlScalar)Moved(e.Key, block), Moved(e.Value, block)))] },
        _ => value,
    };

    private static int Line(YamlValue value, YamlScalar block) => block.Style == YamlScalarStyle.Literal ? block.Line + value.Line : block.Line;

    private static int Column(YamlValue _, YamlScalar block) => block.Style == YamlScalarStyle.Literal ? 1 : block.Column;
}
