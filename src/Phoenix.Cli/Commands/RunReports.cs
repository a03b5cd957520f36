using System.Text;
using Phoenix.Adapters.Files;
using Phoenix.Cli.Rendering;
using Phoenix.Cli.Rendering.Html;
using Phoenix.Errors;
using Phoenix.Journal;

namespace Phoenix.Cli.Commands;

/// <summary>The views of evidence that are kept as files.</summary>
internal static class RunReports
{
    /// <summary>Writes <c>report.html</c> and <c>junit.xml</c> beside the evidence. They are views of it: one that cannot be written does not fail the run.</summary>
    /// <returns>What went wrong, for a warning; empty for nothing.</returns>
    public static IReadOnlyList<string> WriteBeside(RunDirectory store, Evidence evidence)
    {
        List<string> warnings = [];
        foreach ((string name, Func<byte[]> render) in ((string, Func<byte[]>)[])[(HtmlReport.FileName, () => Html(evidence)), (JUnitReport.FileName, () => JUnitReport.Render(evidence))])
        {
            try
            {
                store.WriteFile(name, render());
            }
            catch (Exception e)
            {
                warnings.Add($"{name} was not written: {e.Message}; make it with: phoenix report {store.Name}");
            }
        }

        return warnings;
    }

    /// <summary>The page.</summary>
    public static byte[] Html(Evidence evidence) => Encoding.UTF8.GetBytes(HtmlReport.Render(evidence));

    /// <summary>Writes where a person asked for it.</summary>
    /// <exception cref="PhoenixException">Usage: it cannot be written there.</exception>
    public static void Write(string path, byte[] content)
    {
        try
        {
            File.WriteAllBytes(path, content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PhoenixException(ErrorCode.Usage, $"{path} cannot be written: {e.Message}", "name a file in a directory that exists and that you may write to", e);
        }
    }
}
