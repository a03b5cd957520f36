using Phoenix.Errors;

namespace Phoenix.Adapters.S3;

/// <summary>Compares this machine's clock with that of an S3 endpoint. No credentials are sent: every answer has a date, a refusal too.</summary>
/// <param name="settings">The endpoint.</param>
/// <param name="time">This machine's clock.</param>
public sealed class S3Clock(S3Settings settings, TimeProvider time)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    /// <summary>How far this machine is ahead, to about a second.</summary>
    /// <exception cref="PhoenixException">RepositoryUnavailable: no answer; NotFound: the answer has no date.</exception>
    public async Task<TimeSpan> ReadAheadAsync(CancellationToken cancellationToken)
    {
        using var factory = new PinnedHttpClientFactory(settings.CaFile, S3Limits.Default.Connect);
        using var timeout = new CancellationTokenSource(Bound, time);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Head, $"https://{settings.Endpoint}/");
        DateTimeOffset before = time.GetUtcNow();
        try
        {
            using HttpResponseMessage answer = await factory.CreateHttpClient(null!).SendAsync(request, bound.Token).ConfigureAwait(false);
            DateTimeOffset middle = before + ((time.GetUtcNow() - before) / 2);
            return answer.Headers.Date is DateTimeOffset there
                ? middle - there
                : throw new PhoenixException(ErrorCode.NotFound, $"{settings.Endpoint} tells no time", "compare the clocks by hand");
        }
        catch (HttpRequestException e)
        {
            throw new PhoenixException(ErrorCode.RepositoryUnavailable, $"{settings.Endpoint} does not answer: {e.InnerException?.Message ?? e.Message}", "check name, network, and the certificate's authority (caFile)", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // A connection that does not come about in time ends so, too, long before the bound.
            string within = timeout.IsCancellationRequested ? $" within {Bound.TotalSeconds:0} s" : " in time";
            throw new PhoenixException(ErrorCode.RepositoryUnavailable, $"{settings.Endpoint} does not answer{within}", "check name and network", e);
        }
    }
}
