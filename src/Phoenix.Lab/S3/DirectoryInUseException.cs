namespace Phoenix.Lab.S3;

/// <summary>Another running endpoint owns the directory; two would overwrite each other's objects.</summary>
public sealed class DirectoryInUseException : IOException
{
    /// <summary>Names the directory.</summary>
    /// <param name="directory">The directory that was asked for.</param>
    /// <param name="inner">The lock's error.</param>
    public DirectoryInUseException(string directory, Exception inner)
        : base($"The directory '{directory}' belongs to another running S3 endpoint.", inner) => Directory = directory;

    /// <summary>The directory that was asked for.</summary>
    public string Directory { get; }
}
