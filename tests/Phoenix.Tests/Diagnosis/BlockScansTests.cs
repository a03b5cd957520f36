using System.Text;
using Phoenix.Diagnosis;
using Xunit;

namespace Phoenix.Tests.Diagnosis;

/// <summary>An input that is read in blocks, several at once, gives what one gives that is read line by line.</summary>
public sealed class BlockScansTests
{
    [Fact]
    public async Task Blocks_change_nothing()
    {
        for (int seed = 0; seed < 8; seed++)
        {
            byte[] log = Log(new Random(seed), length: 1_500_000);

            Explanation blocks = await Logs.ExplainAsync(new MemoryStream(log));
            (IReadOnlyDictionary<string, FailureTally> tallies, UnknownErrors unknown, long lines) = ReadInOneGo(log);

            Assert.Equal((lines, log.Length), (blocks.Sources[0].Lines, blocks.Sources[0].Bytes));
            Assert.True(tallies.Count > 100);
            Assert.Equal(
                tallies.Values.Select(t => (t.Failure.Id, t.Count, t.First, t.Last, t.Quote)).Order(),
                blocks.Failures.Concat(blocks.Notes).Select(f => (f.Failure.Id, f.Count, f.First.Line, f.Last.Line, f.Quote)).Order());
            Assert.NotEmpty(blocks.Unknown);
            Assert.Equal(unknown.All, blocks.Unknown);
            Assert.Equal(unknown.Beyond, blocks.UnknownBeyond);
        }
    }

    [Fact]
    public async Task Blocks_hold_the_lines_and_pieces_of_the_input_as_it_is()
    {
        Random random = new(20260210);
        foreach (int length in (int[])[0, 1, 5, LineSplitter.Longest, LineBlock.Longest - 1, LineBlock.Longest, LineBlock.Longest + 1, (2 * LineBlock.Longest) + 77, 1_400_000])
        {
            foreach (int ends in (int[])[0, 1, 3, 40, 3000])
            {
                byte[] input = new byte[length];
                random.NextBytes(input);
                input.AsSpan().Replace((byte)'\n', (byte)' ');
                for (int i = 0; i < ends && length > 0; i++)
                {
                    input[i == 0 ? length - 1 : random.Next(length)] = (byte)'\n';
                }

                (List<Piece> expected, long lines) = Split(input);
                (List<Piece> pieces, LineBlocks blocks) = await SplitInBlocksAsync(input);
                Assert.Equal(expected, pieces);
                Assert.Equal((lines, length), (blocks.Lines, blocks.Length));
            }
        }
    }

    [Fact]
    public async Task An_input_that_breaks_says_so()
    {
        byte[] begun = Log(new Random(3), length: 900_000);

        await Assert.ThrowsAsync<IOException>(() => Logs.ExplainAsync(new BreakingStream(begun)));
    }

    private static (IReadOnlyDictionary<string, FailureTally> Tallies, UnknownErrors Unknown, long Lines) ReadInOneGo(byte[] log)
    {
        UnknownErrors unknown = new();
        SourceReading reading = new("log", false, FailureCatalogue.Shipped.Matcher, new LineQuote(null), unknown);
        LineScanner scanner = new(FailureCatalogue.Shipped.Matcher, isErrors: false);
        LineSplitter lines = new((text, line, isContinued, isCut) =>
        {
            scanner.Findings.Clear();
            scanner.Take(text, line, isContinued, isCut);
            reading.Add(scanner.Findings);
        });
        lines.Add(log);
        lines.End();
        return (reading.Tallies, unknown, lines.Lines);
    }

    private static byte[] Log(Random random, int length)
    {
        string[] known = [.. FailureCatalogue.Shipped.All.SelectMany(f => f.Matches)];
        string[] healthy = [.. FailureCatalogue.Shipped.All.SelectMany(f => f.MustNotMatch)];
        StringBuilder log = new();
        while (log.Length < length)
        {
            string text = random.Next(3) == 0 ? known[random.Next(known.Length)] : healthy[random.Next(healthy.Length)];
            log.Append(random.Next(200) switch
            {
                0 => new string('x', random.Next(200_000)) + " " + text + " " + new string('y', random.Next(400_000)),
                < 20 => "ERROR: " + new string([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => "abcdef"[random.Next(6)])]),
                < 40 => "{\"msg\":\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"}",
                < 50 => "\u001b[31m" + text + "\u001b[0m\r",
                _ => text,
            }).Append('\n');
        }

        return Encoding.UTF8.GetBytes(log.ToString());
    }

    private static (List<Piece> Pieces, long Lines) Split(byte[] input)
    {
        List<Piece> pieces = [];
        LineSplitter splitter = new((text, line, isContinued, isCut) => pieces.Add(new(Convert.ToHexString(text), line, isContinued, isCut)));
        splitter.Add(input);
        splitter.End();
        return (pieces, splitter.Lines);
    }

    private static async Task<(List<Piece> Pieces, LineBlocks Blocks)> SplitInBlocksAsync(byte[] input)
    {
        List<Piece> pieces = [];
        LineSplitter splitter = new((text, line, isContinued, isCut) => pieces.Add(new(Convert.ToHexString(text), line, isContinued, isCut)));
        LineBlocks blocks = new(new MemoryStream(input));
        LineBlock block = new();
        while (await blocks.ReadAsync(block, TestContext.Current.CancellationToken))
        {
            splitter.Begin(block.FirstLine, block.IsContinued);
            splitter.Add(block.Bytes);
            splitter.End(block.IsCut);
        }

        return (pieces, blocks);
    }

    private sealed record Piece(string Bytes, long Line, bool IsContinued, bool IsCut);

    // Ends with an error where another stream would end.
    private sealed class BreakingStream(byte[] begun) : MemoryStream(begun)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await base.ReadAsync(buffer, cancellationToken);
            return read > 0 ? read : throw new IOException("the disk is gone");
        }
    }
}
