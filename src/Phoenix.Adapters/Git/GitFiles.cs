namespace Phoenix.Adapters.Git;

/// <summary>The files of a revision.</summary>
/// <param name="Files">Path from the top, and content. Links to files are files of their own.</param>
/// <param name="LeftOut">What may hold files that matter and was not read: submodules, links that do not lead to a file, files too large.</param>
public sealed record GitFiles(IReadOnlyList<(string Path, byte[] Content)> Files, IReadOnlyList<GitLeftOut> LeftOut);
