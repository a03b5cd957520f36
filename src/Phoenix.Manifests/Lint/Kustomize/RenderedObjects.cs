using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Kustomize;

/// <summary>Objects that a program rendered, with the places of what was followed by its text: a value that is the same there stands where it was written, any other at the kustomization.</summary>
/// <param name="kustomization">The kustomization's file.</param>
/// <param name="at">The place in it that other values get.</param>
/// <param name="folder">Its folder.</param>
internal sealed class RenderedObjects(LintFile kustomization, YamlValue at, string folder)
{
    /// <summary>The objects; null when the text cannot be read.</summary>
    /// <param name="text">What the program printed.</param>
    /// <param name="literal">The objects by their text.</param>
    public List<BuiltObject>? Place(string text, IReadOnlyList<BuiltObject> literal)
    {
        IReadOnlyList<YamlValue> documents = YamlDocuments.Read(text, out YamlFault? fault);
        return fault is not null ? null : [.. documents.OfType<YamlMapping>().Select(d => One(d, literal))];
    }

    private BuiltObject One(YamlMapping rendered, IReadOnlyList<BuiltObject> literal)
    {
        BuiltObject? same = literal.FirstOrDefault(o => o.Kind == rendered.Text("kind") && o.Name == rendered.Text("metadata", "name") && o.Root.Text("metadata", "namespace") == rendered.Text("metadata", "namespace"));
        List<YamlValue> made = [];
        var root = (YamlMapping)Placed(rendered, same?.Root, made);
        return (same ?? new BuiltObject(kustomization, root, folder)).With(root, kustomization, made);
    }

    private YamlValue Placed(YamlValue rendered, YamlValue? written, List<YamlValue> made)
    {
        if (rendered is YamlScalar text && written is YamlScalar same && same.Text == text.Text)
        {
            return same;
        }

        switch (rendered)
        {
            case YamlMapping mapping when written is YamlMapping old:
                return old with { Entries = [.. mapping.Entries.Select(e => (Key(e.Key, old.FindKey(e.Key.Text), made), Placed(e.Value, old.Find(e.Key.Text), made)))] };
            case YamlSequence list when written is YamlSequence old:
                return old with { Items = [.. list.Items.Select((item, i) => Placed(item, i < old.Items.Count ? old.Items[i] : null, made))] };
            default:
                YamlValue here = rendered switch
                {
                    YamlMapping mapping => new YamlMapping([.. mapping.Entries.Select(e => (Key(e.Key, null, made), Placed(e.Value, null, made)))], at.Line, at.Column),
                    YamlSequence list => new YamlSequence([.. list.Items.Select(i => Placed(i, null, made))], at.Line, at.Column),
                    _ => ((YamlScalar)rendered) with { Line = at.Line, Column = at.Column, Start = -1, End = -1 },
                };
                made.Add(here);
                return here;
        }
    }

    private YamlScalar Key(YamlScalar rendered, YamlScalar? written, List<YamlValue> made)
    {
        if (written is not null)
        {
            return written;
        }

        YamlScalar key = rendered with { Line = at.Line, Column = at.Column, Start = -1, End = -1 };
        made.Add(key);
        return key;
    }
}
