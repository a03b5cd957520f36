using System.Text.RegularExpressions;
using Phoenix.EndToEnd.Tests.Drills;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Runbooks;

/// <summary>
/// The commands of <c>docs/runbooks</c>: each one exists with these options, and what is marked <c>run: NAME</c> is run from the clone's top. What raises or destroys a
/// castle is not run here: it needs a cluster.
/// </summary>
public sealed partial class RunbookTests : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("phoenix-runbook-").FullName;

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Fact]
    public async Task Each_command_exists_with_its_options()
    {
        string[][] commands = [.. Pages().SelectMany(p => Commands(p.Text))];
        Assert.True(commands.Length >= 10, "too few");
        Dictionary<string, string> help = [];
        foreach (string name in commands.Select(c => c[0]).Distinct())
        {
            PhoenixResult result = await PhoenixProcess.RunAsync(_state, [name, "--help"]);
            Assert.True(result.ExitCode == 0, result.ToString());
            help[name] = result.Output;
        }

        foreach (string[] command in commands)
        {
            Assert.Empty(Unknown(command, help[command[0]]));
        }

        Assert.Equal(["--confrim"], Unknown(["wipe", "--confrim", "castle"], help["wipe"]));
    }

    [Fact]
    public async Task A_plan_of_the_castle_needs_nothing_but_its_file()
    {
        PhoenixResult plan = await RunAsync("castle.md", "plan");

        Assert.True(plan.ExitCode == 0, plan.ToString());
        foreach (string layer in new[] { "secrets", "platform", "engine", "networking", "storage", "gitops", "database", "handover" })
        {
            Assert.Contains(layer, plan.Output, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> Unknown(string[] command, string help) =>
        command.Where(w => w.StartsWith("--", StringComparison.Ordinal)).Where(o => !Regex.IsMatch(help, $@"(?m)(^|[\s,]){Regex.Escape(o)}([\s,]|$)"));

    private Task<PhoenixResult> RunAsync(string page, string name)
    {
        string text = Pages().Single(p => p.Name == page).Text;
        Match block = Assert.Single(Marked().Matches(text), m => m.Groups["name"].Value == name);
        string[] command = Assert.Single(Commands(block.Groups["block"].Value));
        return PhoenixProcess.RunAsync(_state, [.. command.Select(w => w.StartsWith("examples/", StringComparison.Ordinal) ? Path.Combine(Root(), w) : w)]);
    }

    private static IEnumerable<string[]> Commands(string text) => Line().Matches(text).Select(m => m.Groups["words"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static IEnumerable<(string Name, string Text)> Pages() => Directory.GetFiles(Path.Combine(Root(), "docs", "runbooks"), "*.md").Select(f => (Path.GetFileName(f), File.ReadAllText(f)));

    private static string Root()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Phoenix.slnx")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"^\$ phoenix (?<words>.+)$", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex(@"<!-- run: (?<name>[\w-]+) -->\n```\n(?<block>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Marked();
}
