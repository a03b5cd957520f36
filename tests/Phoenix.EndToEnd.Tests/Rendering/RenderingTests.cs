using System.Text.Json;
using Phoenix.Cli.Rendering;
using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Proof;
using Phoenix.Statistics;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Rendering;

public sealed class RenderingTests
{
    private const char Escape = '\u001b';
    private readonly StringWriter _out = new();

    [Fact]
    public void The_table_holds_every_figure_of_the_evidence()
    {
        string text = Table(Runs.Proven(1, new Dictionary<string, string> { ["rtoSeconds"] = "60", ["rpo"] = "30s" }));
        Assert.StartsWith("Proven (planned wipe; RPO not tested)\n", text, StringComparison.Ordinal);
        string flat = string.Join(' ', text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        foreach (string part in (string[])
        [
            "target latest, 1 cycle, 34.2 s", "12.346 s (RTO 60.0 s)", "0 rows, 0 bytes of WAL, 0.0 s (RPO 30s)", "20260210-145402F",
            "A expected present, found present, B expected present, found present",
            "1,205 attempted, 1,200 acknowledged, 3 failed, 2 in doubt; 1,201 present, 0 lost, 0 unexpected",
            "system identifier 7448305301987654321, timeline 1 to 2, acknowledged 0/3000100, replayed 0/3000148",
            "layer wipe database Succeeded 0.5 s", "layer up database Succeeded 6.25 s", "step backup Succeeded 3.457 s",
            "ledger Proven 1200 acknowledged rows are there", "sentinel C", "unlogged tables", "failure rate at most 0.950 (95 %), for wipes drawn like these",
        ])
        {
            Assert.True(flat.Contains(part, StringComparison.Ordinal), $"\"{part}\" in:\n{text}");
        }
    }

    [Fact]
    public void The_failure_rate_is_not_shown_for_anything_but_proven_cycles()
    {
        JournalEvent[] events = [.. Runs.Proven(2)];
        Assert.DoesNotContain("failure rate", Table([.. events[..^1], new JournalEvent.FindingMade(2, new Finding("order", Verdict.Refuted, "row 7 is missing below row 9")), events[^1]]), StringComparison.Ordinal);
        Assert.StartsWith("Refuted", _out.ToString(), StringComparison.Ordinal);
        Assert.Contains("row 7 is missing below row 9", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_known_is_not_shown_as_zero()
    {
        string text = Table(Runs.Proven(1).Where(e => e is not JournalEvent.CycleReported));
        Assert.Matches("RTA +unknown", text);
        Assert.Matches("RPA +unknown", text);
        Assert.Matches("ledger +not compared", text);
        Assert.Matches("sentinels +not read", text);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(40)]
    public void No_line_is_wider_than_the_terminal_and_no_long_word_is_lost(int width)
    {
        string word = new('x', 150);
        JournalEvent[] events = [.. Runs.Proven(1)];
        string text = Table([.. events[..^1], new JournalEvent.FindingMade(1, new Finding("long", Verdict.Proven, word + " end")), events[^1]], width);
        Assert.All(text.Split('\n'), l => Assert.True(l.Length <= width, l));
        Assert.Equal(150, text.Count(c => c == 'x') - Table(events, width).Count(c => c == 'x'));
    }

    [Fact]
    public void Without_a_terminal_there_is_no_escape_sequence()
    {
        Assert.DoesNotContain(Escape, Table(Runs.Proven(1)));
    }

    [Fact]
    public void Colour_is_used_on_a_terminal_and_NO_COLOR_is_kept()
    {
        Evidence evidence = Evidence(Runs.Proven(1));
        EvidenceTable.Write(evidence, new Terminal(_out, IsTerminal: true, Colour: true, 80));
        Assert.Contains($"{Escape}[32m", _out.ToString(), StringComparison.Ordinal);

        StringWriter plain = new();
        EvidenceTable.Write(evidence, new Terminal(plain, IsTerminal: true, Colour: false, 80));
        Assert.DoesNotMatch("\u001b\\[[0-9;]*m.", plain.ToString().Replace($"{Escape}[0m", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, "xterm", null, false, false)]
    [InlineData(false, "xterm", null, true, true)]
    [InlineData(false, "xterm", "1", true, false)]
    [InlineData(false, "xterm", "", true, true)]
    [InlineData(false, "dumb", null, false, false)]
    [InlineData(false, null, null, false, false)]
    public void What_a_terminal_can_is_read_from_redirection_and_environment(bool redirected, string? term, string? noColor, bool terminal, bool colour)
    {
        Terminal found = Terminal.Of(_out, redirected, name => name switch { "TERM" => term, "NO_COLOR" => noColor, _ => null });
        Assert.Equal((terminal, colour), (found.IsTerminal, found.Colour));
        Assert.True(found.Width > 0);
    }

    [Fact]
    public void Control_characters_of_tools_do_not_reach_the_terminal()
    {
        JournalEvent[] events = [.. Runs.Proven(1)];
        string text = Table([.. events[..^1], new JournalEvent.FindingMade(1, new Finding("odd", Verdict.Proven, "a\u001b[2Jb [red]markup[/]")), events[^1]]);
        Assert.DoesNotContain(Escape, text);
        Assert.Contains("[red]markup[/]", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_without_a_terminal_is_timestamped_lines()
    {
        await using (IDrillView view = DrillView.Open(new Terminal(_out, IsTerminal: false, Colour: false, 80), TimeProvider.System))
        {
            foreach (JournalEvent e in Runs.Proven(1))
            {
                view.On(e);
            }
        }

        string[] lines = _out.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, l => Assert.Matches("^2026-02-10T14:5[0-9]:[0-9]{2}\\.[0-9]{3}Z [a-zA-Z0-9]", l));
        Assert.DoesNotContain(Escape, _out.ToString());
        Assert.Contains(lines, l => l.EndsWith("backup: succeeded after 3.457 s", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.EndsWith("cycle 1: Proven", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Progress_on_a_terminal_ends_with_the_last_state_and_the_counters()
    {
        StringWriter screen = new();
        await using (IDrillView view = DrillView.Open(new Terminal(TextWriter.Synchronized(screen), IsTerminal: true, Colour: false, 80), TimeProvider.System, () => new LedgerCounters()))
        {
            foreach (JournalEvent e in Runs.Proven(1))
            {
                view.On(e);
            }
        }

        string drawn = screen.ToString();
        int redrawn = drawn.LastIndexOf("cycle 1", drawn.LastIndexOf("cycle 1: Proven", StringComparison.Ordinal) - 1, StringComparison.Ordinal);
        Assert.True(redrawn >= 0, drawn);
        string last = drawn[redrawn..];
        Assert.Contains("backup", last, StringComparison.Ordinal);
        Assert.Contains("layer database up", last, StringComparison.Ordinal);
        Assert.Contains("Succeeded", last, StringComparison.Ordinal);
        Assert.Contains("0 attempted, 0 acknowledged", last, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8.23, "8.2s")]
    [InlineData(59.96, "1m")]
    [InlineData(130, "2m10s")]
    [InlineData(180.2, "3m")]
    [InlineData(3725, "1h02m")]
    [InlineData(-0.5, "0s")]
    public async Task A_stretch_of_time_is_short(double seconds, string text)
    {
        LayerHistory history = LayerHistory.Of([[new JournalEvent.LayerEnded(1, "base", LayerPhase.Up, StepState.Succeeded, null, seconds)]]);
        await using IDrillView view = DrillView.Open(new Terminal(_out, IsTerminal: false, Colour: false, 80), TimeProvider.System, layers: new LayerProgress(history, _ => null));
        view.On(new JournalEvent.LayerStarted(1, "base", LayerPhase.Up));

        Assert.Contains($"(~{text}, n=1)", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_terminal_the_line_that_starts_a_layer_says_how_long_it_took_before()
    {
        await using (IDrillView view = DrillView.Open(new Terminal(_out, IsTerminal: false, Colour: false, 80), TimeProvider.System, layers: Layers("")))
        {
            view.On(new JournalEvent.LayerStarted(1, "base", LayerPhase.Up) { At = Runs.Begin });
            view.On(new JournalEvent.LayerStarted(1, "base", LayerPhase.Wipe) { At = Runs.Begin });
        }

        Assert.Equal("2026-02-10T14:54:02.000Z layer base: up started (~3m, n=4)\n2026-02-10T14:54:02.000Z layer base: wipe started\n", _out.ToString());
    }

    [Fact]
    public async Task On_a_terminal_a_layer_under_way_shows_its_time_against_the_median_and_its_last_line()
    {
        string text = await LastPictureAsync(
            Layers("module.vm: Still creating... \u001b[2J"),
            new JournalEvent.LayerStarted(1, "base", LayerPhase.Up) { At = Runs.Begin.AddSeconds(-130) },
            new JournalEvent.LayerStarted(1, "new", LayerPhase.Up) { At = Runs.Begin.AddSeconds(-7) });

        Assert.Matches("layer base up +running +2m10s of ~3m, n=4", text);
        Assert.Matches("layer new up +running +7.0 s", text);
        Assert.Contains("  base: module.vm: Still creating...  [2J", text, StringComparison.Ordinal);

        string later = await LastPictureAsync(
            Layers("a line"),
            new JournalEvent.LayerStarted(1, "base", LayerPhase.Up) { At = Runs.Begin.AddSeconds(-130) },
            new JournalEvent.LayerGateStarted(1, "base", "tcp 10.0.0.1:6443") { At = Runs.Begin },
            new JournalEvent.LayerStarted(1, "top", LayerPhase.Up) { At = Runs.Begin },
            new JournalEvent.LayerEnded(1, "top", LayerPhase.Up, StepState.Succeeded, null, 5) { At = Runs.Begin });
        Assert.Contains("  base: waits for gate 'tcp 10.0.0.1:6443'", later, StringComparison.Ordinal);
        Assert.DoesNotContain("a line", later, StringComparison.Ordinal);
        Assert.Matches("layer top up +Succeeded +5.0 s", later);
    }

    [Fact]
    public async Task Of_many_layers_those_that_ended_well_long_ago_are_counted()
    {
        JournalEvent[] events =
        [
            .. Enumerable.Range(1, 30).SelectMany(i => (JournalEvent[])
            [
                new JournalEvent.LayerStarted(1, $"l{i}", LayerPhase.Up) { At = Runs.Begin },
                new JournalEvent.LayerEnded(1, $"l{i}", LayerPhase.Up, i == 2 ? StepState.Failed : StepState.Succeeded, null, 1) { At = Runs.Begin },
            ]),
        ];
        string text = await LastPictureAsync(Layers(""), events);

        Assert.Contains("9 layers before", text, StringComparison.Ordinal);
        Assert.Matches("layer l2 up +Failed", text);
        Assert.DoesNotMatch("layer l10 up", text);
        Assert.Matches("layer l11 up", text);
    }

    [Fact]
    public async Task A_terminal_that_goes_away_and_a_second_end_do_not_break_the_run()
    {
        StringWriter gone = new();
        await gone.DisposeAsync();
        IDrillView view = DrillView.Open(new Terminal(gone, IsTerminal: true, Colour: true, 80), TimeProvider.System);
        view.On(new JournalEvent.CycleStarted(1, 1));
        await view.DisposeAsync();
        await view.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => gone.Write('x'));
    }

    [Fact]
    public void An_error_is_two_lines_whatever_its_message_holds()
    {
        StringWriter writer = new();
        PhoenixException e = new(ErrorCode.GateRefused, "segment 7\nis missing", "wait\u001b[31m");
        ErrorRendering.Write(e, OutputFormat.Text, writer);
        Assert.Equal("error: segment 7 is missing (gate-refused)\nhint: wait [31m\n", writer.ToString());
    }

    [Fact]
    public void An_error_in_json_is_one_object_with_code_and_hint()
    {
        StringWriter writer = new();
        ErrorRendering.Write(new PhoenixException(ErrorCode.GateRefused, "no \"segment\"", "wait"), OutputFormat.Json, writer);
        using JsonDocument json = JsonDocument.Parse(writer.ToString());
        JsonElement error = json.RootElement.GetProperty("error");
        Assert.Equal("gate-refused", error.GetProperty("code").GetString());
        Assert.Equal("no \"segment\"", error.GetProperty("message").GetString());
        Assert.Equal("wait", error.GetProperty("hint").GetString());
        Assert.Equal(3, error.GetProperty("exitCode").GetInt32());
    }

    private static LayerProgress Layers(string lastLine) => new(
        LayerHistory.Of([[.. new double[] { 100, 180, 200, 300 }.Select(s => new JournalEvent.LayerEnded(1, "base", LayerPhase.Up, StepState.Succeeded, null, s))]]),
        layer => layer == "base" ? lastLine : null);

    // What stays on the screen at the end, at the moment Runs.Begin.
    private static async Task<string> LastPictureAsync(LayerProgress layers, params JournalEvent[] events)
    {
        StringWriter screen = new();
        StoppedClock time = new();
        await using (IDrillView view = DrillView.Open(new Terminal(TextWriter.Synchronized(screen), IsTerminal: true, Colour: false, 80), time, layers: layers))
        {
            foreach (JournalEvent e in events)
            {
                view.On(e);
            }
        }

        string drawn = screen.ToString();
        return drawn[Math.Max(drawn.LastIndexOf("cycle 1", StringComparison.Ordinal), 0)..];
    }

    private string Table(IEnumerable<JournalEvent> events, int width = 80)
    {
        _out.GetStringBuilder().Clear();
        EvidenceTable.Write(Evidence(events), new Terminal(_out, IsTerminal: false, Colour: false, width));
        return _out.ToString().Replace("\r", "", StringComparison.Ordinal);
    }

    private static Evidence Evidence(IEnumerable<JournalEvent> events) => EvidenceBuilder.Build(events, JournalHead.Empty);

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Runs.Begin;
    }
}
