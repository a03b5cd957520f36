namespace Phoenix.Proof;

/// <summary>A set of 32-bit transaction ids as pages of bits: those of one load lie close together, so that millions take a few hundred kilobytes.</summary>
internal sealed class XidSet
{
    private const int PageBits = 16;
    private const int WordBits = 6;

    private readonly Dictionary<uint, ulong[]> _pages = [];

    public void Add(uint xid)
    {
        uint page = xid >> PageBits;
        if (!_pages.TryGetValue(page, out ulong[]? words))
        {
            words = new ulong[1 << (PageBits - WordBits)];
            _pages.Add(page, words);
        }

        words[Word(xid)] |= 1UL << (int)xid;
    }

    public bool Contains(uint xid) =>
        _pages.TryGetValue(xid >> PageBits, out ulong[]? words) && (words[Word(xid)] & (1UL << (int)xid)) != 0;

    // A shift by an int uses its low 6 bits only, which is the bit inside the word.
    private static int Word(uint xid) => (int)((xid & ((1u << PageBits) - 1)) >> WordBits);
}
