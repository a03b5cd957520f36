using System.Runtime.Versioning;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Launcher;

/// <summary>What ./phoenix does before it is Phoenix: find the SDK, install or refuse, build only when it must.</summary>
[SupportedOSPlatform("linux")]
public sealed class LauncherTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("launcher");

    private static string Phoenix => Path.Combine(Script.Root, "phoenix");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_second_start_does_not_build_and_a_link_is_followed()
    {
        Script first = await Script.RunAsync([], Phoenix, "--version");
        Assert.Equal(0, first.ExitCode);
        string link = Path.Combine(folder.FullName, "a link");
        File.CreateSymbolicLink(link, Phoenix);

        Script second = await Script.RunAsync([], link, "--version");

        Assert.Equal(0, second.ExitCode);
        Assert.Equal("", second.Error);
        Assert.Equal(first.Output, second.Output);
    }

    [Fact]
    public async Task A_missing_sdk_is_named_with_the_command_that_installs_it()
    {
        Script run = await Script.RunAsync(PathOf("bash", "readlink"), Phoenix, "--version");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("the .NET SDK 10.0.4xx is not installed", run.Error, StringComparison.Ordinal);
        Assert.Contains("--channel 10.0.4xx", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_packages_are_refused_when_nothing_may_be_installed()
    {
        await SkipUnlessMountsArePrivate();

        Script run = await Masked("true", Phoenix, "drill", "--no-install");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("missing: the PostgreSQL server programs", run.Error, StringComparison.Ordinal);
        Assert.Contains("apt-get install -y --no-install-recommends postgresql", run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public async Task A_command_that_drives_nothing_needs_no_packages()
    {
        await SkipUnlessMountsArePrivate();

        Script run = await Masked("true", Phoenix, "drill", "--help", "--no-install");

        Assert.DoesNotContain("missing:", run.Error, StringComparison.Ordinal);
    }

    // The apt-get on PATH is ours: it notes what it was asked for and whether Debian was kept from making a cluster, and installs nothing.
    [Fact]
    public async Task Missing_packages_are_announced_and_installed_without_a_cluster()
    {
        await SkipUnlessMountsArePrivate();
        string log = Path.Combine(folder.FullName, "log");
        string apt = Path.Combine(folder.FullName, "apt-get");
        File.WriteAllText(apt, $"#!/bin/sh\necho \"$DEBIAN_FRONTEND: $*\" >>'{log}'\ncat /etc/postgresql-common/createcluster.d/*.conf >>'{log}'\n");
        File.SetUnixFileMode(apt, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Script run = await Masked($"PATH='{folder.FullName}':$PATH; export PATH", Phoenix, "drill");

        Assert.Equal(5, run.ExitCode); // it said that it succeeded, and still nothing is there
        Assert.Contains("installing: postgresql", run.Error, StringComparison.Ordinal);
        string[] asked = File.ReadAllLines(log);
        Assert.Contains(asked, line => line.StartsWith("noninteractive: ", StringComparison.Ordinal) && line.Contains("install -y --no-install-recommends postgresql", StringComparison.Ordinal));
        Assert.Equal("create_main_cluster = false", asked[^1]);
        Assert.Contains("still missing", run.Error, StringComparison.Ordinal);
    }

    // An environment in which only these programs can be found.
    private Dictionary<string, string?> PathOf(params string[] programs)
    {
        foreach (string program in programs)
        {
            string found = Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(part => Path.Combine(part, program)).First(File.Exists);
            File.CreateSymbolicLink(Path.Combine(folder.FullName, program), found);
        }

        return new() { ["PATH"] = folder.FullName, ["HOME"] = folder.FullName, ["DOTNET_ROOT"] = null };
    }

    private static async Task SkipUnlessMountsArePrivate()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can hide PostgreSQL from the launcher (private mounts)");
        Assert.SkipUnless(Directory.Exists("/usr/lib/postgresql"), "PostgreSQL is not installed from Debian's packages, there is nothing to hide");
        Script run = await Masked("true", "true");
        Assert.SkipUnless(run.ExitCode == 0, $"private mounts are not permitted here: {run.Error}");
    }

    // A mount namespace of its own, in which PostgreSQL's programs and settings are hidden; nobody else sees that.
    private static Task<Script> Masked(string preparation, params string[] command) => Script.RunAsync(
        [],
        "unshare",
        [
            "--mount", "--propagation", "private", "sh", "-c",
            $"mount -t tmpfs none /usr/lib/postgresql && {{ mkdir -p /etc/postgresql-common; mount -t tmpfs none /etc/postgresql-common; }} && {preparation} && exec \"$@\"",
            "sh", .. command,
        ]);
}
