using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Layers;

/// <summary>
/// Which cluster a stack was seen in last, in a file of the state directory: the same address and context may lead to another one tomorrow. A cluster whose machines were
/// seen gone is put down as gone, so that the next one may take its place.
/// </summary>
/// <param name="path">The file.</param>
public sealed class NotedCluster(string path)
{
    private const string Gone = "gone";

    /// <summary>The identity that was noted; null when none was, or its cluster was seen gone.</summary>
    public ClusterIdentity? Read() => Text() is { Length: > 0 } text && text != Gone ? new ClusterIdentity(text) : null;

    /// <summary>Whether the cluster that was noted was seen gone.</summary>
    public bool WasSeenGone => Text() == Gone;

    /// <summary>Notes an identity.</summary>
    public void Write(ClusterIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        Put(identity.Uid);
    }

    /// <summary>Puts down that the noted cluster is gone; nothing where none was noted.</summary>
    public void WriteGone()
    {
        if (Read() is not null)
        {
            Put(Gone);
        }
    }

    private void Put(string text)
    {
        string draft = path + ".new";
        try
        {
            File.WriteAllText(draft, text);
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PhoenixException(ErrorCode.StateNotWritable, $"the identity of the cluster cannot be noted in {path}: {e.Message}", "let this account write the state directory", e);
        }
    }

    private string? Text()
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PhoenixException(ErrorCode.StateNotWritable, $"the identity of the cluster cannot be read from {path}: {e.Message}", "let this account read the state directory", e);
        }
    }
}
