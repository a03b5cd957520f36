using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Phoenix.EndToEnd.Tests.BadInput;
using Phoenix.EndToEnd.Tests.Drills;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Lint;

/// <summary><c>phoenix lint</c> as people call it.</summary>
public sealed class LintTests : IDisposable
{
    private const string Fine = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  key: value\n";
    private const string Damaged = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \"never closed\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("phoenix-lint-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_clean_folder_is_clean_and_says_what_was_looked_into()
    {
        Write("a.yaml", Fine);

        PhoenixResult result = await LintAsync(_folder);

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal("no findings in 1 file, 1 object\n", result.Output);
        Assert.Equal(["a.yaml"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_finding_has_its_place_its_line_and_its_remedy()
    {
        Write("a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  name: b\n");

        PhoenixResult result = await LintAsync(_folder);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("a.yaml:5:3: error: this file cannot be read: the key 'name' is given twice [unreadable-file]\n    5 |   name: b\n      |   ^\n      = ", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("phoenix lint --explain RULE says more\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await LintAsync(_folder, "--fail-on", "never")).ExitCode);
    }

    [Fact]
    public async Task Json_and_sarif_are_documents()
    {
        Write("with space.yaml", Damaged);

        using JsonDocument json = JsonDocument.Parse((await LintAsync(_folder, "--format", "json")).Output);
        JsonElement finding = json.RootElement.GetProperty("findings").EnumerateArray().Single();
        Assert.Equal(("unreadable-file", "error"), (finding.GetProperty("rule").GetString(), finding.GetProperty("severity").GetString()));
        Assert.True(json.RootElement.GetProperty("failed").GetBoolean());

        using JsonDocument sarif = JsonDocument.Parse((await LintAsync(_folder, "--format", "sarif")).Output);
        Assert.Equal("2.1.0", sarif.RootElement.GetProperty("version").GetString());
        JsonElement run = sarif.RootElement.GetProperty("runs")[0];
        JsonElement result = run.GetProperty("results").EnumerateArray().Single();
        Assert.Equal("unreadable-file", run.GetProperty("tool").GetProperty("driver").GetProperty("rules")[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString());
        Assert.Equal("error", result.GetProperty("level").GetString());
        JsonElement place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.EndsWith("/with%20space.yaml", place.GetProperty("artifactLocation").GetProperty("uri").GetString(), StringComparison.Ordinal);
        Assert.True(place.GetProperty("region").GetProperty("startLine").GetInt32() >= 4);
    }

    [Fact]
    public async Task A_revision_is_read_and_not_what_lies_in_the_folder()
    {
        Write("clusters/a.yaml", Fine);
        Git("init", "-q", "-b", "main");
        Git("add", "-A");
        Git("-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-q", "-m", "one");
        Write("clusters/a.yaml", Damaged);

        Assert.Equal(1, (await LintAsync(_folder)).ExitCode);
        PhoenixResult committed = await LintAsync(Path.Combine(_folder, "clusters"), "--rev", "main");
        Assert.True(committed.ExitCode == 0, committed.ToString());
        Assert.StartsWith("no findings in 1 file", committed.Output, StringComparison.Ordinal);
        Refused.Check(await LintAsync(_folder, "--rev", "no-such"), 2, "usage", "no-such");
        Refused.Check(await LintAsync(_folder, "--rev", "--output=x"), 2, "usage", "--output=x");
        Refused.Check(await LintAsync(Path.Combine(_folder, "elsewhere"), "--rev", "main"), 2, "usage", "elsewhere");
    }

    [Fact]
    public async Task Bad_usage_is_refused()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "empty"));
        Write("a.yaml", Fine);
        Refused.Check(await LintAsync(), 2, "usage", "no path");
        Refused.Check(await LintAsync(Path.Combine(_folder, "nowhere")), 2, "usage", "nowhere");
        Refused.Check(await LintAsync(Path.Combine(_folder, "empty")), 2, "usage", "nothing to look into");
        Refused.Check(await LintAsync("--explain", "unreadable-fil"), 2, "usage", "did you mean 'unreadable-file'?");
        Refused.Check(await LintAsync(_folder, "--fix", "--diff"), 2, "usage", "--fix");
        Refused.Check(await LintAsync(_folder, "--rev", "main", "--fix"), 2, "usage", "--fix");
        Refused.Check(await LintAsync(_folder, "--crds", Path.Combine(_folder, "empty")), 2, "usage", "--crds");
        Refused.Check(await LintAsync(_folder, "-"), 2, "usage", "standard input");
    }

    [Fact]
    public async Task A_rule_is_explained()
    {
        PhoenixResult one = await LintAsync("--explain", "unreadable-file");
        Assert.True(one.ExitCode == 0, one.ToString());
        Assert.Contains("wrong: manifests.yaml", one.Output, StringComparison.Ordinal);
        Assert.Contains("remedy: ", one.Output, StringComparison.Ordinal);

        PhoenixResult all = await LintAsync("--explain", "all");
        Assert.Contains("unreadable-file  ", all.Output, StringComparison.Ordinal);
    }

    private void Write(string path, string text)
    {
        string full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text, new UTF8Encoding(false));
    }

    private void Git(params string[] arguments)
    {
        using Process git = Process.Start(new ProcessStartInfo("git", ["-C", _folder, .. arguments]))!;
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }

    private Task<PhoenixResult> LintAsync(params string[] arguments) => PhoenixProcess.RunAsync(Path.Combine(_folder, ".state"), ["lint", .. arguments]);
}
