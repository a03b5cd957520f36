using System.Text;
using System.Text.RegularExpressions;

namespace Phoenix.Adapters.PgBackRest;

/// <summary>
/// What pgBackRest says went wrong: the class of the cause, not the umbrella ([075], [103]) under which every repository problem ends.
/// </summary>
/// <param name="Error">The cause's class (<c>HostConnectError</c>) or, where only a number was printed, that number (<c>[037]</c>).</param>
/// <param name="Text">Its words, one line, printable characters only.</param>
/// <param name="HttpStatus">Status of the S3 answer behind it; 0 when there was none.</param>
/// <param name="S3Code">The S3 answer's code, e.g. <c>SignatureDoesNotMatch</c>; null when there was none.</param>
public sealed partial record PgBackRestFault(string Error, string Text, int HttpStatus, string? S3Code)
{
    private const int LongestText = 400;

    /// <summary>Finds the cause in what pgBackRest printed; null when it printed no error.</summary>
    public static PgBackRestFault? Find(string output)
    {
        Match named = NamedCause().Match(output);
        Match numbered = NumberedError().Match(output);
        if (named.Success && (!numbered.Success || named.Index < numbered.Index || IsUmbrella(numbered)))
        {
            return Make(named.Groups[1].Value, named.Groups[2].Value.TrimEnd(':') + Reason(output, named.Index), output, named.Index);
        }

        return numbered.Success
            ? Make($"[{numbered.Groups[1].Value}]", numbered.Groups[2].Value.TrimEnd(':') + Reason(output, numbered.Index), output, numbered.Index)
            : null;
    }

    // The first line names the file, the next one why it could not be read: which host and port, say.
    private static string Reason(string output, int from) => NestedCause().Match(output, from) is { Success: true } nested ? ": " + nested.Groups[1].Value : "";

    private static bool IsUmbrella(Match error) => error.Groups[1].Value is "075" or "103";

    private static PgBackRestFault Make(string error, string text, string output, int from)
    {
        Match http = HttpFailure().Match(output, from);
        Match service = ServiceFailure().Match(output, from);
        Match code = S3Answer().Match(output, from);
        int status = http.Success ? int.Parse(http.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)
            : service.Success ? int.Parse(service.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) : 0;
        return new PgBackRestFault(error, Printable(Decrypted().Replace(text, "$1")), status, code.Success ? code.Groups[1].Value : null);
    }

    // Behind some errors pgBackRest prints what it "decrypted" with a wrong passphrase, which is taken away; of what it prints elsewhere nothing may reach a terminal as it is.
    private static string Printable(string text)
    {
        StringBuilder clean = new();
        foreach (char c in text.Trim())
        {
            if (clean.Length == LongestText)
            {
                break;
            }

            clean.Append(c is >= ' ' and <= '~' ? c : '?');
        }

        return clean.ToString();
    }

    // "WARN: repo1: [XxxError] ...", "  repo1: [XxxError] ..." (archive-push), "[XxxError] ..." (info's JSON).
    [GeneratedRegex(@"\[([A-Z][A-Za-z]+Error)\] ([^\r\n]*)")]
    private static partial Regex NamedCause();

    [GeneratedRegex(@"ERROR: \[(\d{3})\]: (?:raised from [^:]*: )?([^\r\n]*)")]
    private static partial Regex NumberedError();

    [GeneratedRegex(@"(key/value found outside of section at line \d+|invalid JSON type at|missing '=' in key/value at line \d+): [\s\S]*")]
    private static partial Regex Decrypted();

    [GeneratedRegex(@"^ *([A-Z][A-Za-z]+Error: [^\r\n]*)", RegexOptions.Multiline)]
    private static partial Regex NestedCause();

    [GeneratedRegex(@"HTTP request failed with (\d{3})")]
    private static partial Regex HttpFailure();

    [GeneratedRegex(@"\[(5\d\d)\] ")]
    private static partial Regex ServiceFailure();

    [GeneratedRegex(@"<Code>([A-Za-z]+)</Code>")]
    private static partial Regex S3Answer();
}
