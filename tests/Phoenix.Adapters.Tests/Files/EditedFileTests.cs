using System.Diagnostics;
using Phoenix.Adapters.Files;
using Xunit;

namespace Phoenix.Adapters.Tests.Files;

/// <summary>Another content, and all else as it was.</summary>
public sealed class EditedFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("edited-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("640")]
    [InlineData("444")]
    public void The_mode_stays(string mode)
    {
        string file = Made();
        Run("chmod", mode, file);

        EditedFile.Replace(file, "new"u8);

        Assert.Equal("new", File.ReadAllText(file));
        Assert.Equal(mode, Run("stat", "-c", "%a", file));
        Assert.Equal(["a.yaml"], Names());
    }

    [Fact]
    public void Root_leaves_a_file_to_its_owner()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "this is not root: it cannot make a file that belongs to another user");
        string file = Made();
        Run("chown", "12345:23456", file);
        Run("chmod", "2750", file);

        EditedFile.Replace(file, "new"u8);

        Assert.Equal("new", File.ReadAllText(file));
        Assert.Equal("12345 23456 2750", Run("stat", "-c", "%u %g %a", file));
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        string file = Made();
        string link = Path.Combine(folder, "link.yaml");
        File.CreateSymbolicLink(link, "a.yaml");

        EditedFile.Replace(link, "new"u8);

        Assert.Equal("a.yaml", new FileInfo(link).LinkTarget);
        Assert.Equal("new", File.ReadAllText(file));
    }

    [Fact]
    public void What_cannot_be_written_stays_as_it_was()
    {
        string file = Made();
        // In the way of the new content, and not to be removed.
        Directory.CreateDirectory(Path.Combine(folder, $".a.yaml.{Environment.ProcessId}.new", "kept"));

        Assert.ThrowsAny<UnauthorizedAccessException>(() => EditedFile.Replace(file, "new"u8));

        Assert.Equal("old", File.ReadAllText(file));
    }

    private string Made()
    {
        string file = Path.Combine(folder, "a.yaml");
        File.WriteAllText(file, "old");
        return file;
    }

    private string[] Names() => [.. Directory.EnumerateFileSystemEntries(folder).Select(p => Path.GetFileName(p))];

    private static string Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Trim();
    }
}
