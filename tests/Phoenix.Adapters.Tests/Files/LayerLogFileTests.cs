using System.Text;
using Phoenix.Adapters.Files;
using Phoenix.Ports;
using Xunit;

namespace Phoenix.Adapters.Tests.Files;

public sealed class LayerLogFileTests : IDisposable
{
    private readonly TemporaryState _state = new();

    private string LogPath => Path.Combine(_state.Root, "logs", "base.log");

    public void Dispose() => _state.Dispose();

    [Fact]
    public void Each_line_has_its_time_and_the_file_is_the_owners_alone()
    {
        using (LayerLogFile log = new(LogPath, TimeProvider.System))
        {
            log.Write("one\ntw"u8);
            log.Write("o\r\nthree"u8);
            Assert.Equal("three", log.LastLine);
            Assert.Null(log.Fault);
        }

        Assert.Equal(["one", "two", "three"], Texts());
        Assert.All(File.ReadLines(LogPath), l => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ", l));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(LogPath));
    }

    [Fact]
    public void A_later_process_writes_on()
    {
        Write("first\n");
        Write("second\n");

        Assert.Equal(["first", "second"], Texts());
    }

    [Fact]
    public void A_secret_is_replaced_wherever_the_pieces_are_cut()
    {
        const string Secret = "s3cr3t-0123456789";
        for (int cut = 0; cut <= Secret.Length; cut++)
        {
            using (LayerLogFile log = new(LogPath, TimeProvider.System))
            {
                log.Redact([Secret]);
                log.Write(Encoding.UTF8.GetBytes("it is " + Secret[..cut]));
                Assert.DoesNotContain("s3cr3t", cut >= 6 ? log.LastLine : "", StringComparison.Ordinal);
                log.Write(Encoding.UTF8.GetBytes(Secret[cut..] + " indeed\n"));
                log.Say("Phoenix says " + Secret);
            }

            Assert.Equal(["it is [redacted] indeed", "Phoenix says [redacted]"], Texts());
            File.Delete(LogPath);
        }
    }

    [Fact]
    public void Lines_of_streams_that_are_written_at_once_stay_whole()
    {
        using (LayerLogFile log = new(LogPath, TimeProvider.System))
        {
            log.Redact(["password"]);
            using ILayerLogStream output = log.Open();
            using ILayerLogStream errors = log.Open();
            output.Write("pass"u8);
            errors.Write("an error\n"u8);
            output.Write("word\n"u8);
        }

        Assert.Equal(["an error", "[redacted]"], Texts());
    }

    [Fact]
    public void What_a_terminal_would_obey_is_left_out()
    {
        Write("\u001b[31mred\u001b[0m \u001b]0;title\u0007done\nbell\u0007\n");

        Assert.Equal(["red done", "bell"], Texts());
    }

    [Fact]
    public void A_line_without_end_comes_in_pieces_that_say_so()
    {
        const int Length = 300_000;
        using (LayerLogFile log = new(LogPath, TimeProvider.System))
        {
            byte[] part = Encoding.UTF8.GetBytes(new string('x', 10_000));
            for (int i = 0; i < Length / part.Length; i++)
            {
                log.Write(part);
            }
        }

        string[] lines = File.ReadAllLines(LogPath);
        Assert.True(lines.Length > 1);
        Assert.Equal(' ', lines[0]["2026-01-01T00:00:00.000Z".Length]);
        Assert.All(lines[1..], l => Assert.Equal('+', l["2026-01-01T00:00:00.000Z".Length]));
        Assert.Equal(Length, Texts().Sum(t => t.Length));
    }

    [Fact]
    public void A_long_one_keeps_its_beginning_and_its_end_and_says_what_was_dropped()
    {
        const int Piece = 4096;
        using (LayerLogFile log = new(LogPath, TimeProvider.System, Piece))
        {
            for (int i = 0; i < 2000; i++)
            {
                log.Say($"line {i}");
            }

            Assert.Null(log.Fault);
        }

        string[] files = [.. Directory.GetFiles(Path.GetDirectoryName(LogPath)!).Order(StringComparer.Ordinal)];
        Assert.Equal(["base.1.log", "base.2.log", "base.log"], files.Select(f => Path.GetFileName(f)));
        Assert.All(files, f => Assert.InRange(new FileInfo(f).Length, 1, Piece));
        Assert.EndsWith(" line 0", File.ReadLines(files[0]).First(), StringComparison.Ordinal);
        Assert.EndsWith(" line 1999", File.ReadLines(files[2]).Last(), StringComparison.Ordinal);

        // The last two pieces follow each other, and the number of bytes between them and the first is right.
        string[] end = [.. File.ReadLines(files[1]).Skip(1).Concat(File.ReadLines(files[2]).Skip(1)).Select(l => l.Split("Z ")[1])];
        int from = int.Parse(end[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(Enumerable.Range(from, 2000 - from).Select(i => $"line {i}"), end);
        int first = File.ReadLines(files[0]).Count();
        string note = File.ReadLines(files[2]).First();
        long dropped = long.Parse(note.Split("; ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        long lost = Enumerable.Range(first, from - first).Sum(i => "2026-01-01T00:00:00.000Z \n".Length + $"line {i}".Length);
        Assert.InRange(dropped - lost, 0, (dropped / Piece + 1) * 200); // the pieces' own notes are counted with them
    }

    [Fact]
    public void What_cannot_be_written_is_counted_and_thrown_at_nobody()
    {
        File.WriteAllText(Path.Combine(_state.Root, "logs"), "a file where the folder should be");
        using LayerLogFile log = new(LogPath, TimeProvider.System);

        log.Write("lost\n"u8);

        Assert.Contains($"{LogPath}: ", log.Fault, StringComparison.Ordinal);
        Assert.Contains(" bytes could not be written", log.Fault, StringComparison.Ordinal);
        Assert.Equal("lost", log.LastLine);
    }

    [Fact]
    public void What_comes_after_the_end_is_counted()
    {
        LayerLogFile log = new(LogPath, TimeProvider.System);
        ILayerLogStream daemon = log.Open();
        log.Dispose();

        daemon.Write("late\n"u8);
        daemon.Dispose();

        Assert.Contains("after the end of the run", log.Fault, StringComparison.Ordinal);
    }

    private void Write(string text)
    {
        using LayerLogFile log = new(LogPath, TimeProvider.System);
        log.Write(Encoding.UTF8.GetBytes(text));
    }

    private string[] Texts() => [.. File.ReadLines(LogPath).Select(l => l["2026-01-01T00:00:00.000Z ".Length..])];
}
