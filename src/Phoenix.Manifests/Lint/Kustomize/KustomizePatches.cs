using System.Text.RegularExpressions;
using Phoenix.Manifests.Lint.Reading;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Kustomize;

/// <summary>The patches of a kustomization, of all three spellings.</summary>
/// <param name="build">The build that they are part of.</param>
/// <param name="kustomization">The kustomization.</param>
/// <param name="folder">Its folder.</param>
internal sealed class KustomizePatches(KustomizeBuild build, ReadFile kustomization, string folder)
{
    private static readonly TimeSpan MatchBound = TimeSpan.FromSeconds(1);
    private static readonly string[] OwnGroups = ["", "apps", "batch", "networking.k8s.io", "rbac.authorization.k8s.io", "policy"];

    /// <summary>The objects after all patches.</summary>
    public List<BuiltObject> Apply(YamlMapping spec, List<BuiltObject> objects)
    {
        foreach (YamlValue item in spec.Items("patchesStrategicMerge").OfType<YamlScalar>())
        {
            objects = One(objects, item, ((YamlScalar)item).Text.Contains('\n', StringComparison.Ordinal) ? null : (YamlScalar)item, (YamlScalar)item, target: null);
        }

        foreach (YamlValue item in spec.Items("patches").Concat(spec.Items("patchesJson6902")))
        {
            objects = One(objects, item, item.Scalar("path"), item.Scalar("patch"), item.Mapping("target"));
        }

        return objects;
    }

    private List<BuiltObject> One(List<BuiltObject> objects, YamlValue at, YamlScalar? path, YamlScalar? inline, YamlMapping? target)
    {
        LintPlace place = new(kustomization.File, at.Line, at.Column);
        (LintFile file, IReadOnlyList<YamlValue> documents) = (kustomization.File, []);
        if (path is not null)
        {
            string full = TreePath.Combine(folder, path.Text);
            if (!build.Tree.IsFile(full))
            {
                build.Note(LintNotes.Kustomize, place, $"the patch {path.Text} is not there: Kustomize ends here and nothing of this folder is applied");
                return objects;
            }

            ReadFile read = build.Claim(full);
            (file, documents) = (read.File, read.Documents);
        }
        else if (inline is not null)
        {
            documents = [.. YamlDocuments.Read(inline.Text, out YamlFault? fault).Select(d => Moved(d, inline))];
            if (fault is not null)
            {
                build.Note(LintNotes.Kustomize, new LintPlace(kustomization.File, inline.Line, inline.Column), $"this patch cannot be read: {fault.What}");
            }
        }

        if (target?.Find("labelSelector") is not null || target?.Find("annotationSelector") is not null)
        {
            build.Note(LintNotes.NotFollowed, place, "a patch that selects by labels or annotations was not applied");
            return objects;
        }

        foreach (YamlValue document in documents)
        {
            objects = document is YamlSequence operations
                ? [.. objects.Select(o => target is not null && IsTarget(o, target) ? Operations(o, operations, file, place) : o)]
                : document is YamlMapping patch ? Merge(objects, patch, target, file, place) : objects;
        }

        return objects;
    }

    private BuiltObject Operations(BuiltObject one, YamlSequence operations, LintFile file, LintPlace place)
    {
        foreach (YamlValue operation in operations.Items)
        {
            if (JsonPatch.Apply(one.Root, operation) is YamlMapping made)
            {
                one = one.With(made, file, operation.All());
            }
            else
            {
                build.Note(LintNotes.NotFollowed, place, $"the operation '{operation.Text("op")}' at {operation.Text("path")} on {one.Kind} {one.Name} was not applied");
            }
        }

        return one;
    }

    private List<BuiltObject> Merge(List<BuiltObject> objects, YamlMapping patch, YamlMapping? target, LintFile file, LintPlace place)
    {
        List<BuiltObject> made = [];
        bool hit = false;
        foreach (BuiltObject one in objects)
        {
            if (!(target is null ? IsNamed(one, patch) : IsTarget(one, target)))
            {
                made.Add(one);
                continue;
            }

            hit = true;
            // A patch with a target may carry any name: it does not rename.
            YamlMapping content = target is null ? patch : WithIdentity(patch, one);
            if (StrategicMerge.Apply(one.Root, content, OwnGroups.Contains(one.Group)) is YamlMapping root)
            {
                made.Add(one.With(root, file, patch.All()));
            }
        }

        if (!hit && target is null)
        {
            build.Note(LintNotes.Kustomize, place, $"this patch is for {patch.Text("kind")} {patch.Text("metadata", "name")}, which is not among the resources: Kustomize ends here and nothing of this folder is applied");
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

    private static bool IsTarget(BuiltObject one, YamlMapping target) =>
        Matches(target.Text("group"), one.Group)
        && Matches(target.Text("kind"), one.Kind)
        && (Matches(target.Text("name"), one.Name) || Matches(target.Text("name"), one.FirstName))
        && Matches(target.Text("namespace"), one.Root.Text("metadata", "namespace") ?? "");

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
