using System.Text;
using Phoenix.Adapters.Files;
using Phoenix.Errors;
using Phoenix.Manifests.Lint;
using Phoenix.Manifests.Lint.Fixes;

namespace Phoenix.Cli.Commands;

/// <summary>Puts fixes into files, or shows what they would change.</summary>
internal static class LintFixes
{
    /// <summary>A unified diff of all fixes.</summary>
    public static string Diff(IReadOnlyList<LintFinding> findings)
    {
        StringBuilder diff = new();
        foreach ((LintFile file, byte[] content, LintFix[] fixes) in Files(findings))
        {
            LintSplice.Apply(content, fixes, out IReadOnlyList<LintFix> done);
            string text = LintFile.Decode(content);
            // The mark is a part of the first line, which a program that puts the diff in compares.
            string mark = content.Length > Encoding.UTF8.GetByteCount(text) ? "\uFEFF" : "";
            diff.Append(LineDiff.Of(file.Path, mark + text, [.. done.Select(f => f with { Start = f.Start + mark.Length, End = f.End + mark.Length })]));
        }

        return diff.ToString();
    }

    /// <summary>Writes the files; says which, and how many places in each.</summary>
    public static IReadOnlyList<(string Path, int Count)> Apply(IReadOnlyList<LintFinding> findings)
    {
        List<(string, int)> changed = [];
        foreach ((LintFile file, byte[] content, LintFix[] fixes) in Files(findings))
        {
            byte[] made = LintSplice.Apply(content, fixes, out IReadOnlyList<LintFix> done);
            if (done.Count > 0 && !made.AsSpan().SequenceEqual(content))
            {
                try
                {
                    EditedFile.Replace(file.OnDisk!, made);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    throw new PhoenixException(ErrorCode.Configuration, $"{file.Path} cannot be written: {e.Message}", "make it writable, or put in what --diff prints by hand", e);
                }

                changed.Add((file.Path, done.Count));
            }
        }

        return changed;
    }

    private static IEnumerable<(LintFile File, byte[] Content, LintFix[] Fixes)> Files(IReadOnlyList<LintFinding> findings)
    {
        foreach (IGrouping<string, LintFix> group in findings.Select(f => f.Fix).OfType<LintFix>().Where(f => f.File.OnDisk is not null).GroupBy(f => f.File.OnDisk!, StringComparer.Ordinal))
        {
            LintFile file = group.First().File;
            byte[] content = Read(file);
            if (!file.IsUnchanged(content))
            {
                throw new PhoenixException(ErrorCode.Configuration, $"{file.Path} was changed while it was looked at", "run the command again");
            }

            // A file that two kustomizations take in has each of its fixes twice.
            yield return (file, content, [.. group.Select(f => f with { File = file }).Distinct()]);
        }
    }

    private static byte[] Read(LintFile file)
    {
        try
        {
            return file.Bytes();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PhoenixException(ErrorCode.Configuration, $"{file.Path} cannot be read any more: {e.Message}", "run the command again", e);
        }
    }
}
