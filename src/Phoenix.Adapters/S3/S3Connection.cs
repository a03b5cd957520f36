using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Phoenix.Errors;

namespace Phoenix.Adapters.S3;

/// <summary>How every call to an endpoint is made: trust, bounds, and errors that name their cause.</summary>
internal sealed class S3Connection(S3Settings settings, S3Limits limits, TimeProvider time) : IDisposable
{
    private readonly PinnedHttpClientFactory _http = new(settings.CaFile, limits.Connect);

    // The SDK would silently correct a skewed clock; pgBackRest does not, so the restore would fail where the check had passed.
    static S3Connection() => AWSConfigs.CorrectForClockSkew = false;

    /// <summary>A client of the SDK; the caller disposes it, before the connection.</summary>
    public AmazonS3Client Open(int retries) => new(
        settings.SessionToken is string token
            ? new SessionAWSCredentials(settings.AccessKey, settings.SecretKey, token)
            : new BasicAWSCredentials(settings.AccessKey, settings.SecretKey),
        new AmazonS3Config
        {
            ServiceURL = $"https://{settings.Endpoint}",
            ForcePathStyle = settings.UriStyle == S3UriStyle.Path,
            AuthenticationRegion = settings.Region,
            HttpClientFactory = _http,
            Timeout = limits.Attempt,
            MaxErrorRetry = retries,
            RetryMode = RequestRetryMode.Standard,
            ThrottleRetries = false,
            AllowAutoRedirect = false,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });

    /// <summary>Makes one call within its bound.</summary>
    /// <exception cref="PhoenixException">As <see cref="Ports.IObjectStore"/>.</exception>
    public async Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(limits.Total, time);
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await call(bound.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException e)
        {
            throw S3Faults.Silence(settings, timeout.IsCancellationRequested ? limits.Total : limits.Attempt, e);
        }
        catch (Exception e) when (S3Faults.Translate(e, settings) is PhoenixException translated)
        {
            throw translated;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
