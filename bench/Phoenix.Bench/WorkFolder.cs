namespace Phoenix.Bench;

/// <summary>A folder for one benchmark, which servers' accounts may enter.</summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly bool _keep;

    public WorkFolder(bool keep)
    {
        _keep = keep;
        Path = Directory.CreateTempSubdirectory("phoenix-bench-").FullName;
        File.SetUnixFileMode(Path, (UnixFileMode)0b111_101_101);
    }

    public string Path { get; }

    public string Of(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        if (_keep)
        {
            Console.Error.WriteLine($"kept: {Path}");
        }
        else
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
