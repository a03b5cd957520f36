using System.Globalization;
using Phoenix.Diagnosis;

namespace Phoenix.Cli.Rendering;

/// <summary>What <c>phoenix explain</c> found, for people.</summary>
internal static class ExplanationText
{
    private const int MostUnknown = 20;

    public static void Write(string subject, Explanation explanation, TextWriter output)
    {
        ExplainedFailure[] causes = [.. explanation.Failures.Where(f => !f.IsEcho)];
        ExplainedFailure[] echoes = [.. explanation.Failures.Where(f => f.IsEcho)];
        bool several = explanation.Sources.Count > 1;
        Line(output, $"{subject}: {Summary(explanation, causes.Length, echoes.Length)} in {Lines(explanation.Sources.Sum(s => s.Lines))}");
        foreach (ExplainedFailure cause in causes)
        {
            Line(output, "");
            Line(output, $"{cause.Failure.Id} ({Severity(cause.Failure.Severity)}), {Places(cause.Count, cause.First, cause.Last, several)}");
            Line(output, $"  > {cause.Quote}");
            Line(output, $"  what    {cause.Failure.What}");
            Line(output, $"  why     {cause.Failure.Cause}");
            Line(output, $"  do      {cause.Failure.Remedy}");
            Line(output, $"  verify  {cause.Failure.Verify}");
            Line(output, $"  source  {cause.Failure.Source}");
        }

        Section(output, echoes.Length, "echoes, which go with their cause:");
        foreach (ExplainedFailure echo in echoes)
        {
            Line(output, $"  {echo.Failure.Id}, {Places(echo.Count, echo.First, echo.Last, several)}: {echo.Failure.What} It follows from {string.Join(", ", echo.Causes)}.");
            Line(output, $"    > {echo.Quote}");
        }

        Section(output, explanation.Unknown.Count, "unknown errors; nothing is guessed about them:");
        foreach (UnknownError unknown in explanation.Unknown.Take(MostUnknown))
        {
            Line(output, $"  {Places(unknown.Count, unknown.First, unknown.Last, several)}");
            Line(output, $"    > {unknown.Quote}");
        }

        long more = explanation.Unknown.Skip(MostUnknown).Sum(u => u.Count) + explanation.UnknownBeyond;
        if (more > 0)
        {
            Line(output, $"  and {Lines(more)} of other forms; --format json lists more of them");
        }

        Section(output, explanation.Notes.Count, "seen, and no fault by itself:");
        foreach (ExplainedFailure note in explanation.Notes)
        {
            Line(output, $"  {note.Failure.Id}, {Places(note.Count, note.First, note.Last, several)}: {note.Failure.Otherwise} Otherwise: {note.Failure.What} {note.Failure.Remedy}");
            Line(output, $"    > {note.Quote}");
        }
    }

    /// <summary>What it costs, for people.</summary>
    public static string Severity(FailureSeverity severity) => severity switch
    {
        FailureSeverity.DataLoss => "data loss",
        FailureSeverity.BlocksRestore => "blocks the restore",
        _ => "slows down",
    };

    private static string Summary(Explanation explanation, int causes, int echoes)
    {
        if (explanation.IsClean)
        {
            return "nothing found";
        }

        string[] parts =
        [
            causes == 0 ? "" : Count(causes, "cause"),
            echoes == 0 ? "" : Count(echoes, "echo"),
            explanation.Unknown.Count == 0 ? "" : Count(explanation.Unknown.Count, "unknown error"),
        ];
        return string.Join(", ", parts.Where(p => p.Length > 0));
    }

    private static string Count(int count, string word) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {word}{(count == 1 ? "" : word.EndsWith('o') ? "es" : "s")}");

    private static string Lines(long count) => $"{Wording.Count(count)} {(count == 1 ? "line" : "lines")}";

    private static string Places(long count, LinePlace first, LinePlace last, bool several) =>
        count == 1 ? $"line {Place(first, several)}" : $"{Wording.Count(count)} lines, {Place(first, several)} to {Place(last, several && last.Source != first.Source)}";

    private static string Place(LinePlace place, bool several) => string.Create(CultureInfo.InvariantCulture, $"{place.Line}{(several ? $" of {place.Source}" : "")}");

    private static void Section(TextWriter output, int count, string title)
    {
        if (count > 0)
        {
            Line(output, "");
            Line(output, title);
        }
    }

    private static void Line(TextWriter output, string text) => output.WriteLine(Wording.Plain(text));
}
