namespace Phoenix.Ports;

/// <summary>Append-only file of one writer. What was appended survives the death of this process at any later instruction.</summary>
public interface ILedgerLog : IDisposable
{
    /// <summary>Hands the whole record to the operating system before returning (unbuffered).</summary>
    void Append(ReadOnlySpan<byte> record);
}
