using System.Text.Json;
using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.EndToEnd.Tests.Launcher;
using Xunit;

namespace Phoenix.EndToEnd.Tests.BadInput;

/// <summary>Phoenix called with something that it must refuse, and what every refusal has in common.</summary>
internal static class Refused
{
    /// <summary>Calls Phoenix in a folder, which is also where its state directory would be.</summary>
    public static Task<Script> CallAsync(string folder, params IEnumerable<string> arguments) => CallAsync([], folder, arguments);

    /// <summary>The same with changes to the environment.</summary>
    public static Task<Script> CallAsync(Dictionary<string, string?> environment, string folder, params IEnumerable<string> arguments)
    {
        // Nothing of the machine that the tests run on is meant.
        foreach (string name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(n => n.StartsWith("PHOENIX_", StringComparison.Ordinal)))
        {
            environment.TryAdd(name, null);
        }

        return Script.RunAsync(environment, FromPath("env"), ["-C", folder, .. CommandLine(arguments)]);
    }

    /// <summary>Program and arguments of a call; by full paths, because a PATH of the test's own need not have them.</summary>
    public static IEnumerable<string> CommandLine(IEnumerable<string> arguments) => [FromPath("dotnet"), Path.Combine(AppContext.BaseDirectory, "Phoenix.Cli.dll"), .. arguments];

    /// <summary>Where a program is.</summary>
    public static string FromPath(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(d => Path.Combine(d, program)).First(File.Exists);

    /// <summary>One error and one hint on stderr, nothing on stdout.</summary>
    /// <param name="call">How the call ended.</param>
    /// <param name="exitCode">What it must have ended with.</param>
    /// <param name="id">The error's stable name.</param>
    /// <param name="says">What the two lines must say between them.</param>
    public static void Check(Script call, int exitCode, string id, params string[] says) =>
        Check(new PhoenixResult(call.ExitCode, call.Output, call.Error), exitCode, id, says);

    /// <summary>The same.</summary>
    public static void Check(PhoenixResult call, int exitCode, string id, params string[] says)
    {
        string all = call.ToString();
        Assert.True(call.ExitCode == exitCode, all);
        Assert.Equal("", call.Output);
        string[] lines = call.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length == 2, all);
        Assert.StartsWith("error: ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith($" ({id})", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("hint: ", lines[1], StringComparison.Ordinal);
        Assert.All(says, s => Assert.Contains(s, all, StringComparison.Ordinal));
    }

    /// <summary>The error as one JSON document on stderr, nothing on stdout.</summary>
    public static void CheckJson(Script call, int exitCode, string id)
    {
        Assert.True(call.ExitCode == exitCode, call.ToString());
        Assert.Equal("", call.Output);
        using JsonDocument document = JsonDocument.Parse(call.Error);
        JsonElement error = document.RootElement.GetProperty("error");
        Assert.Equal(id, error.GetProperty("code").GetString());
        Assert.Equal(exitCode, error.GetProperty("exitCode").GetInt32());
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        Assert.NotEmpty(error.GetProperty("hint").GetString()!);
    }

    /// <summary>Neither a lab nor a run was made in a state directory.</summary>
    public static void CheckUntouched(string state)
    {
        foreach (string part in (string[])["labs", "runs"])
        {
            string folder = Path.Combine(state, part);
            Assert.Empty(Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder) : []);
        }
    }
}
