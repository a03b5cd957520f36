using System.Text;
using Phoenix.Diagnosis;
using Xunit;

namespace Phoenix.Tests.Diagnosis;

/// <summary>Long lines and many bytes: found all the same, in bounded memory; and quotes that show no secret.</summary>
public sealed class LongInputTests
{
    private const string Relative = "ERROR: [032]: 'pgbackrest/repo1' must begin with / for 'repo1-path' option";

    [Fact]
    public async Task It_is_found_wherever_a_long_line_is_cut()
    {
        foreach (int before in (int[])[0, LineSplitter.Longest - 200, LineSplitter.Longest - 40, LineSplitter.Longest - 1, LineSplitter.Longest, (3 * LineSplitter.Longest) - LineSplitter.Overlap - 10])
        {
            Explanation explanation = await Logs.ExplainAsync(new string('x', before) + " " + Relative + " " + new string('y', 200_000) + "\nend\n");

            ExplainedFailure finding = Assert.Single(explanation.Failures);
            Assert.Equal((1, 1), (finding.Count, finding.First.Line));
            Assert.Contains("must begin with /", finding.Quote, StringComparison.Ordinal);
            Assert.InRange(finding.Quote.Length, 10, LineQuote.Longest + 6);
            Assert.Equal(2, explanation.Sources[0].Lines);
        }
    }

    [Fact]
    public async Task A_line_without_end_needs_no_more_memory_than_a_short_one()
    {
        const long Length = 256L << 20;
        LineBlocks blocks = new(new EndlessLine(Length));
        LineScanner scanner = new(FailureCatalogue.Shipped.Matcher, isErrors: false);

        // All of it happens on this thread: the input is there at once, and one scanner reads all blocks, as several do in turn.
        long before = GC.GetAllocatedBytesForCurrentThread();
        while (await blocks.ReadAsync(scanner.Block, TestContext.Current.CancellationToken))
        {
            scanner.Scan();
        }

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 32 << 20, "the memory grows with the line");
        Assert.Equal((1, Length), (blocks.Lines, blocks.Length));
        Assert.True((await Logs.ExplainAsync(new EndlessLine(Length))).IsClean);
    }

    [Fact]
    public void Lines_are_the_same_however_the_input_comes()
    {
        Random random = new(20260210);
        byte[] input = new byte[300_000];
        random.NextBytes(input);
        for (int i = 0; i < 60; i++)
        {
            input[random.Next(input.Length)] = (byte)'\n';
        }

        List<(string, long)> expected = Split(input, _ => input.Length);
        Assert.True(expected.Count > 60);
        for (int round = 0; round < 20; round++)
        {
            Assert.Equal(expected, Split(input, left => random.Next(1, Math.Min(left, 70_000) + 1)));
        }
    }

    [Fact]
    public void The_automaton_finds_what_a_search_finds()
    {
        Random random = new(42);
        string[] literals = [.. Enumerable.Range(0, 60).Select(_ => Text(random, random.Next(1, 6))).Distinct()];
        LiteralAutomaton automaton = new([.. literals.Select((l, i) => (l, i))]);
        for (int round = 0; round < 2000; round++)
        {
            string line = Text(random, random.Next(0, 30));
            List<int> found = [];
            automaton.Find(Encoding.UTF8.GetBytes(line), found);
            Assert.Equal(Enumerable.Range(0, literals.Length).Where(i => line.Contains(literals[i], StringComparison.Ordinal)), found.Order());
        }
    }

    [Theory]
    [InlineData("ERROR: connection to postgres://admin:hunter2secret@db:5432/x failed", "hunter2secret")]
    [InlineData("ERROR: login with password=hunter2secret refused", "hunter2secret")]
    [InlineData("{\"level\":\"error\",\"password\":\"hunter2secret\"}", "hunter2secret")]
    [InlineData("{\"level\":\"error\",\"msg\":\"{\\\"token\\\":\\\"hunter2secret\\\"}\"}", "hunter2secret")]
    [InlineData("ERROR: --repo1-s3-key-secret=hunter2secret is not allowed", "hunter2secret")]
    [InlineData("ERROR: header Authorization: Bearer hunter2secret was refused", "hunter2secret")]
    [InlineData("ERROR: GET https://s3/x?X-Amz-Signature=hunter2secret 403", "hunter2secret")]
    [InlineData("ERROR: key AKIAIOSFODNN7EXAMPLE is not known", "AKIAIOSFODNN7EXAMPLE")]
    [InlineData("ERROR: eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl has expired", "c2lnbmF0dXJl")]
    [InlineData("ERROR: [031]: option 'repo1-s3-key' is not allowed on the command-line, secret: hunter2secret", "hunter2secret")]
    public async Task A_quote_shows_no_secret(string line, string secret)
    {
        Explanation explanation = await Logs.ExplainAsync(line + "\n");

        string quote = explanation.Unknown.Select(u => u.Quote).Concat(explanation.Failures.Select(f => f.Quote)).Single();
        Assert.DoesNotContain(secret, quote, StringComparison.Ordinal);
        Assert.Contains("[redacted]", quote, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_at_a_cut_is_not_shown_in_halves()
    {
        string secret = "hunter2secret" + new string('s', 3000);
        foreach (int at in (int[])[LineSplitter.Longest - 2000, LineSplitter.Longest - 20])
        {
            Explanation explanation = await Logs.ExplainAsync(new string('x', at) + " password=" + secret + " " + Relative + "\n");
            Assert.All(explanation.Failures, f => Assert.DoesNotContain("ssss", f.Quote, StringComparison.Ordinal));
            Assert.Single(explanation.Failures);
        }
    }

    [Fact]
    public async Task A_secret_that_is_known_is_taken_out_and_nothing_turns_the_terminal()
    {
        Explanation explanation = await Logs.ExplainAsync(
            new MemoryStream(Encoding.UTF8.GetBytes("ERROR: the word is swordfish \u202Eevil\u0007\u001b[2J\u009b2J\n")), redact: t => t.Replace("swordfish", "[redacted]", StringComparison.Ordinal));

        Assert.Equal("ERROR: the word is [redacted] evil2J", Assert.Single(explanation.Unknown).Quote);
    }

    private static List<(string, long)> Split(byte[] input, Func<int, int> chunk)
    {
        List<(string, long)> lines = [];
        LineSplitter splitter = new((text, line, _, _) => lines.Add((Convert.ToHexString(text), line)));
        for (int at = 0; at < input.Length;)
        {
            int length = Math.Min(chunk(input.Length - at), input.Length - at);
            splitter.Add(input.AsSpan(at, length));
            at += length;
        }

        splitter.End();
        return lines;
    }

    private static string Text(Random random, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => "abc "[random.Next(4)]));

    // A line of so many bytes, made while it is read.
    private sealed class EndlessLine(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = (int)Math.Min(count, _left);
            buffer.AsSpan(offset, read).Fill((byte)'x');
            _left -= read;
            return read;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = (int)Math.Min(buffer.Length, _left);
            buffer.Span[..read].Fill((byte)'x');
            _left -= read;
            return ValueTask.FromResult(read);
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
