using Phoenix.Adapters.Files;

namespace Phoenix.Adapters.Tests.Files;

/// <summary>A state directory of one test.</summary>
internal sealed class TemporaryState : IDisposable
{
    private readonly DirectoryInfo _root = System.IO.Directory.CreateTempSubdirectory("phoenix-state-");

    public TemporaryState() => Directory = new StateDirectory(Path.Combine(_root.FullName, "state"));

    public StateDirectory Directory { get; }

    public string Root => _root.FullName;

    public void Dispose() => _root.Delete(recursive: true);
}
