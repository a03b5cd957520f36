using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Phoenix.Adapters.Processes;
using Phoenix.Diagnosis;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Recovery;

namespace Phoenix.Adapters.PgBackRest;

/// <summary>
/// A repository seen from outside of the stack: pgBackRest with a configuration of its own, and the bucket's listing. Where a stanza has
/// held several clusters (<c>15-1</c>, <c>15-2</c>), the one with the highest number, its present one, is read; the listing names it.
/// Segments are fetched with <c>repo-get</c>, because <c>archive-get</c> wants a data directory, and compared with the SHA-1 in their names.
/// </summary>
/// <param name="location">Where it is.</param>
/// <param name="bucket">The bucket.</param>
/// <param name="tool">pgBackRest with the configuration that the restore will use.</param>
/// <param name="runner">Runs decompression tools.</param>
public sealed class PgBackRestRepository(RepositoryLocation location, IObjectListing bucket, PgBackRestTool tool, ToolRunner runner) : IRepository
{
    private const int MostAttempts = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>A fault that took longer was retried by pgBackRest.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(4);

    private readonly WalCompression _compression = new(runner);
    private ArchiveKeys? _known;

    /// <inheritdoc/>
    public RepositoryLocation Location => location;

    private string ArchivePrefix => $"{location.KeyPrefix}archive/{location.Stanza}/";

    /// <inheritdoc/>
    public Task<RepositoryInfo> ReadInfoAsync(CancellationToken cancellationToken) => tool.ReadInfoAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<ArchiveListing> ListArchiveAsync(CancellationToken cancellationToken) =>
        (await ReadKeysAsync(cancellationToken))?.ToListing()
        ?? new ArchiveListing("", new Dictionary<string, IReadOnlyList<string>>(), [], []);

    /// <inheritdoc/>
    public async Task<string> DigestListingAsync(CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await foreach (StoredObject o in bucket.ListAsync(location.KeyPrefix, cancellationToken))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{o.Key}\0{o.Size}\0{o.ETag}\n")));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    /// <exception cref="PhoenixException">Also ToolFailed: the segment is damaged, or stored twice with different content.</exception>
    public async Task<string?> FetchSegmentAsync(WalSegment segment, string directory, CancellationToken cancellationToken)
    {
        // The segment may be younger than the listing that is remembered.
        IReadOnlyDictionary<string, string>? stored = _known?.Stored(segment.Name);
        if (stored is not { Count: 1 })
        {
            stored = (await ReadKeysAsync(cancellationToken))?.Stored(segment.Name);
        }

        if (stored is not { Count: > 0 })
        {
            return null;
        }

        if (stored.Count > 1)
        {
            throw new PhoenixException(ErrorCode.ToolFailed, $"segment {segment} is stored {stored.Count} times with different content", "Two clusters archived to this stanza: find out which history is real before anything is restored.");
        }

        (string sha1, string path) = stored.First();
        byte[] content = await ReadAsync($"archive/{location.Stanza}/{path}", cancellationToken);
        byte[] plain;
        try
        {
            plain = await _compression.DecompressAsync(path, content, checked((int)segment.Size), cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(path, e.Message, e);
        }

        // pgBackRest names segments by their SHA-1; it is compared here, not relied upon for security.
#pragma warning disable CA5350
        string actual = Convert.ToHexStringLower(SHA1.HashData(plain));
#pragma warning restore CA5350
        if (actual != sha1)
        {
            throw Damaged(path, $"its SHA-1 is {actual}");
        }

        string file = Path.Combine(directory, segment.Name);
        string draft = file + ".new";
        await File.WriteAllBytesAsync(draft, plain, cancellationToken);
        File.Move(draft, file, overwrite: true);
        return Convert.ToHexStringLower(SHA256.HashData(plain));
    }

    /// <inheritdoc/>
    public async Task<TimelineHistory?> ReadHistoryAsync(uint timeline, CancellationToken cancellationToken)
    {
        ArchiveKeys? keys = await ReadKeysAsync(cancellationToken);
        if (keys is null || !keys.ToListing().Histories.Contains(timeline))
        {
            return null;
        }

        string path = $"archive/{location.Stanza}/{keys.Id}/{TimelineHistory.FileName(timeline)}";
        byte[] content = await ReadAsync(path, cancellationToken);
        try
        {
            return TimelineHistory.Parse(timeline, Encoding.UTF8.GetString(content));
        }
        catch (FormatException e)
        {
            throw Damaged(path, e.Message, e);
        }
    }

    // pgBackRest itself retries what is refused and what is silent, but not a connection that is reset in the middle of a body.
    private async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            long start = Stopwatch.GetTimestamp();
            try
            {
                using MemoryStream content = new();
                await tool.CopyFileAsync(path, content, cancellationToken);
                return content.ToArray();
            }
            catch (PhoenixException e) when (e.Code == ErrorCode.RepositoryUnavailable && KnownCause.Permanent(e.Message) is null && attempt < MostAttempts && Stopwatch.GetElapsedTime(start) < AtOnce)
            {
                await Task.Delay(Pause * attempt, cancellationToken);
            }
        }
    }

    private static PhoenixException Damaged(string path, string what, Exception? inner = null) => new(
        ErrorCode.ToolFailed,
        $"'{path}' in the repository is damaged: {what}",
        "A restore that needs it would stop there: restore the object from a version or replica of the bucket, or take a new full backup.",
        inner);

    private async Task<ArchiveKeys?> ReadKeysAsync(CancellationToken cancellationToken)
    {
        List<string> paths = [];
        string prefix = ArchivePrefix;
        await foreach (StoredObject o in bucket.ListAsync(prefix, cancellationToken))
        {
            paths.Add(o.Key[prefix.Length..]);
        }

        return _known = ArchiveKeys.Newest(paths);
    }
}
