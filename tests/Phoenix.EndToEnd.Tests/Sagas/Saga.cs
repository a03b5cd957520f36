using System.Text;
using System.Text.RegularExpressions;
using Phoenix.Adapters.Processes;
using Phoenix.EndToEnd.Tests.Drills;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Sagas;

/// <summary>One saga as it is told: what is done, what is printed, and what must hold of it.</summary>
internal sealed partial class Saga
{
    private readonly SagaWorld _world;
    private readonly string _name;
    private readonly StringBuilder _tale = new();
    private readonly SagaText _text;
    private int _logs;
    private bool _isProven;

    public Saga(SagaWorld world, string name, string title)
    {
        (_world, _name) = (world, name);
        _text = new SagaText(
        [
            (world.Folder + "/", "/lab/"), (world.Folder, "/lab"), (Path.GetFileName(world.Folder) + "/", ""),
            ($":{world.S3Port}", ":PORT"), (world.Key.Id, "KEY"), (world.Key.Secret, "SECRET"), (SagaWorld.Passphrase, "PASSPHRASE"),
        ]);
        _tale.Append("## ").Append(title).Append("\n\n");
    }

    /// <summary>A paragraph of the tale.</summary>
    public void Tell(string text) => _tale.Append(text).Append("\n\n");

    /// <summary>pgBackRest, which must end so; its warnings and errors are shown.</summary>
    /// <param name="conf">Its configuration.</param>
    /// <param name="exitCode">How it must end.</param>
    /// <param name="says">What it must print; a regular expression.</param>
    /// <param name="arguments">Options and command.</param>
    /// <returns>The file with all that it printed, for explain.</returns>
    public async Task<string> PgBackRestAsync(string conf, int exitCode, string says, params string[] arguments)
    {
        ToolResult result = await _world.PgBackRestAsync(conf, arguments);
        string printed = result.StandardOutput + result.StandardError;
        Assert.True(result.ExitCode == exitCode, $"exit code {result.ExitCode}\n{printed}");
        Assert.Matches(new Regex(says, RegexOptions.Multiline), printed);
        string stanza = arguments.Any(a => a.StartsWith("--stanza=", StringComparison.Ordinal)) ? "" : $"--stanza={SagaWorld.Stanza} ";
        string[] lines = [.. Troubles(printed), .. exitCode == 0 ? printed.Split('\n').Where(l => Regex.IsMatch(l, says)).Select(l => l.Trim()) : []];
        Show($"pgbackrest {stanza}{string.Join(' ', arguments.Select(Quoted))}", lines, exitCode);
        string log = _world.Sub(Invariant($"{_name}-{++_logs}.log"));
        await File.WriteAllTextAsync(log, printed);
        return log;
    }

    /// <summary><c>phoenix check</c>, which must end so; what decides is shown.</summary>
    /// <returns>All that it printed.</returns>
    public async Task<string> CheckAsync(string conf, int exitCode, string says, params string[] arguments)
    {
        string[] stanza = arguments.Contains("--stanza") ? [] : ["--stanza", SagaWorld.Stanza];
        PhoenixResult check = await _world.PhoenixAsync(["check", .. stanza, "--config", conf, .. arguments]);
        Assert.True(check.ExitCode == exitCode, check.ToString());
        Assert.Matches(new Regex(says, RegexOptions.Multiline), check.Output);
        NoSecret(check);
        string[] lines = check.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Show(
            $"phoenix check {string.Join(' ', stanza.Concat(["--config", Path.GetFileName(conf)]).Concat(arguments).Select(Quoted))}",
            [lines[0], .. lines.Skip(1).Where(l => Decides().IsMatch(l) || (exitCode == 0 && Regex.IsMatch(l, says)))], exitCode);
        return check.Output;
    }

    /// <summary><c>phoenix explain</c>, which must name these causes and no unknown error.</summary>
    /// <param name="log">The log.</param>
    /// <param name="causes">Catalogue ids; none when nothing may be found.</param>
    public async Task ExplainAsync(string log, params string[] causes)
    {
        PhoenixResult explain = await _world.PhoenixAsync("explain", log);
        Assert.True(explain.ExitCode == (causes.Length == 0 ? 0 : 1), explain.ToString());
        IEnumerable<string> found = Cause().Matches(explain.Output).Select(m => m.Groups["id"].Value).Order();
        Assert.True(causes.Order().SequenceEqual(found), explain.ToString());
        Assert.False(explain.Output.Contains("unknown error", StringComparison.Ordinal), explain.ToString());
        NoSecret(explain);

        // Line numbers differ from run to run, and quotes are long: what it names and what to do is the tale.
        string[] lines = [.. explain.Output.Split('\n').Where(l => Told().IsMatch(l)).Select(l => Lines().Replace(l, ""))];
        Show($"phoenix explain {Path.GetFileName(log)}", lines.Length == 0 ? ["nothing found"] : lines, explain.ExitCode);
    }

