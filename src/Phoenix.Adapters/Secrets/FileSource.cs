using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Secrets;

/// <summary>
/// Files. Their mode is not looked at: secrets that Kubernetes and Docker mount are readable by all in the container (0644, 0444), and Phoenix has no
/// place for a warning that nobody could act on. A file on a shared machine should be 0600; the documentation says so.
/// </summary>
internal sealed class FileSource(TimeProvider time)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    internal async Task<string> ReadAsync(SecretRequest request, SecretDefinition.File definition, CancellationToken cancellationToken)
    {
        try
        {
            // On a thread of its own: opening a pipe that nobody writes to blocks for ever, and cannot be cancelled.
            byte[] bytes = await Task.Run(() => ReadBounded(definition.Path), CancellationToken.None).WaitAsync(Bound, time, cancellationToken).ConfigureAwait(false);
            return request.Decode(bytes);
        }
        catch (TimeoutException e)
        {
            throw request.Fault(ErrorCode.SecretUnavailable, $"could not be read within {Bound.TotalSeconds:0} s", "a pipe needs somebody who writes to it; a network file system must answer", e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw request.Wrong("does not exist", "make it, or name another one in the stack file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw request.Wrong($"cannot be read ({e.GetType().Name})", "name a file, not a folder, that the account of Phoenix may read", e);
        }
    }

    private static byte[] ReadBounded(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return SecretBytes.Read(stream);
    }
}
