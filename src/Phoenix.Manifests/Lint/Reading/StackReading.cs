using System.Globalization;
using System.Text.RegularExpressions;
using Phoenix.Errors;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Reading;

/// <summary>Reads stack files as the other commands do.</summary>
internal static partial class StackReading
{
    /// <summary>The stack; null, with a note, when the other commands would refuse it.</summary>
    public static LintStack? Read(ReadFile file, out LintNote? fault)
    {
        try
        {
            fault = null;
            return new LintStack(file.File, (YamlMapping)file.Documents[0], StackFile.Parse(file.Text!, file.Path));
        }
        catch (PhoenixException e) when (e.Code is ErrorCode.Configuration or ErrorCode.Usage)
        {
            Match place = Place().Match(e.Message);
            LintPlace at = place.Success
                ? new LintPlace(file.File, int.Parse(place.Groups["line"].Value, CultureInfo.InvariantCulture), int.Parse(place.Groups["column"].Value, CultureInfo.InvariantCulture))
                : new LintPlace(file.File, 1, 1);
            fault = new LintNote(LintNotes.Stack, at, $"{(place.Success ? place.Groups["what"].Value : e.Message)} ({e.Hint})");
            return null;
        }
    }

    [GeneratedRegex(@"^[^\n]*?:(?<line>\d{1,7}):(?<column>\d{1,7}): (?<what>.*)$", RegexOptions.Singleline, 1000)]
    private static partial Regex Place();
}
