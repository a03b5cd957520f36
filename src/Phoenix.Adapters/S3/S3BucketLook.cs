using System.Globalization;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Phoenix.Checks;
using Phoenix.Errors;
using Phoenix.Ports;

namespace Phoenix.Adapters.S3;

/// <summary>A bucket as a check looks at it: folders, lifecycle rules, versioning, other buckets. Nothing here writes.</summary>
public sealed class S3BucketLook : IFolderListing, IDisposable
{
    private const int MostBuckets = 20;
    private readonly S3Settings _settings;
    private readonly S3Connection _connection;
    private readonly AmazonS3Client _client;

    /// <summary>Makes it; nothing is sent yet.</summary>
    /// <param name="settings">Endpoint, bucket and credentials.</param>
    /// <param name="time">Clock for the bounds.</param>
    /// <exception cref="PhoenixException">Configuration: the CA file cannot be read.</exception>
    public S3BucketLook(S3Settings settings, TimeProvider time)
    {
        _settings = settings;
        _connection = new S3Connection(settings, S3Limits.Default, time);
        _client = _connection.Open(S3Limits.Default.Retries);
    }

    private string Where => $"bucket '{_settings.Bucket}' at {_settings.Endpoint}";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListFoldersAsync(string folder, CancellationToken cancellationToken)
    {
        ListObjectsV2Request request = new() { BucketName = _settings.Bucket, Prefix = folder, Delimiter = "/" };
        ListObjectsV2Response page = await _connection.CallAsync(t => _client.ListObjectsV2Async(request, t), cancellationToken);
        return [.. (page.CommonPrefixes ?? []).Select(p => p[folder.Length..].TrimEnd('/'))];
    }

    /// <inheritdoc/>
    public async Task<bool> ExistsAsync(string key, CancellationToken cancellationToken)
    {
        ListObjectsV2Request request = new() { BucketName = _settings.Bucket, Prefix = key, MaxKeys = 1 };
        ListObjectsV2Response page = await _connection.CallAsync(t => _client.ListObjectsV2Async(request, t), cancellationToken);
        return (page.S3Objects ?? []).Any(o => o.Key == key);
    }

    /// <summary>Other buckets that these credentials see; none where they may not list them, which is what a key for one bucket may do.</summary>
    public async Task<IReadOnlyList<string>> ListOtherBucketsAsync(CancellationToken cancellationToken)
    {
        try
        {
            ListBucketsResponse all = await _connection.CallAsync(t => _client.ListBucketsAsync(t), cancellationToken);
            return [.. (all.Buckets ?? []).Select(b => b.BucketName).Where(n => n != _settings.Bucket).Take(MostBuckets)];
        }
        catch (PhoenixException e) when (e.Code is ErrorCode.RepositoryDenied or ErrorCode.RepositoryUnavailable)
        {
            return [];
        }
    }

    /// <summary>Whether the bucket keeps old versions of its objects.</summary>
    /// <exception cref="PhoenixException">NotFound: the endpoint does not know the question; RepositoryDenied, RepositoryUnavailable.</exception>
    public Task<bool> IsVersionedAsync(CancellationToken cancellationToken) => AskAsync(
        "whether it keeps old versions", "s3:GetBucketVersioning",
        async t => (await _client.GetBucketVersioningAsync(new GetBucketVersioningRequest { BucketName = _settings.Bucket }, t)).VersioningConfig?.Status == VersionStatus.Enabled,
        cancellationToken);

