using System.Text;
using Phoenix.Manifests.Lint.Reading;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Kustomize;

/// <summary>ConfigMaps and Secrets that a kustomization generates. Their names get no hash here: kinds that Kustomize does not know refer to them without it.</summary>
/// <param name="build">The build that they are part of.</param>
/// <param name="from">The kustomization's file.</param>
/// <param name="folder">Its folder.</param>
internal sealed class KustomizeGenerators(KustomizeBuild build, LintFile from, string folder)
{
    /// <summary>The objects with the generated ones.</summary>
    public List<BuiltObject> Apply(YamlMapping spec, List<BuiltObject> objects)
    {
        foreach ((string key, string kind, string data) in new[] { ("configMapGenerator", "ConfigMap", "data"), ("secretGenerator", "Secret", "stringData") })
        {
            foreach (YamlMapping generator in spec.Items(key).OfType<YamlMapping>())
            {
                objects = One(objects, generator, kind, data);
            }
        }

        return objects;
    }

    private List<BuiltObject> One(List<BuiltObject> objects, YamlMapping generator, string kind, string data)
    {
        if (generator.Scalar("name") is not YamlScalar name)
        {
            return objects;
        }

        List<(YamlScalar Key, YamlValue Value, LintFile File)> entries = [];
        foreach (YamlScalar literal in generator.Items("literals").OfType<YamlScalar>())
        {
            Add(entries, literal, literal.Text, from);
        }

        foreach (YamlScalar file in generator.Items("files").OfType<YamlScalar>())
        {
            string[] parts = file.Text.Split('=', 2);
            if (Content(file, parts[^1]) is (LintFile there, string text))
            {
                entries.Add((YamlEdit.Made(parts.Length == 2 ? parts[0] : TreePath.Name(parts[0]), file), new YamlScalar(text, YamlScalarStyle.Plain, 1, 1), there));
            }
        }

        foreach (YamlScalar file in generator.Items("envs").OfType<YamlScalar>().Concat(generator.Scalar("env") is YamlScalar one ? [one] : []))
        {
            if (Content(file, file.Text) is (LintFile there, string text))
            {
                string[] lines = text.Split('\n');
                for (int i = 0; i < lines.Length; i++)
                {
                    if (lines[i].Trim() is { Length: > 0 } line && line[0] != '#')
                    {
                        Add(entries, new YamlScalar("", YamlScalarStyle.DoubleQuoted, i + 1, 1), line, there);
                    }
                }
            }
        }

        YamlMapping content = new([.. entries.Select(e => (e.Key, e.Value))], generator.Line, generator.Column);
        int at = objects.FindIndex(o => o.Kind == kind && o.Name == name.Text);
        if (at >= 0 && generator.Text("behavior") is ("merge" or "replace"))
        {
            YamlMapping root = objects[at].Root;
            YamlMapping merged = generator.Text("behavior") == "merge" ? entries.Aggregate(root.Mapping(data) ?? content, (m, e) => m.With(e.Key, e.Value)) : content;
            objects = [.. objects];
            objects[at] = Placed(objects[at], root.WithPath([data], merged, generator), entries);
            return objects;
        }

        YamlMapping made = new YamlMapping([], generator.Line, generator.Column)
            .WithPath(["apiVersion"], YamlEdit.Made("v1", generator), generator)
            .WithPath(["kind"], YamlEdit.Made(kind, generator), generator)
            .WithPath(["metadata", "name"], name, name)
            .WithPath([data], content, generator);
        made = generator.Scalar("namespace") is YamlScalar space ? made.WithPath(["metadata", "namespace"], space, space) : made;
        return [.. objects, Placed(new BuiltObject(from, made, folder), made, entries)];
    }

    private static BuiltObject Placed(BuiltObject one, YamlMapping root, List<(YamlScalar Key, YamlValue Value, LintFile File)> entries)
    {
        BuiltObject made = one with { Root = root };
        foreach ((YamlScalar key, YamlValue value, LintFile file) in entries)
        {
            made = made.With(root, file, [value]);
        }

        return made;
    }

    private static void Add(List<(YamlScalar Key, YamlValue Value, LintFile File)> entries, YamlScalar at, string assignment, LintFile file)
    {
        string[] parts = assignment.Split('=', 2);
        if (parts.Length == 2)
        {
            entries.Add((YamlEdit.Made(parts[0], at), YamlEdit.Made(parts[1].Trim('"', '\''), at), file));
        }
    }

    private (LintFile File, string Text)? Content(YamlScalar at, string relative)
    {
        LintPlace place = new(from, at.Line, at.Column, Math.Max(0, at.End - at.Start));
        string path = TreePath.Combine(folder, relative);
        if (!build.Tree.IsFile(path))
        {
            build.Note(LintNotes.Kustomize, place, $"{relative} is not there: Kustomize ends here and nothing of this folder is applied");
            return null;
        }

        ReadFile read = build.Claim(path);
        try
        {
            return build.Tree.Length(path) is > 0 and <= FileReading.MostBytes ? (read.File, LintFile.Decode(read.File.Bytes())) : null;
        }
        catch (DecoderFallbackException)
        {
            // A key store or an image: it is put in as it is, and no rule reads it.
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            build.Note(LintNotes.Unread, place, $"{relative} cannot be read: {e.Message}");
            return null;
        }
    }
}
