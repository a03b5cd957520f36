using Phoenix.Proof;

namespace Phoenix.Ports;

/// <summary>One client connection that moves money and adds the ledger row, in one transaction a call.</summary>
public interface IProofWriter : IAsyncDisposable
{
    /// <summary>
    /// Runs one transfer and says truthfully how it ended. Does not throw for database or connection errors: they are the outcome. After anything but
    /// an acknowledgement the next call works on a fresh connection. A cancelled token means: do not start; a transfer under way is finished.
    /// </summary>
    ValueTask<TransferOutcome> TransferAsync(Guid run, int cycle, Attempt attempt, CancellationToken cancellationToken);
}
