namespace Phoenix.Mutation;

/// <summary>The survivors that were looked at, each with the reason why it may live: "file member", "- original", "+ mutant" and "# reason" lines.</summary>
internal static class Excuses
{
    /// <summary>Key of the fault to the reason; an excuse without one, or given twice, is refused.</summary>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        Dictionary<string, string> excuses = [];
        List<string> keys = [];
        string place = "", original = "";
        foreach (string line in File.Exists(path) ? File.ReadAllLines(path) : [])
        {
            switch (line)
            {
                case "" or ['=', ..]:
                    break;
                case ['-', ' ', .. string text]:
                    original = text;
                    break;
                case ['+', ' ', .. string text]:
                    keys.Add($"{place}\n- {original}\n+ {text}");
                    break;
                case ['#', ' ', .. string reason]:
                    foreach (string key in keys)
                    {
                        excuses.Add(key, reason);
                    }

                    keys.Clear();
                    break;
                default:
                    place = line;
                    break;
            }
        }

        return keys.Count == 0 ? excuses : throw new InvalidOperationException($"no reason is given for\n{keys[0]}");
    }
}
