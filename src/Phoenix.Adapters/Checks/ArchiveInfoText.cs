using System.Globalization;
using System.Text.RegularExpressions;

namespace Phoenix.Adapters.Checks;

/// <summary>Reads from the text of an <c>archive.info</c> which clusters it names.</summary>
internal static partial class ArchiveInfoText
{
    /// <summary>Their system identifiers, present one and former ones; empty where the text is no such file.</summary>
    internal static ulong[] Clusters(string text) => text.Contains("[backrest]", StringComparison.Ordinal) && text.Contains("[db]", StringComparison.Ordinal)
        ? [.. Identifier().Matches(text).Select(m => ulong.TryParse(m.Groups["id"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out ulong id) ? id : 0).Where(id => id != 0).Distinct()]
        : [];

    // db-system-id=7... in [db], {"db-id":7...,"db-version":"15"} in [db:history].
    [GeneratedRegex("^db-system-id=(?<id>[0-9]{1,20})\\r?$|\"db-(?:system-)?id\":(?<id>[0-9]{1,20})[,}]", RegexOptions.Multiline)]
    private static partial Regex Identifier();
}
