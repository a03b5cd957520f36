namespace Phoenix.Lab.S3;

/// <summary>The endpoint's port is in use by somebody else; nothing was started.</summary>
public sealed class PortTakenException : IOException
{
    /// <summary>Names the port.</summary>
    /// <param name="port">The port that was asked for.</param>
    /// <param name="inner">The socket's error.</param>
    public PortTakenException(int port, Exception inner)
        : base($"The S3 endpoint cannot listen on localhost:{port}: the port is taken. Choose another one, or 0 for a free one.", inner) => Port = port;

    /// <summary>The port that was asked for.</summary>
    public int Port { get; }
}
