namespace Phoenix.Lab.S3.Storage;

/// <summary>
/// The order of S3 listings: by UTF-8 bytes, which is by code point. Comparing UTF-16 units differs from it only
/// where a surrogate meets a unit above the surrogates, so only there units are moved.
/// </summary>
internal sealed class KeyOrder : IComparer<string>
{
    public static readonly KeyOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> a = x, b = y;
        int common = a.CommonPrefixLength(b);
        return common == a.Length || common == b.Length
            ? a.Length.CompareTo(b.Length)
            : Rank(a[common]).CompareTo(Rank(b[common]));
    }

    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
