using Phoenix.Ports;

namespace Phoenix.Lab.S3;

/// <summary>Where the lab's S3 endpoint keeps its data and where it listens.</summary>
public sealed record S3EndpointOptions
{
    /// <summary>Folder for data, keys and certificates; made when missing. One endpoint at a time may own it.</summary>
    public required string Directory { get; init; }

    /// <summary>TCP port on the loopback addresses; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The only region that requests may be signed for.</summary>
    public string Region { get; init; } = "phoenix-lab-1";

    /// <summary>What it makes of conditional puts; tests have it do what other endpoints do.</summary>
    public ConditionalPuts ConditionalPuts { get; init; } = ConditionalPuts.Kept;

    /// <summary>Whether it takes uploads in <c>aws-chunked</c> form; some endpoints do not.</summary>
    public bool TakesChunkedUploads { get; init; } = true;
}
