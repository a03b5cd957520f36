namespace Phoenix.Ports;

/// <summary>
/// Makes sure that the old stack can no longer write anywhere. Killing a process group is not enough: backends and the
/// asynchronous archiver are sessions of their own.
/// </summary>
public interface IFence
{
    /// <summary>Stops every process of the stack in place, without killing it; returns when none can run.</summary>
    Task FreezeAsync(CancellationToken cancellationToken);

    /// <summary>Lets the stopped processes go on; for a wipe that destroyed nothing yet.</summary>
    void Thaw();

    /// <summary>Takes the stack's access to the repository away.</summary>
    /// <returns>True when no request with its credentials can change anything any more; false when credentials cannot be cut there.</returns>
    Task<bool> CutOffAsync(CancellationToken cancellationToken);
}
