using System.Diagnostics;
using Xunit;

namespace Phoenix.Adapters.Tests.Terraform;

/// <summary>A real <c>terraform fmt</c> has nothing to change in the examples.</summary>
public sealed class CastleFormTests
{
    private static string Examples
    {
        get
        {
            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Phoenix.slnx")))
            {
                folder = folder.Parent;
            }

            return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("no clone around these tests"), "examples");
        }
    }

    [Fact]
    public async Task Modules_and_units_are_formatted()
    {
        SkipWithout();
        (int code, string output) = await RunAsync(null, "fmt", "-check", "-diff", "-recursive", Examples);

        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task Terragrunts_files_are_formatted()
    {
        SkipWithout();
        string[] files = Directory.GetFiles(Path.Combine(Examples, "ephemeral-castle", "live"), "*.hcl", SearchOption.AllDirectories);
        Assert.True(files.Length > 8, "too few files");
        foreach (string file in files)
        {
            string text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            (int code, string output) = await RunAsync(text, "fmt", "-");
            Assert.True(code == 0 && output == text, $"{file}:\n{output}");
        }
    }

    [Fact]
    public async Task A_file_out_of_form_is_found()
    {
        SkipWithout();
        (_, string output) = await RunAsync("a =1\n", "fmt", "-");

        Assert.Equal("a = 1\n", output);
    }

    private static void SkipWithout() =>
        Assert.SkipUnless(File.Exists("/usr/local/bin/terraform") || File.Exists("/usr/bin/terraform"), "terraform is not installed: only the rules of HclFormTests were looked at");

    private static async Task<(int Code, string Output)> RunAsync(string? input, params string[] arguments)
    {
        ProcessStartInfo start = new("terraform", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CHECKPOINT_DISABLE"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        string text = await output;
        return (process.ExitCode, process.ExitCode == 0 ? text : text + await error);
    }
}
