using System.Text.Json;
using System.Text.Json.Nodes;

namespace Phoenix.KubeSim.Apply;

/// <summary>A set of paths in an object, as <c>managedFields</c> writes it down: <c>f:</c> a field, <c>k:</c> an item by its keys, <c>v:</c> an item by its value, <c>i:</c> by its place.</summary>
internal sealed class FieldSet
{
    private readonly SortedDictionary<string, FieldSet> _children = new(StringComparer.Ordinal);

    /// <summary>Whether the path up to here is in the set itself.</summary>
    public bool Member { get; set; }

    public IReadOnlyDictionary<string, FieldSet> Children => _children;

    public bool IsEmpty => !Member && _children.Values.All(child => child.IsEmpty);

    public static FieldSet Parse(JsonObject fields)
    {
        var set = new FieldSet();
        foreach ((string element, JsonNode? value) in fields)
        {
            if (element == ".")
            {
                set.Member = true;
            }
            else if (value is JsonObject deeper)
            {
                FieldSet child = Parse(deeper);
                child.Member |= deeper.Count == 0;
                set._children[element] = child;
            }
        }

        return set;
    }

    public JsonObject Write()
    {
        var fields = new JsonObject();
        foreach ((string element, FieldSet child) in _children.Where(pair => !pair.Value.IsEmpty))
        {
            JsonObject deeper = child.Write();
            if (child.Member && deeper.Count > 0)
            {
                deeper.Insert(0, ".", new JsonObject());
            }

            fields[element] = deeper;
        }

        return fields;
    }

    /// <summary>The set below an element; made when there is none.</summary>
    public FieldSet Below(string element)
    {
        if (!_children.TryGetValue(element, out FieldSet? child))
        {
            _children[element] = child = new FieldSet();
        }

        return child;
    }

    public FieldSet? Find(string element) => _children.GetValueOrDefault(element);

    public void Drop(string element) => _children.Remove(element);

    public void Add(FieldSet other)
    {
        Member |= other.Member;
        foreach ((string element, FieldSet child) in other._children)
        {
            Below(element).Add(child);
        }
    }

    /// <summary>What is in this set and not, as that very path, in the other.</summary>
    public FieldSet Minus(FieldSet? other)
    {
        var rest = new FieldSet { Member = Member && other?.Member != true };
        foreach ((string element, FieldSet child) in _children)
        {
            FieldSet left = child.Minus(other?.Find(element));
            if (!left.IsEmpty)
            {
                rest._children[element] = left;
            }
        }

        return rest;
    }

    public FieldSet And(FieldSet other)
    {
        var both = new FieldSet { Member = Member && other.Member };
        foreach ((string element, FieldSet child) in _children)
        {
            if (other.Find(element) is { } match && child.And(match) is { IsEmpty: false } shared)
            {
                both._children[element] = shared;
            }
        }

        return both;
    }

    public bool Same(FieldSet other) => Minus(other).IsEmpty && other.Minus(this).IsEmpty;

    /// <summary>Each path, written as in messages: <c>.spec.containers[name="web"].image</c>.</summary>
    public IEnumerable<string> Paths(string prefix = "")
    {
        if (Member)
        {
            yield return prefix;
        }

        foreach ((string element, FieldSet child) in _children)
        {
            foreach (string path in child.Paths(prefix + Spell(element)))
            {
                yield return path;
            }
        }
    }

    private static string Spell(string element) => element[..2] switch
    {
        "f:" => "." + element[2..],
        "v:" => $"[={element[2..]}]",
        "k:" => "[" + string.Join(",", JsonDocument.Parse(element[2..]).RootElement.EnumerateObject().Select(pair => $"{pair.Name}={pair.Value.GetRawText()}")) + "]",
        _ => $"[{element[2..]}]",
    };
}
