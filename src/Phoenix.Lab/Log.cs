using Microsoft.Extensions.Logging;

namespace Phoenix.Lab;

/// <summary>Everything the lab logs. Secrets are no parameters here.</summary>
internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "S3 endpoint listens on https://localhost:{Port}")]
    public static partial void S3EndpointStarted(ILogger logger, int port);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} {Path} -> {Status} for {AccessKey}")]
    public static partial void S3RequestServed(ILogger logger, string method, string path, int status, string accessKey);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} {Path} -> {Status} {Code}: {Reason}")]
    public static partial void S3RequestRefused(ILogger logger, string method, string path, int status, string code, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "S3 request {RequestId} was given up by its client")]
    public static partial void S3RequestAborted(ILogger logger, string requestId);

    [LoggerMessage(Level = LogLevel.Error, Message = "S3 request {RequestId} failed inside the endpoint")]
    public static partial void S3RequestBroken(ILogger logger, Exception exception, string requestId);
}
