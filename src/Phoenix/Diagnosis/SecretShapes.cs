using System.Text.RegularExpressions;

namespace Phoenix.Diagnosis;

/// <summary>
/// Takes what looks like a secret out of a line that is quoted: a log of a stranger was written without knowing which texts are secrets. What is hidden
/// in vain is only harder to read; a secret without a name beside it and without a known form is not found.
/// </summary>
internal static partial class SecretShapes
{
    private const string Mark = "[redacted]";

    /// <summary>The line without them.</summary>
    internal static string Hide(string text)
    {
        string hidden = Scheme().Replace(text, "$1 " + Mark);
        hidden = Named().Replace(hidden, "$1" + Mark);
        hidden = UserInfo().Replace(hidden, "$1" + Mark + "@");
        return Known().Replace(hidden, Mark);
    }

    [GeneratedRegex("""\b(bearer|basic)\s+[\w+/=.~-]{8,}""", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();

    // password=..., "token": "...", PGPASSWORD=..., --repo1-s3-key-secret=..., X-Amz-Signature=...
    [GeneratedRegex(
        """((?:pass|passwd|password|passphrase|secret|token|api[_-]?key|access[_-]?key(?:[_-]?id)?|secret[_-]?(?:access[_-]?)?key|s3-key(?:-secret)?|cipher-pass|private[_-]?key|x-amz-signature|x-amz-credential)["'\\]*\s*[=:]\s*["'\\]*)[^\s"',;&\\}\])]{3,}""",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Named();

    [GeneratedRegex("""(://[^\s/:@"']{0,200}:)[^\s@/"']{1,500}@""", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();

    // Access keys of AWS, JSON web tokens, tokens of Vault, Infisical and GitHub.
    [GeneratedRegex("""\b(?:(?:AKIA|ASIA)[0-9A-Z]{12,}|eyJ[\w-]{8,}\.[\w.-]{8,}|(?:hvs|hvb|st)\.[\w.-]{20,}|gh[pousr]_\w{20,})""", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Known();
}
