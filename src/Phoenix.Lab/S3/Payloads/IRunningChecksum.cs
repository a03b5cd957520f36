namespace Phoenix.Lab.S3.Payloads;

/// <summary>A checksum being computed over a stream.</summary>
internal interface IRunningChecksum : IDisposable
{
    void Append(ReadOnlySpan<byte> data);

    byte[] Finish();
}
