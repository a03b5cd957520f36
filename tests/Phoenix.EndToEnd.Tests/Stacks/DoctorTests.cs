using System.Text.Json;
using Phoenix.EndToEnd.Tests.BadInput;
using Phoenix.EndToEnd.Tests.Launcher;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Stacks;

/// <summary><c>phoenix doctor</c> as a real process.</summary>
public sealed class DoctorTests : IDisposable
{
    private const string Secret = "s3cr3t-of-the-test";
    private readonly string _folder = Directory.CreateTempSubdirectory("phoenix-doctor-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_stack_with_all_that_it_needs_is_clean_and_nothing_is_changed()
    {
        Write("phoenix.yaml", """
            name: example
            destroyable: true
            secrets: { TOKEN: { env: DOCTOR_TOKEN } }
            layers:
              base: { command: { up: ["true"], exists: [sh, -c, "exit 1"], secrets: { T: TOKEN } } }
              top: { command: { up: ["true"], exists: ["true"] }, needs: [base] }
            """);

        Script call = await CallAsync("doctor", "--probe", "--format", "json");

        Assert.True(call.ExitCode == 0, call.ToString());
        JsonElement[] findings = [.. JsonDocument.Parse(call.Output).RootElement.GetProperty("findings").EnumerateArray()];
        Assert.All(findings, f => Assert.Equal("ok", f.GetProperty("state").GetString()));
        Assert.Contains(findings, f => Is(f, "secret TOKEN", "can be read"));
        Assert.Contains(findings, f => Is(f, "exists base", "nothing of it is there"));
        Assert.Contains(findings, f => Is(f, "exists top", "something of it is there"));
        Assert.DoesNotContain(Secret, call.ToString(), StringComparison.Ordinal);
        Assert.Equal(["phoenix.yaml"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Every_problem_is_named_with_what_to_do()
    {
        Write("no-program", "");
        Write("phoenix.yaml", """
            name: example
            secrets: { EMPTY: { env: DOCTOR_EMPTY }, GONE: { file: gone.pem } }
            layers:
              base: { command: { directory: nowhere, up: [surely-not-installed] } }
              top: { command: { up: [./no-program], wipe: [./missing], exists: [sh, -c, "echo cannot >&2; exit 1"] }, gates: [ { http: { url: "https://x", caFile: ca.pem } } ] }
            """);

        Script call = await CallAsync("doctor", "--probe", "--format", "json");

        Assert.True(call.ExitCode == 1, call.ToString());
        JsonElement[] problems = [.. JsonDocument.Parse(call.Output).RootElement.GetProperty("findings").EnumerateArray().Where(f => f.GetProperty("state").GetString() == "problem")];
        Assert.All(problems, p => Assert.NotEmpty(p.GetProperty("fix").GetString()!));
        foreach ((string check, string detail) in ((string, string)[])
        [
            ("layer base", "is not there"), ("program surely-not-installed", "it is not there"), ("program ./no-program", "which is no program"), ("program ./missing", "it is not there"),
            ("secret EMPTY", "EMPTY"), ("secret GONE", "gone.pem"), ("file ", "a gate of layer top names it"), ("exists top", "cannot"),
        ])
        {
            Assert.Contains(problems, p => Is(p, check, detail));
        }
    }

    [Fact]
    public async Task The_report_tells_nothing_of_where_it_was_made()
    {
        Write("phoenix.yaml", """
            name: example
            secrets: { TOKEN: { env: DOCTOR_TOKEN } }
            layers:
              base: { command: { directory: live/base, up: ["true"], exists: [sh, -c, "echo $T at pve7.castle.example.org and 192.0.2.7 >&2; exit 3"], secrets: { T: TOKEN } }, gates: [ { tcp: "hidden-node:6443" } ] }
            """);
        Directory.CreateDirectory(Path.Combine(_folder, "live/base"));

        Script call = await CallAsync("doctor", "--probe", "--report", "report.json");

        Assert.True(call.ExitCode == 1, call.ToString());
        string report = File.ReadAllText(Path.Combine(_folder, "report.json"));
        foreach (string told in (string[])[Secret, _folder, "pve7", "castle", "192.0.2.7", "hidden-node", Environment.MachineName])
        {
            Assert.DoesNotContain(told, report, StringComparison.Ordinal);
        }

        JsonElement root = JsonDocument.Parse(report).RootElement;
        Assert.Contains(root.GetProperty("findings").EnumerateArray(), f => Is(f, "exists base", "<host> and <address>"));
        Assert.Equal("command", root.GetProperty("layers")[0].GetProperty("driver").GetString());
        Assert.Contains("problems", call.Output, StringComparison.Ordinal);
    }

    private static bool Is(JsonElement finding, string check, string detail) =>
        finding.GetProperty("check").GetString()!.StartsWith(check, StringComparison.Ordinal) && finding.GetProperty("detail").GetString()!.Contains(detail, StringComparison.Ordinal);

    private void Write(string path, string text) => File.WriteAllText(Path.Combine(_folder, path), text);

    private Task<Script> CallAsync(params IEnumerable<string> arguments) =>
        Refused.CallAsync(new Dictionary<string, string?> { ["DOCTOR_TOKEN"] = Secret, ["DOCTOR_EMPTY"] = "" }, _folder, arguments);
}