    /// <summary><c>phoenix lint</c>, which must find this in a file, and no longer in the corrected one.</summary>
    public async Task LintAsync(string file, string wrong, string right, string rule)
    {
        string folder = Directory.CreateDirectory(_world.Sub($"{_name}-lint-{rule}")).FullName;
        string path = Path.Combine(folder, file);
        await File.WriteAllTextAsync(path, right);
        PhoenixResult sound = await _world.PhoenixAsync("lint", folder);
        Assert.DoesNotContain($"[{rule}]", sound.Output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, wrong);
        PhoenixResult lint = await _world.PhoenixAsync("lint", folder);
        Assert.True(lint.ExitCode == 1, lint.ToString());
        Assert.Contains($"[{rule}]", lint.Output, StringComparison.Ordinal);
        string[] lines = lint.Output.Split('\n');
        int at = Array.FindIndex(lines, l => l.EndsWith($"[{rule}]", StringComparison.Ordinal));
        string place = Path.GetRelativePath(Path.GetTempPath(), folder) + "/";
        Show($"phoenix lint {file}", [.. lines.Skip(at).Take(1).Concat(lines.Skip(at + 1).TakeWhile(l => l.StartsWith(' '))).Select(l => l.Replace(place, "", StringComparison.Ordinal))], lint.ExitCode);
    }

    /// <summary>What a server says that recovered, the lines that match.</summary>
    public void ShowLog(SagaServer server, string pattern) =>
        Show(null, [.. server.Printed().Split('\n').Where(l => Regex.IsMatch(l, pattern)).Distinct()], 0);

    /// <summary>The rows of a server that must not be taken for the castle's.</summary>
    /// <param name="server">It runs.</param>
    /// <param name="rows">What it must have; null for no table at all.</param>
    public async Task ShowRowsAsync(SagaServer server, IReadOnlyList<string>? rows)
    {
        IReadOnlyList<string>? seen = await server.MemoriesAsync();
        Assert.Equal(rows, seen);
        Show("psql -Atc 'select content from memories order by id'", seen is null ? ["ERROR:  relation \"memories\" does not exist"] : [.. seen], seen is null ? 1 : 0);
    }

    /// <summary>Restores with the documented remedy, recovers, and compares every acknowledged row.</summary>
    /// <param name="server">Where to; its data directory holds nothing that counts.</param>
    /// <param name="conf">The mended configuration.</param>
    /// <param name="ledger">The rows that must be there; null for all that were acknowledged.</param>
    /// <param name="arguments">Options of the restore.</param>
    public async Task ProvenAsync(SagaServer server, string conf, IReadOnlyList<string>? ledger = null, params string[] arguments)
    {
        await PgBackRestAsync(conf, 0, "restore command end: completed successfully", [.. arguments, "restore"]);
        Assert.True(await server.StartAsync());
        await server.PromotedAsync();
        IReadOnlyList<string> expected = ledger ?? _world.Ledger;
        await ShowRowsAsync(server, expected);
        Assert.True(expected.Count > 0 && expected.All(_world.Ledger.Contains));
        _tale.Append(Invariant($"**Proven**: {expected.Count} of {expected.Count} acknowledged rows are back, in order, and no other.\n\n"));
        await server.StopAsync();
        _isProven = true;
    }

    /// <summary>Ends the tale, and compares it with the page.</summary>
    public void End()
    {
        Assert.True(_isProven, "a saga ends with its remedy carried out");
        SagaPage.Check(_name, _text.Stable(_tale.ToString()), _world.Version);
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static string Quoted(string argument) => argument.Contains(' ', StringComparison.Ordinal) ? $"'{argument}'" : argument;

    // A warning or an error goes on in the lines that are indented below it. What is printed of an answer of S3 is long, and its XML has the cause.
    private static string[] Troubles(string printed)
    {
        List<string> lines = [];
        bool within = false;
        foreach (string line in printed.Split('\n'))
        {
            Match trouble = Trouble().Match(line);
            within = trouble.Success || (within && line.StartsWith("    ", StringComparison.Ordinal));
            if (within && !Noise().IsMatch(line))
            {
                // Before it has read the option that turns times off, pgBackRest prints them.
                lines.Add(line[trouble.Groups["time"].Length..].TrimEnd());
            }
        }

        return [.. lines];
    }

    private void Show(string? command, IReadOnlyList<string> lines, int exitCode)
    {
        _tale.Append("```\n");
        if (command is not null)
        {
            _tale.Append("$ ").Append(command).Append('\n');
        }

        foreach (string line in lines)
        {
            _tale.Append(line.TrimEnd()).Append('\n');
        }

        if (command is not null)
        {
            _tale.Append(Invariant($"(exit code {exitCode})\n"));
        }

        _tale.Append("```\n\n");
    }

    private void NoSecret(PhoenixResult result) =>
        Assert.DoesNotContain((string[])[_world.Key.Secret, SagaWorld.Passphrase], s => result.ToString().Contains(s, StringComparison.Ordinal));

    [GeneratedRegex(@"^(?<time>\d{4}-\S+ \S+ +)?P\d\d +(WARN|ERROR):")]
    private static partial Regex Trouble();

    [GeneratedRegex(@"^\s+(\*\*\* |authorization: |content-length|date: |host: |x-amz-|server: |connection: |content-type|transfer-encoding)|option 'repo1-retention", RegexOptions.IgnoreCase)]
    private static partial Regex Noise();

    [GeneratedRegex("^  (NOT SAFE|note: beware) ")]
    private static partial Regex Decides();

    [GeneratedRegex(@"^(?<id>[a-z0-9]+(-[a-z0-9]+)+) \((data loss|blocks the restore|slows down)\)", RegexOptions.Multiline)]
    private static partial Regex Cause();

    [GeneratedRegex(@"^([a-z0-9]+(-[a-z0-9]+)+ \(|  what |  do |  [a-z0-9]+(-[a-z0-9]+)+, )")]
    private static partial Regex Told();

    [GeneratedRegex(@", (line \d+|\d+ lines, \d+ to \d+)")]
    private static partial Regex Lines();
}
