namespace Phoenix.Manifests.Lint;

/// <summary>A change that is surely right: characters of a file replaced by others. All else in the file stays byte for byte.</summary>
/// <param name="File">The file.</param>
/// <param name="Start">First character that is replaced, from 0, in the file's text without its byte order mark.</param>
/// <param name="End">The character behind the last one.</param>
/// <param name="Text">What takes their place.</param>
public sealed record LintFix(LintFile File, int Start, int End, string Text);
