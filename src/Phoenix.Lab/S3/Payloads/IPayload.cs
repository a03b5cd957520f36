namespace Phoenix.Lab.S3.Payloads;

/// <summary>The bytes a request carries, freed from their transfer form.</summary>
internal interface IPayload : IDisposable
{
    /// <summary>Reads on; 0 at the end, and only when everything that was signed has been verified.</summary>
    ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancellation);

    /// <summary>Headers that came behind the payload, complete once <see cref="ReadAsync"/> gave 0.</summary>
    IReadOnlyDictionary<string, string> Trailers { get; }
}
