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
        Assert.Matches(@"^\d+\.\d+\.\d+$", sarif.RootElement.GetProperty("runs")[0].GetProperty("tool").GetProperty("driver").GetProperty("semanticVersion").GetString());
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
        Commit();
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
    public async Task A_revision_says_what_was_not_followed_in_it()
    {
        Write("clusters/a.yaml", Fine);
        Write("base/b.yaml", Damaged);
        Directory.CreateSymbolicLink(Path.Combine(_folder, "clusters", "base"), "../base");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "clusters", "again"), "../clusters");
        File.CreateSymbolicLink(Path.Combine(_folder, "clusters", "gone.yaml"), "../../gone.yaml");
        File.CreateSymbolicLink(Path.Combine(_folder, "clusters", "c.yaml"), "d.yaml");
        File.CreateSymbolicLink(Path.Combine(_folder, "clusters", "d.yaml"), "../base/b.yaml");
        Git("init", "-q", "-b", "main");
        Git("add", "-A");
        Git("update-index", "--add", "--cacheinfo", "160000,1234567812345678123456781234567812345678,clusters/other");
        Commit();

        PhoenixResult result = await LintAsync(Path.Combine(_folder, "clusters"), "--rev", "main", "--format", "json");

        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.False(json.RootElement.GetProperty("seesAll").GetBoolean());
        string[] findings = [.. json.RootElement.GetProperty("findings").EnumerateArray().Select(f => $"{f.GetProperty("rule").GetString()} {f.GetProperty("file").GetString()}: {f.GetProperty("message").GetString()}")];
        Assert.Equal(
            [
                "not-followed clusters/base: this link to a folder was not followed",
                "unreadable-file clusters/c.yaml",
                "unreadable-file clusters/d.yaml",
                "not-followed clusters/gone.yaml: this link was not followed: it leads to nothing in this revision",
                "not-followed clusters/other: this submodule was not followed: it is a repository of its own",
            ],
            findings.Select(f => f.StartsWith("unreadable", StringComparison.Ordinal) ? f[..f.IndexOf(':', StringComparison.Ordinal)] : f));
    }

    [Fact]
    public async Task A_fix_changes_what_it_names_and_a_diff_shows_it_before()
    {
        const string before = "\uFEFF[global]\r\nrepo1-path=\"/castle\" \r\n# kept\r\nrepo1-retention-full=4\r\nrepo1-cipher-type=none\r\n[db]\r\npg1-path=/data\r\n";
        string file = Path.Combine(_folder, "pgbackrest.conf");
        File.WriteAllText(file, before, new UTF8Encoding(false));
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        PhoenixResult diff = await LintAsync(_folder, "--diff");
        Assert.Contains("\n-repo1-path=\"/castle\" \r\n+repo1-path=/castle \r\n", diff.Output, StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.GetBytes(before), File.ReadAllBytes(file));

        PhoenixResult mended = await LintAsync(_folder, "--fix", "--fail-on", "never");
        Assert.True(mended.ExitCode == 0, mended.ToString());
        Assert.Contains("pgbackrest.conf: 1 place mended", mended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("pgbackrest-quoted-value", mended.Output, StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.GetBytes(before.Replace("\"", "", StringComparison.Ordinal)), File.ReadAllBytes(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(file));
        Assert.Equal(["pgbackrest.conf"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_secret_is_never_shown()
    {
        Write("pgbackrest.conf", "[global]\nrepo1-path=castle\nrepo1-s3-kye-secret=s3cr3t-Value-42\nrepo1-s3-key-secret='s3cr3t-Value-42'\n");
        Write("secret.yaml", "apiVersion: v1\nkind: Secret\nmetadata: { name: a }\nstringData:\n  PASSWORD: s3cr3t-Value-42\n");

        foreach (string format in (string[])["text", "json", "sarif"])
        {
            PhoenixResult result = await LintAsync(_folder, "--format", format);
            Assert.Equal(1, result.ExitCode);
            Assert.DoesNotContain("s3cr3t-Value-42", result.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_the_text_of_a_kustomization_does_not_tell_is_asked_of_kubectl_where_it_is_there()
    {
        Write("kustomization.yaml", "resources: [a.yaml]\npatches:\n- target: { kind: ConfigMap, labelSelector: app=x }\n  patch: '{ apiVersion: v1, kind: ConfigMap, metadata: { name: any }, data: { key: patched } }'\n");
        Write("a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels: { app: x }\ndata:\n  key: value\n");
        Git("init", "-q", "-b", "main");
        Git("add", "-A");
        Commit();
        bool there = Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(d => File.Exists(Path.Combine(d, "kubectl")));

        PhoenixResult result = await LintAsync(_folder);

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(!there, result.Output.Contains("not-followed", StringComparison.Ordinal));
        // Of a revision the same is asked.
        PhoenixResult committed = await LintAsync(_folder, "--rev", "main");
        Assert.Equal(result.Output, committed.Output);
        Assert.SkipUnless(there, "kubectl is not installed: only the words for that were looked at");
    }

    [Fact]
    public async Task The_shipped_examples_are_what_they_say()
    {
        string examples = Path.Combine(ShippedExamples(), "ephemeral-castle", "clusters");
        PhoenixResult clean = await LintAsync(examples, "--fail-on", "info");
        Assert.True(clean.ExitCode == 0, clean.ToString());
        Assert.StartsWith("no findings in ", clean.Output, StringComparison.Ordinal);

        string broken = Path.Combine(ShippedExamples(), "broken");
        using JsonDocument json = JsonDocument.Parse((await LintAsync(broken, "--format", "json")).Output);
        string[] shown = [.. json.RootElement.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("rule").GetString()!).Order(StringComparer.Ordinal)];
        Assert.Equal(Directory.EnumerateDirectories(broken).Select(Path.GetFileName).Order(StringComparer.Ordinal), shown);
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

    private static string ShippedExamples()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Phoenix.slnx")))
        {
            folder = folder.Parent!;
        }

        return Path.Combine(folder.FullName, "examples");
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

    private void Commit() => Git("-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-q", "-m", "one");

    private Task<PhoenixResult> LintAsync(params string[] arguments) => PhoenixProcess.RunAsync(Path.Combine(_folder, ".state"), ["lint", .. arguments]);
}
