using Phoenix.Adapters.PgBackRest;
using Phoenix.Adapters.Processes;
using Phoenix.Adapters.Tests.LabS3;
using Phoenix.Adapters.Tests.Processes;
using Phoenix.Ports;
using Phoenix.Recovery;
using Xunit;

namespace Phoenix.Adapters.Tests.PgBackRest;

/// <summary>The script against a stand-in for pgBackRest that plays each way in which the real one ends.</summary>
public sealed class RestoreWalScriptTests : IDisposable
{
    private const string Mine = "000000020000000000000006";
    private const uint Size = 1024 * 1024;
    private readonly TemporaryFolder _folder = new();
    private RestoreRequest _request = new(RecoveryTarget.Latest, null, TimelineHistory.Parse(2, "1\t0/500148\tr\n"), null);
    private bool _async = true;
    private int _bound;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_whole_segment_is_placed()
    {
        Assert.Equal(0, (await RunAsync(Mine, "whole")).ExitCode);
        Assert.Equal(Size, new FileInfo(_folder.Sub("placed")).Length);
        Assert.Equal(1, Calls);
    }

    [Fact]
    public async Task What_is_not_there_is_the_end_only_after_a_second_look()
    {
        Assert.Equal(1, (await RunAsync(Mine, "1", "1")).ExitCode);
        Assert.Equal(2, Calls);
        Assert.Contains("--no-archive-async", await File.ReadAllTextAsync(_folder.Sub("arguments"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_background_fetch_missed_is_found() => Assert.Equal(0, (await RunAsync(Mine, "1", "whole")).ExitCode);

    [Fact]
    public async Task Without_background_fetch_one_look_is_enough()
    {
        _async = false;
        Assert.Equal(1, (await RunAsync(Mine, "1")).ExitCode);
        Assert.Equal(1, Calls);
    }

    [Theory]
    [InlineData("37")]
    [InlineData("42")]
    [InlineData("82")]
    [InlineData("103")]
    [InlineData("126")]
    [InlineData("killed")]
    [InlineData("short")]
    [InlineData("nothing")]
    [InlineData("long")]
    [InlineData("1error")]
    public async Task Anything_else_stops_the_recovery_and_says_why(string ending)
    {
        ToolResult result = await RunAsync(Mine, ending, ending, ending);
        Assert.Equal(200, result.ExitCode);
        // The shell itself may remark that a process was killed.
        string line = Assert.Single(result.StandardError.Trim().Split('\n'), l => l != "Killed");
        Assert.Contains(Mine, line, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Sub("placed")));
    }

    [Fact]
    public async Task The_cause_is_named_not_the_umbrella() =>
        Assert.Contains("HostConnectError: unable to connect", (await RunAsync(Mine, "103")).StandardError, StringComparison.Ordinal);

    [Fact]
    public async Task The_answer_of_S3_is_named_when_the_background_fetch_met_it() =>
        Assert.Contains("[ServiceError] [503] Service Unavailable", (await RunAsync(Mine, "503")).StandardError, StringComparison.Ordinal);

    [Fact]
    public async Task An_error_in_the_second_look_is_not_the_end() => Assert.Equal(200, (await RunAsync(Mine, "1", "103")).ExitCode);

    [Theory]
    [InlineData("103")]
    [InlineData("42")]
    [InlineData("short")]
    public async Task An_error_that_passes_is_ridden_out(string ending)
    {
        _bound = 20;
        Assert.Equal(0, (await RunAsync(Mine, ending, "whole")).ExitCode);
        Assert.Equal(2, Calls);
    }

    [Theory]
    [InlineData("31")]
    [InlineData("32")]
    [InlineData("36")]
    public async Task An_option_that_is_refused_is_not_asked_again(string ending)
    {
        _bound = 1000;
        ToolResult result = await RunAsync(Mine, ending, "whole");
        Assert.Equal((200, 1), (result.ExitCode, Calls));
        Assert.Contains("planted", result.StandardError, StringComparison.Ordinal);
    }

    // A key may be handed out later, an object may have been read while it was cut off.
    [Theory]
    [InlineData("37")]
    [InlineData("44")]
    [InlineData("55")]
    public async Task What_may_be_mended_meanwhile_is_asked_again(string ending)
    {
        _bound = 20;
        Assert.Equal((0, 2), ((await RunAsync(Mine, ending, "whole")).ExitCode, Calls));
    }

    [Theory]
    [InlineData("000000010000000000000005")]
    [InlineData("000000010000000000000006")]
    [InlineData("000000010000000100000000")]
    [InlineData("000000030000000000000006")]
    public async Task A_segment_off_the_way_is_refused_without_a_call(string name)
    {
        Assert.Equal(200, (await RunAsync(name, "whole")).ExitCode);
        Assert.Equal(0, Calls);
    }

    [Fact]
    public async Task An_ancestors_segment_below_its_fork_is_placed() => Assert.Equal(0, (await RunAsync("000000010000000000000004", "whole")).ExitCode);

    [Fact]
    public async Task An_ancestors_missing_segment_is_a_hole()
    {
        ToolResult result = await RunAsync("000000010000000000000004", "1", "1");
        Assert.Equal(200, result.ExitCode);
        Assert.Contains("hole", result.StandardError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("000000020000000000000006", 200)]
    [InlineData("000000020000000000000007", 200)]
    [InlineData("000000020000000000000008", 1)]
    [InlineData("000000020000000100000000", 1)]
    public async Task A_missing_segment_up_to_the_newest_known_is_a_hole(string name, int expected)
    {
        _request = _request with { NewestKnown = new WalSegment(2, 7, Size) };
        Assert.Equal(expected, (await RunAsync(name, "1", "1")).ExitCode);
    }

    [Theory]
    [InlineData("00000002.history", "history", 0)]
    [InlineData("00000002.history", "1", 200)]
    [InlineData("00000003.history", "1", 1)]
    [InlineData("00000003.history", "history", 200)]
    [InlineData("00000003.history", "103", 200)]
    [InlineData("00000003.history", "nothing", 200)]
    public async Task The_probe_for_the_newest_timeline_is_answered(string name, string ending, int expected)
    {
        Assert.Equal(expected, (await RunAsync(name, ending)).ExitCode);
        Assert.Equal(1, Calls);
    }

    [Fact]
    public async Task With_a_timeline_of_ones_choice_newer_ones_are_shown()
    {
        _request = _request with { Target = RecoveryTarget.Latest with { Timeline = 2 } };
        Assert.Equal(0, (await RunAsync("00000003.history", "history")).ExitCode);
    }

    [Fact]
    public async Task Other_files_are_passed_on() => Assert.Equal(1, (await RunAsync("000000020000000000000006.00000028.backup", "1")).ExitCode);

    [Fact]
    public async Task A_path_with_any_character_reaches_pgBackRest_as_it_is()
    {
        string odd = _folder.Sub("o'dd $(touch x) \"%f\" `y`");
        Directory.CreateDirectory(odd);
        Assert.Equal(0, (await RunAsync(Mine, odd, ["whole"])).ExitCode);
        Assert.Contains("--config-path=" + odd, await File.ReadAllTextAsync(_folder.Sub("arguments"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("'a'\\''b 100%%' %f \"%p\"", RestoreWalScript.Command("a'b 100%"));
    }

    private int Calls => File.Exists(_folder.Sub("arguments")) ? File.ReadAllLines(_folder.Sub("arguments")).Length : 0;

    private Task<ToolResult> RunAsync(string name, params string[] endings) => RunAsync(name, _folder.Sub("conf"), endings);

    private async Task<ToolResult> RunAsync(string name, string configDirectory, string[] endings)
    {
        await File.WriteAllLinesAsync(_folder.Sub("endings"), endings);
        string standIn = _folder.Sub("pgbackrest");
        await File.WriteAllTextAsync(standIn, StandIn.Replace("@DIR@", _folder.Path, StringComparison.Ordinal));
        File.SetUnixFileMode(standIn, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        RestoreWalSettings settings = new(_request, configDirectory, "db", _folder.Sub("data"), _async, TimeSpan.FromSeconds(_bound)) { Program = standIn, SegmentSize = Size };
        string script = _folder.Sub("restore-wal");
        RestoreWalScript.Write(settings, script, account: null);
        ToolCommand command = new() { Tool = "restore_command", FileName = script, Arguments = [name, _folder.Sub("placed")], Timeout = TimeSpan.FromSeconds(20) };
        return await new ToolRunner(new RecordingObserver(), TimeProvider.System).RunAsync(command, TestContext.Current.CancellationToken);
    }

    private const string StandIn = """
        #!/bin/sh
        cd '@DIR@' || exit 99
        printf '%s\n' "$*" >>arguments
        for last; do :; done
        ending=$(head -n 1 endings); sed -i 1d endings
        case $ending in
          whole) head -c 1048576 /dev/zero >"$last" ;;
          short) head -c 1000 /dev/zero >"$last" ;;
          long) head -c 1048577 /dev/zero >"$last" ;;
          history) echo '1	0/500148	r' >"$last" ;;
          nothing) ;;
          killed) kill -9 $$ ;;
          1error) echo 'P00  ERROR: [025]: assertion failed'; exit 1 ;;
          103)
            echo "WARN: repo1: [HostConnectError] unable to load info file '/r/archive/db/archive.info' or '/r/archive/db/archive.info.copy':" >&2
            echo "      HostConnectError: unable to connect to 'localhost:1': [111] Connection refused" >&2
            echo "      HINT: has a stanza-create been performed?" >&2
            echo "ERROR: [103]: unable to find a valid repository" >&2
            echo partly >"$last"; exit 103 ;;
          503)
            echo "ERROR: [042]: raised from local-1 protocol: unable to get 000000010000000000000004:" >&2
            echo "       repo1: 15-1/0000000100000000/000000010000000000000004-aebf.zst [ServiceError] [503] Service Unavailable" >&2
            echo "       [FileReadError] on retry after 0ms" >&2
            exit 42 ;;
          1) exit 1 ;;
          *) echo "ERROR: [0$ending]: planted" >&2; exit "$ending" ;;
        esac
        """;
}
