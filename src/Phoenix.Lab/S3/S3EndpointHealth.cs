namespace Phoenix.Lab.S3;

/// <summary>Which process answers as the endpoint.</summary>
/// <param name="Pid">Its process id.</param>
/// <param name="StartedAt">When the endpoint was started, UTC.</param>
/// <param name="Version">Version of the program.</param>
public sealed record S3EndpointHealth(int Pid, DateTimeOffset StartedAt, string Version);
