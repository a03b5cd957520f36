namespace Phoenix.Manifests.Lint;

/// <summary>A file that was read, or standard input. Its text is not kept: it is read again where a finding shows a line of it.</summary>
/// <param name="path">As it is shown: relative to where the command was started where that is shorter; <c>-</c> for standard input.</param>
/// <param name="bytes">Gives the bytes again.</param>
public sealed class LintFile(string path, Func<byte[]> bytes)
{
    /// <summary>The path as it is shown.</summary>
    public string Path { get; } = path;

    /// <summary>The bytes as they were read.</summary>
    public byte[] Bytes() => bytes();

    /// <summary>The path.</summary>
    public override string ToString() => Path;
}