    /// <summary>The bucket's lifecycle rules that are switched on.</summary>
    /// <exception cref="PhoenixException">NotFound: the endpoint does not know the question; RepositoryDenied, RepositoryUnavailable.</exception>
    public Task<IReadOnlyList<BucketRule>> ReadLifecycleAsync(CancellationToken cancellationToken) => AskAsync<IReadOnlyList<BucketRule>>(
        "which lifecycle rules it has", "s3:GetLifecycleConfiguration",
        async t =>
        {
            try
            {
                GetLifecycleConfigurationResponse answer = await _client.GetLifecycleConfigurationAsync(new GetLifecycleConfigurationRequest { BucketName = _settings.Bucket }, t);
                return [.. (answer.Configuration?.Rules ?? []).Where(r => r.Status != LifecycleRuleStatus.Disabled).Select(Of)];
            }
            catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchLifecycleConfiguration")
            {
                return [];
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _connection.Dispose();
    }

    // Endpoints other than AWS know some of these questions only: that is an answer about the endpoint, not about the repository.
    private Task<T> AskAsync<T>(string what, string right, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken) => _connection.CallAsync(
        async t =>
        {
            try
            {
                return await ask(t);
            }
            catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.NotImplemented or HttpStatusCode.MethodNotAllowed || e.ErrorCode is "NotImplemented" or "MethodNotAllowed")
            {
                throw new PhoenixException(ErrorCode.NotFound, $"{Where} does not tell {what}: {e.ErrorCode}", "ask who runs the endpoint", e);
            }
            catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.Forbidden)
            {
                throw new PhoenixException(ErrorCode.RepositoryDenied, $"{Where} may not be asked {what}: {e.ErrorCode}", $"let the key ask ({right})", e);
            }
        },
        cancellationToken);

    private static BucketRule Of(Amazon.S3.Model.LifecycleRule rule)
    {
        List<string> limits = [];
        bool tagged = false;
        string? prefix = Prefix(rule);
        switch (rule.Filter?.LifecycleFilterPredicate)
        {
            case LifecyclePrefixPredicate p:
                prefix = p.Prefix;
                break;
            case LifecycleAndOperator and:
                foreach (LifecycleFilterPredicate operand in and.Operands ?? [])
                {
                    prefix = operand is LifecyclePrefixPredicate p ? p.Prefix : prefix;
                    tagged |= Limit(operand, limits);
                }

                break;
            case { } other:
                tagged = Limit(other, limits);
                break;
            default:
                break;
        }

        if (rule.Filter?.And is { } both)
        {
            prefix = both.Prefix ?? prefix;
            tagged |= both.Tags is { Count: > 0 };
        }

        prefix = rule.Filter?.Prefix ?? prefix;
        tagged |= rule.Filter?.Tag is not null;
        if (tagged && limits.Count == 0)
        {
            limits.Add("tagged objects");
        }

        LifecycleTransition[] frozen = [.. (rule.Transitions ?? []).Where(x => x.StorageClass == S3StorageClass.Glacier || x.StorageClass == S3StorageClass.DeepArchive)];
        return new BucketRule(string.IsNullOrEmpty(rule.Id) ? "without a name" : rule.Id, prefix ?? "", limits.Count == 0 ? null : string.Join(", ", limits))
        {
            Removes = Removes(rule.Expiration),
            Freezes = frozen.Length == 0 ? null : $"moves objects to {frozen[0].StorageClass.Value}, from where they cannot be read at once{When(frozen[0].Days, frozen[0].Date)}",
            NeedsTag = tagged,
        };
    }

#pragma warning disable CS0618 // Endpoints still answer with the prefix where older rules have it.
    private static string? Prefix(Amazon.S3.Model.LifecycleRule rule) => rule.Prefix;
#pragma warning restore CS0618

    private static string? Removes(LifecycleRuleExpiration? e) => e is null || (e.Days is null or 0 && e.Date is null) ? null : $"removes objects{When(e.Days, e.Date)}";

    private static string When(int? days, DateTime? date) =>
        date is DateTime d ? string.Create(CultureInfo.InvariantCulture, $" on {d:yyyy-MM-dd}") : string.Create(CultureInfo.InvariantCulture, $" {days ?? 0} days after they were written");

    private static bool Limit(LifecycleFilterPredicate predicate, List<string> limits)
    {
        switch (predicate)
        {
            case LifecycleTagPredicate tag:
                limits.Add($"objects with the tag {tag.Tag?.Key}");
                return true;
            case LifecycleObjectSizeGreaterThanPredicate larger:
                limits.Add(string.Create(CultureInfo.InvariantCulture, $"objects larger than {larger.ObjectSizeGreaterThan} bytes"));
                return false;
            case LifecycleObjectSizeLessThanPredicate smaller:
                limits.Add(string.Create(CultureInfo.InvariantCulture, $"objects smaller than {smaller.ObjectSizeLessThan} bytes"));
                return false;
            default:
                return false;
        }
    }
}
