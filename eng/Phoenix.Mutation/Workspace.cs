using System.Diagnostics;

namespace Phoenix.Mutation;

/// <summary>A copy of the clone's sources in a temporary folder, as they stand, commit or not.</summary>
internal sealed class Workspace : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("phoenix-mutation-").FullName;

    public string Tests => Path.Combine(Root, "tests", "Phoenix.Tests", "bin", "Release", "net10.0", "Phoenix.Tests.dll");

    public static Workspace Copy(string clone)
    {
        var workspace = new Workspace();
        string listed = Run(clone, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard");
        foreach (string file in listed.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(f => File.Exists(Path.Combine(clone, f))))
        {
            string target = Path.Combine(workspace.Root, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(clone, file), target);
        }

        return workspace;
    }

    // Analyzers and warnings judge what people write, not what is generated here.
    public void Build() => Run(Root, Environment.ProcessPath!, "build", Path.Combine(Root, "tests", "Phoenix.Tests"), "-c", "Release", "-nologo", "-v:quiet", "-tl:off",
        "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false", "-p:GenerateDocumentationFile=false", "-p:WarningLevel=0");

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static string Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {arguments[0]} failed: {output}");
    }
}
