namespace Phoenix.Stacks;

/// <summary>What a misspelled name may have meant.</summary>
public static class NearestName
{
    /// <summary>The name that takes the fewest changed, added or removed characters, case apart; null when none is near (more than a third of it differs).</summary>
    public static string? Of(string given, IEnumerable<string> names)
    {
        (string? name, int distance) = names
            .Select(name => ((string?)name, Distance(given, name)))
            .OrderBy(candidate => candidate.Item2).ThenBy(candidate => candidate.Item1, StringComparer.Ordinal)
            .FirstOrDefault((null, int.MaxValue));
        return distance <= Math.Max(1, given.Length / 3) ? name : null;
    }

    /// <summary>How many characters must be changed, added or removed to make one of the other, case apart (Levenshtein's distance).</summary>
    public static int Distance(string one, string other)
    {
        string a = one.ToUpperInvariant(), b = other.ToUpperInvariant();
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
