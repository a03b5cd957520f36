namespace Phoenix.Diagnosis;

/// <summary>A part of an input that can be read without the others: whole lines, or pieces of one that is longer than a block.</summary>
internal sealed class LineBlock
{
    /// <summary>Bytes of a block at most.</summary>
    internal const int Longest = 256 * 1024;

    private readonly byte[] _bytes = new byte[Longest];

    /// <summary>Where its bytes are put.</summary>
    internal Memory<byte> Room => _bytes;

    /// <summary>Its bytes.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>How many bytes it has.</summary>
    internal int Length { get; set; }

    /// <summary>Number of its first line in the input, from 1.</summary>
    internal long FirstLine { get; set; }

    /// <summary>Its first line began in the block before; it repeats the last <see cref="LineSplitter.Overlap"/> bytes of that.</summary>
    internal bool IsContinued { get; set; }

    /// <summary>Its last line goes on in the next block.</summary>
    internal bool IsCut { get; set; }
}
