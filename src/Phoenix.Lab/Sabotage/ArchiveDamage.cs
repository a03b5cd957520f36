using Phoenix.Errors;
using Phoenix.Lab.Local;
using Phoenix.Ports;
using Phoenix.Recovery;

namespace Phoenix.Lab.Sabotage;

/// <summary>Damages objects of a lab's repository.</summary>
/// <param name="lab">The lab.</param>
internal sealed class ArchiveDamage(LabStack lab)
{
    private string Prefix => lab.Repository.Location.KeyPrefix;

    /// <summary>Removes a segment from the archive.</summary>
    public async Task RemoveSegmentAsync(WalSegment segment, CancellationToken cancellationToken) =>
        await lab.Objects.DeleteAsync((await FindSegmentAsync(segment, cancellationToken)).Key, cancellationToken);

    /// <summary>
    /// Changes every byte of a segment's object from its middle to its end. A few changed bytes would leave to chance whether pgBackRest reports
    /// an error: they may decrypt and decompress to other bytes without one. With half of the compressed stream and the cipher's padding gone it always does.
    /// </summary>
    public async Task CorruptSegmentAsync(WalSegment segment, CancellationToken cancellationToken) =>
        await CorruptAsync(await FindSegmentAsync(segment, cancellationToken), cancellationToken);

    /// <summary>Changes the second half of the largest object of a backup, its manifest apart.</summary>
    public async Task CorruptBackupAsync(BackupSet backup, CancellationToken cancellationToken)
    {
        StoredObject? largest = null;
        await foreach (StoredObject o in lab.Objects.ListAsync($"{Prefix}backup/{lab.Repository.Location.Stanza}/{backup.Label}/", cancellationToken))
        {
            if (o.Key.Contains("/backup.manifest", StringComparison.Ordinal))
            {
                continue;
            }

            largest = largest is null || o.Size > largest.Size ? o : largest;
        }

        await CorruptAsync(largest ?? throw Missing($"backup {backup.Label}"), cancellationToken);
    }

    private async Task<StoredObject> FindSegmentAsync(WalSegment segment, CancellationToken cancellationToken)
    {
        await foreach (StoredObject o in lab.Objects.ListAsync($"{Prefix}archive/{lab.Repository.Location.Stanza}/", cancellationToken))
        {
            if (o.Key.Contains($"/{segment.Name}-", StringComparison.Ordinal))
            {
                return o;
            }
        }

        throw Missing($"segment {segment.Name}");
    }

    private async Task CorruptAsync(StoredObject stored, CancellationToken cancellationToken)
    {
        using MemoryStream content = new();
        await using (Stream source = await lab.Objects.OpenReadAsync(stored.Key, cancellationToken) ?? throw Missing(stored.Key))
        {
            await source.CopyToAsync(content, cancellationToken);
        }

        byte[] bytes = content.ToArray();
        foreach (ref byte b in bytes.AsSpan(bytes.Length / 2))
        {
            b ^= 0xFF;
        }

        await lab.Objects.PutAsync(stored.Key, bytes, PutCondition.None, cancellationToken);
    }

    private static PhoenixException Missing(string what) =>
        new(ErrorCode.Unexpected, $"the sabotage found nothing to break: {what} is not in the repository", "please report it");
}
