using Phoenix.Stacks;

namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>What a misspelt option of pgBackRest may have meant.</summary>
internal static class OptionSpelling
{
    /// <summary>The nearest name, and whether it is surely the one: no other is as near, and few characters differ, or the same words stand in another order. Null when none is near.</summary>
    public static (string Name, bool IsSure)? Nearest(OptionName given)
    {
        IReadOnlyList<string> names = [.. PgBackRestOptions.All.Select(o => o.Name)];
        string[] words = given.Base.Split('-', '_');
        string[] reordered = [.. names.Where(n => n.Split('-').Order(StringComparer.Ordinal).SequenceEqual(words.Order(StringComparer.Ordinal)))];
        if (reordered.Length == 1)
        {
            return (Written(reordered[0], given), true);
        }

        if (NearestName.Of(given.Base, names) is not string near)
        {
            return null;
        }

        int distance = NearestName.Distance(given.Base, near);
        bool alone = names.Count(n => NearestName.Distance(given.Base, n) <= distance + 1) == 1;
        return (Written(near, given), alone && distance <= 2 && near.Length > 6);
    }

    private static string Written(string name, OptionName given) => PgBackRestOptions.Find(name)!.Indexed(given.Index ?? 1);
}
