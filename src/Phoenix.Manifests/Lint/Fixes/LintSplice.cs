using System.Text;

namespace Phoenix.Manifests.Lint.Fixes;

/// <summary>Puts fixes into a file's bytes: what they do not replace stays byte for byte, byte order mark and line ends among it.</summary>
public static class LintSplice
{
    /// <summary>The bytes with the fixes in them.</summary>
    /// <param name="content">The file's bytes, UTF-8.</param>
    /// <param name="fixes">Fixes of this file. Of two that overlap, the first is put in; the other is found again on the next run.</param>
    /// <param name="done">Those that were put in.</param>
    public static byte[] Apply(byte[] content, IEnumerable<LintFix> fixes, out IReadOnlyList<LintFix> done)
    {
        string text = LintFile.Decode(content);
        int mark = content.Length - Encoding.UTF8.GetByteCount(text);
        List<LintFix> taken = [];
        foreach (LintFix fix in fixes.Distinct().OrderBy(f => f.Start).ThenBy(f => f.End))
        {
            if (fix.Start >= 0 && fix.Start <= fix.End && fix.End <= text.Length && (taken.Count == 0 || fix.Start >= taken[^1].End))
            {
                taken.Add(fix);
            }
        }

        using MemoryStream made = new(content.Length + 256);
        made.Write(content, 0, mark);
        (int at, int byteAt) = (0, mark);
        foreach (LintFix fix in taken)
        {
            int before = Encoding.UTF8.GetByteCount(text.AsSpan(at, fix.Start - at));
            made.Write(content, byteAt, before);
            made.Write(Encoding.UTF8.GetBytes(fix.Text));
            byteAt += before + Encoding.UTF8.GetByteCount(text.AsSpan(fix.Start, fix.End - fix.Start));
            at = fix.End;
        }

        made.Write(content, byteAt, content.Length - byteAt);
        done = taken;
        return made.ToArray();
    }
}
