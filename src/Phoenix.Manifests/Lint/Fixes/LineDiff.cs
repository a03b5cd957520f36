using System.Globalization;
using System.Text;

namespace Phoenix.Manifests.Lint.Fixes;

/// <summary>A unified diff of what fixes change: <c>git apply</c> and <c>patch -p1</c> take it.</summary>
public static class LineDiff
{
    private const int Context = 3;

    /// <summary>The diff; empty when nothing differs.</summary>
    /// <param name="path">The file's path as it is shown.</param>
    /// <param name="before">Its text.</param>
    /// <param name="fixes">What is put in: in order, without overlap.</param>
    public static string Of(string path, string before, IReadOnlyList<LintFix> fixes)
    {
        string[] lines = before.SplitLines();
        List<(int First, int Count, string[] Made)> changes = Changes(lines, fixes);
        StringBuilder diff = new();
        int shift = 0;
        for (int i = 0; i < changes.Count;)
        {
            // Changes with little between them share a hunk.
            int last = i;
            while (last + 1 < changes.Count && changes[last + 1].First - (changes[last].First + changes[last].Count) <= 2 * Context)
            {
                last++;
            }

            int from = Math.Max(0, changes[i].First - Context);
            int to = Math.Min(lines.Length, changes[last].First + changes[last].Count + Context);
            int more = changes[i..(last + 1)].Sum(c => c.Made.Length - c.Count);
            int oldCount = to - from;
            int newCount = oldCount + more;
            diff.Append(CultureInfo.InvariantCulture, $"@@ -{(oldCount == 0 ? from : from + 1)},{oldCount} +{(newCount == 0 ? from + shift : from + shift + 1)},{newCount} @@\n");
            int at = from;
            foreach ((int first, int count, string[] made) in changes[i..(last + 1)])
            {
                Append(diff, ' ', lines[at..first]);
                Append(diff, '-', lines[first..(first + count)]);
                Append(diff, '+', made);
                at = first + count;
            }

            Append(diff, ' ', lines[at..to]);
            shift += more;
            i = last + 1;
        }

        return diff.Length == 0 ? "" : $"--- a/{path}\n+++ b/{path}\n{diff}";
    }

    // Whole lines, because a diff knows no others; fixes that touch one line are one change.
    private static List<(int First, int Count, string[] Made)> Changes(string[] lines, IReadOnlyList<LintFix> fixes)
    {
        List<(int First, int Count, string[] Made)> changes = [];
        int[] starts = new int[lines.Length + 1];
        for (int i = 0; i < lines.Length; i++)
        {
            starts[i + 1] = starts[i] + lines[i].Length;
        }

        for (int i = 0; i < fixes.Count;)
        {
            int first = LineOf(starts, fixes[i].Start);
            int end = LineOf(starts, Math.Max(fixes[i].Start, fixes[i].End - 1)) + 1;
            int last = i;
            while (last + 1 < fixes.Count && LineOf(starts, fixes[last + 1].Start) < end)
            {
                last++;
                end = Math.Max(end, LineOf(starts, Math.Max(fixes[last].Start, fixes[last].End - 1)) + 1);
            }

            end = Math.Min(end, lines.Length);
            StringBuilder text = new(string.Concat(lines[first..end]));
            for (int f = last; f >= i; f--)
            {
                text.Remove(fixes[f].Start - starts[first], fixes[f].End - fixes[f].Start).Insert(fixes[f].Start - starts[first], fixes[f].Text);
            }

            changes.Add((first, end - first, text.ToString().SplitLines()));
            i = last + 1;
        }

        return changes;
    }

    private static int LineOf(int[] starts, int offset)
    {
        int at = Array.BinarySearch(starts, offset);
        return Math.Min(at >= 0 ? at : ~at - 1, Math.Max(0, starts.Length - 2));
    }

    private static void Append(StringBuilder diff, char sign, string[] lines)
    {
        foreach (string line in lines)
        {
            diff.Append(sign).Append(line);
            if (!line.EndsWith('\n'))
            {
                diff.Append("\n\\ No newline at end of file\n");
            }
        }
    }

    // Each with its own line end.
    private static string[] SplitLines(this string text)
    {
        List<string> lines = [];
        for (int at = 0; at < text.Length;)
        {
            int end = text.IndexOf('\n', at) is >= 0 and int found ? found + 1 : text.Length;
            lines.Add(text[at..end]);
            at = end;
        }

        return [.. lines];
    }
}
