namespace Phoenix.Diagnosis;

/// <summary>Lines of a part of an input that have something in common.</summary>
/// <param name="line">The first of them.</param>
/// <param name="text">The first of them, or the piece of it in which it was found.</param>
/// <param name="index">Where in it.</param>
/// <param name="isContinued">What the piece begins with may be the rest of a word.</param>
/// <param name="isCut">What it ends with may be the beginning of one.</param>
internal sealed class FoundLines(long line, string text, int index, bool isContinued, bool isCut)
{
    /// <summary>The first of them.</summary>
    internal long First { get; } = line;

    /// <summary>The last of them.</summary>
    internal long Last { get; private set; } = line;

    /// <summary>How many; a line that comes in pieces counts once.</summary>
    internal long Count { get; private set; } = 1;

    /// <summary>How many lines and pieces of lines.</summary>
    internal long Pieces { get; private set; } = 1;

    /// <summary>Adds a line, or another piece of the last one.</summary>
    internal void Add(long line)
    {
        Count += line == Last ? 0 : 1;
        Last = line;
        Pieces++;
    }

    /// <summary>Quotes the first of them.</summary>
    internal string Quote(LineQuote quotes) => quotes.Of(text, index, isContinued, isCut);
}
