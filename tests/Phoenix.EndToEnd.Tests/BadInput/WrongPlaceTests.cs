using Phoenix.EndToEnd.Tests.Launcher;
using Xunit;

namespace Phoenix.EndToEnd.Tests.BadInput;

/// <summary>A machine that Phoenix cannot work on as it is: no place to write, tools that are missing.</summary>
public sealed class WrongPlaceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("phoenix-bad-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("drill")]
    [InlineData("lab", "up")]
    public async Task A_file_where_the_state_directory_should_be(params string[] arguments)
    {
        string file = Path.Combine(_folder, "state");
        File.WriteAllText(file, "mine");
        Refused.Check(await Refused.CallAsync(_folder, [.. arguments, "--state", file]), 2, "state-not-writable", file, "--state DIR");
        Assert.Equal("mine", File.ReadAllText(file));
    }

    [Fact]
    public async Task A_file_where_the_labs_should_be()
    {
        string file = Path.Combine(_folder, "labs");
        File.WriteAllText(file, "mine");
        Refused.Check(await Refused.CallAsync(_folder, "drill", "--state", _folder), 2, "state-not-writable", file, "--state DIR");
        Assert.Equal("mine", File.ReadAllText(file));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_folder, "runs")));
    }

    [Fact]
    public async Task A_directory_that_nobody_can_write_not_even_root() =>
        Refused.Check(await Refused.CallAsync(_folder, "drill", "--state", "/proc/phoenix"), 2, "state-not-writable", "/proc/phoenix", "--state DIR");

    [Theory]
    [InlineData("drill")]
    [InlineData("lab", "up")]
    public async Task No_pgBackRest(params string[] arguments)
    {
        Refused.Check(await WithoutAsync("pgbackrest", arguments), 2, "tool-missing", "'pgbackrest' is not installed", "apt-get install pgbackrest");
        Refused.CheckUntouched(_folder);
    }

    [Fact]
    public async Task No_setpriv() => Refused.Check(await WithoutAsync("setpriv", ["drill"]), 2, "tool-missing", "'setpriv'", "apt-get install util-linux");

    [Fact]
    public async Task No_PostgreSql()
    {
        // In a mount namespace of its own, where nothing is in the folder of the servers.
        string[] hide = ["-m", "sh", "-c", "mount -t tmpfs none /usr/lib/postgresql && exec \"$@\"", "sh"];
        Script probe = await Script.RunAsync([], "unshare", [.. hide, "true"]);
        Assert.SkipUnless(probe.ExitCode == 0, $"no mount namespace can be made here: {probe.Error.Trim()}");
        Script call = await Script.RunAsync([], "unshare", [.. hide, .. Refused.CommandLine(["drill", "--state", _folder])]);
        Refused.Check(call, 2, "tool-missing", "no PostgreSQL server is installed", "apt-get install postgresql-");
        Refused.CheckUntouched(_folder);
    }

    // A PATH that has everything but one program.
    private Task<Script> WithoutAsync(string program, string[] arguments)
    {
        string bin = Directory.CreateDirectory(Path.Combine(_folder, "bin")).FullName;
        foreach (string other in ((string[])["dotnet", "setpriv", "test", "pgbackrest", "psql"]).Where(p => p != program))
        {
            File.CreateSymbolicLink(Path.Combine(bin, other), Refused.FromPath(other));
        }

        return Refused.CallAsync(new() { ["PATH"] = bin }, _folder, [.. arguments, "--state", _folder]);
    }
}
