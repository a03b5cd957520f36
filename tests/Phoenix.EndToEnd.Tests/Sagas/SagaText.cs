using System.Globalization;
using System.Text.RegularExpressions;

namespace Phoenix.EndToEnd.Tests.Sagas;

/// <summary>Makes what tools printed the same in every run: no secret, time, port or path of this one is left in it.</summary>
/// <param name="known">Texts of this run, and what stands for them.</param>
internal sealed partial class SagaText(IReadOnlyList<(string Text, string Word)> known)
{
    private readonly Dictionary<string, string> _named = new(StringComparer.Ordinal);

    /// <summary>The text as it goes into the page.</summary>
    public string Stable(string text)
    {
        foreach ((string part, string word) in known.OrderByDescending(k => k.Text.Length))
        {
            text = text.Replace(part, word, StringComparison.Ordinal);
        }

        text = Label().Replace(text, m => Name(m.Value, "FULL"));
        text = Cluster().Replace(text, m => Name(m.Value, "CLUSTER"));
        text = Time().Replace(text, "TIME");
        text = Sha1().Replace(text, "-SHA1");
        text = Position().Replace(text, "LSN");
        text = RequestId().Replace(text, "${name}ID");
        text = Size().Replace(text, "N ${unit}");
        text = Age().Replace(text, "some time ago");
        text = Failures().Replace(text, "some failures");
        text = Files().Replace(text, "N ${what}");
        text = Agreed().Replace(text, "0 s off");
        text = Ahead().Replace(text, "N s ${way}");
        text = Digest().Replace(text, "${of} HASH");
        text = Lasted().Replace(text, "");
        text = Garbage().Replace(text, "${before}(what the wrong passphrase makes of it)");
        return Process().Replace(text, "PID ");
    }

    // Which is which must still be seen: each gets a number when it is first met.
    private string Name(string value, string word)
    {
        if (!_named.TryGetValue(value, out string? name))
        {
            int number = 1 + _named.Values.Count(n => n.StartsWith(word, StringComparison.Ordinal));
            _named[value] = name = string.Create(CultureInfo.InvariantCulture, $"{word}-{number}");
        }

        return name;
    }

    [GeneratedRegex(@"\b\d{8}-\d{6}F\b")]
    private static partial Regex Label();

    [GeneratedRegex(@"\b\d{19}\b")]
    private static partial Regex Cluster();

    // The year 2037 is a target of the sagas' own.
    [GeneratedRegex(@"\b20(?!37)\d\d-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(Z| ?UTC|[+-]\d\d(:?\d\d)?)?|\b\d{8}T\d{6}Z\b")]
    private static partial Regex Time();

    [GeneratedRegex(@"-[0-9a-f]{40}\b")]
    private static partial Regex Sha1();

    [GeneratedRegex(@"\b[0-9A-F]{1,2}/[0-9A-F]{1,8}\b")]
    private static partial Regex Position();

    [GeneratedRegex(@"(?<name>(request-id: |<RequestId>))[0-9A-Fa-f]+")]
    private static partial Regex RequestId();

    [GeneratedRegex(@"\b\d+(\.\d+)? ?(?<unit>MiB|KiB|MB|KB|B|kB|GiB)\b")]
    private static partial Regex Size();

    [GeneratedRegex(@"\b\d+ (s|min|h|d|ms) (ago|old)\b")]
    private static partial Regex Age();

    [GeneratedRegex(@"\b\d+ failures\b")]
    private static partial Regex Failures();

    [GeneratedRegex(@"\b\d+ (?<what>files)\b")]
    private static partial Regex Files();

    // Two clocks that agree are now this, now that way apart.
    [GeneratedRegex(@"\b\d s (ahead of|behind)\b")]
    private static partial Regex Agreed();

    [GeneratedRegex(@"\b\d+ s (?<way>ahead|behind)\b")]
    private static partial Regex Ahead();

    [GeneratedRegex(@"(?<of>fetched|on the server) [0-9a-f]{12}\b")]
    private static partial Regex Digest();

    [GeneratedRegex(@" \(\d+ms\)")]
    private static partial Regex Lasted();

    [GeneratedRegex(@"(?<before>outside of section at line \d+: ).*?(?=; The repository|$)", RegexOptions.Multiline)]
    private static partial Regex Garbage();

    [GeneratedRegex(@"\bPID \d+ ")]
    private static partial Regex Process();
}
