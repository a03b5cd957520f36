using System.Globalization;
using System.Text;

namespace Phoenix.Manifests.Import;

/// <summary>Gives what was read the names of layers: valid, unique, and as short as that allows.</summary>
internal static class LayerNames
{
    private const int Longest = 63;

    /// <summary>Identity to name.</summary>
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyList<ImportNode> nodes)
    {
        Dictionary<string, int> parts = nodes.ToDictionary(n => n.Identity, _ => 1, StringComparer.Ordinal);
        string Name(ImportNode n) => Valid(string.Join('-', n.NameParts.TakeLast(parts[n.Identity])));
        for (bool grown = true; grown;)
        {
            grown = false;
            foreach (IGrouping<string, ImportNode> same in nodes.GroupBy(Name).Where(g => g.Count() > 1).ToArray())
            {
                foreach (ImportNode node in same.Where(n => parts[n.Identity] < n.NameParts.Count))
                {
                    parts[node.Identity]++;
                    grown = true;
                }
            }
        }

        Dictionary<string, string> names = new(StringComparer.Ordinal);
        HashSet<string> taken = new(StringComparer.Ordinal);
        foreach (ImportNode node in nodes.OrderBy(n => n.Identity, StringComparer.Ordinal))
        {
            string name = Name(node);
            for (int i = 2; !taken.Add(name); i++)
            {
                string number = string.Create(CultureInfo.InvariantCulture, $"-{i}");
                string whole = Name(node);
                name = whole[..Math.Min(whole.Length, Longest - number.Length)] + number;
            }

            names[node.Identity] = name;
        }

        return names;
    }

    /// <summary>The nearest text that is a name: 1 to 63 of a-z, 0-9, - and _, beginning with a letter.</summary>
    public static string Valid(string text)
    {
        var name = new StringBuilder();
        foreach (char c in text.ToLowerInvariant())
        {
            bool good = char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_';
            if (good || (name.Length > 0 && name[^1] != '-'))
            {
                name.Append(good ? c : '-');
            }
        }

        string trimmed = name.ToString().Trim('-', '_');
        trimmed = trimmed.Length > 0 && char.IsAsciiLetterLower(trimmed[0]) ? trimmed : $"layer-{trimmed}".TrimEnd('-');
        return trimmed[..Math.Min(trimmed.Length, Longest)];
    }
}
