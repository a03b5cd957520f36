namespace Phoenix.Adapters.Tests.LabS3;

/// <summary>A folder that other users may enter, gone at the end of the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private const UnixFileMode Enterable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public TemporaryFolder()
    {
        Path = Directory.CreateTempSubdirectory("phoenix-s3-").FullName;
        File.SetUnixFileMode(Path, Enterable);
    }

    public string Path { get; }

    public string Sub(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
