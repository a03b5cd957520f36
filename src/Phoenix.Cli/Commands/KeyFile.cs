using Phoenix.Errors;
using Phoenix.Verification;

namespace Phoenix.Cli.Commands;

/// <summary>Reads the key that <c>--key</c> or <c>--sign-key</c> names.</summary>
internal static class KeyFile
{
    /// <summary>Reads it.</summary>
    /// <exception cref="PhoenixException">NotFound or Configuration.</exception>
    public static EvidenceKey Read(string path, bool mustSign)
    {
        try
        {
            return EvidenceKey.Read(File.ReadAllText(path), path, mustSign);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PhoenixException(ErrorCode.NotFound, $"the key {path} cannot be read: {e.Message}", "name a file in PEM that holds an EC P-256 key", e);
        }
    }
}
