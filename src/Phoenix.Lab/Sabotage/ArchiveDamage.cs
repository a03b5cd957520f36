using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Phoenix.Errors;
using Phoenix.Lab.Local;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Lab.Sabotage;

/// <summary>Damages objects of a lab's repository.</summary>
/// <param name="lab">The lab.</param>
internal sealed partial class ArchiveDamage(LabStack lab)
{
    private string Prefix => lab.Repository.Location.KeyPrefix;

    private string Archive => $"{Prefix}archive/{lab.Repository.Location.Stanza}/";

    /// <summary>Removes a segment from the archive.</summary>
    public async Task RemoveSegmentAsync(WalSegment segment, CancellationToken cancellationToken) =>
        await lab.Objects.DeleteAsync((await FindSegmentAsync(segment, cancellationToken)).Key, cancellationToken);

    /// <summary>
    /// Changes every byte of a segment's object from its middle to its end. A few changed bytes would leave to chance whether pgBackRest reports
    /// an error: they may decrypt and decompress to other bytes without one. With half of the compressed stream and the cipher's padding gone it always does.
    /// </summary>
    public async Task CorruptSegmentAsync(WalSegment segment, CancellationToken cancellationToken) =>
        await CorruptAsync(await FindSegmentAsync(segment, cancellationToken), cancellationToken);

    /// <summary>Replaces a segment by one that is whole for pgBackRest, its checksum included, and holds nothing but zeros from <paramref name="end"/> on.</summary>
    public async Task EndSegmentEarlyAsync(WalSegment segment, Lsn end, string directory, CancellationToken cancellationToken)
    {
        StoredObject stored = await FindSegmentAsync(segment, cancellationToken);
        byte[] plain = await FetchAsync(segment, directory, cancellationToken);
        plain.AsSpan((int)(end.Value - segment.Start.Value)).Clear();

        // The new one first: a crash between the two leaves both, which a gate finds, and never a hole that this sabotage did not mean.
        await PutSegmentAsync(segment.Name, plain, cancellationToken);
        await lab.Objects.DeleteAsync(stored.Key, cancellationToken);
    }

    /// <summary>Archives what a server archives that was promoted from the same data: the history of a timeline that forks where the witness ends, and its first segment.</summary>
    public async Task ArchiveAsSecondWriterAsync(Witness witness, string directory, CancellationToken cancellationToken)
    {
        WalSegment.TryParse(witness.LastSegment, witness.SegmentSize, out WalSegment last);
        WalSegment first = last with { Timeline = witness.Timeline + 1, Number = last.Number + 1 };
        string history = string.Create(CultureInfo.InvariantCulture, $"{witness.Timeline}\t{last.End}\tno recovery target specified\n");
        string id = (await lab.Repository.ListArchiveAsync(cancellationToken)).ArchiveId;
        RepositoryCipher cipher = await OpenCipherAsync(cancellationToken);
        await lab.Objects.PutAsync($"{Archive}{id}/{TimelineHistory.FileName(first.Timeline)}", cipher.Encrypt(Encoding.ASCII.GetBytes(history)), PutCondition.None, cancellationToken);
        await PutSegmentAsync(first.Name, await FetchAsync(last, directory, cancellationToken), cancellationToken);
    }

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
        await foreach (StoredObject o in lab.Objects.ListAsync(Archive, cancellationToken))
        {
            if (o.Key.Contains($"/{segment.Name}-", StringComparison.Ordinal))
            {
                return o;
            }
        }

        throw Missing($"segment {segment.Name}");
    }

    private async Task<byte[]> FetchAsync(WalSegment segment, string directory, CancellationToken cancellationToken)
    {
        _ = await lab.Repository.FetchSegmentAsync(segment, directory, cancellationToken) ?? throw Missing($"segment {segment.Name}");
        return await File.ReadAllBytesAsync(Path.Combine(directory, segment.Name), cancellationToken);
    }

    // Without an extension pgBackRest takes a segment for one that is not compressed.
    private async Task PutSegmentAsync(string name, byte[] plain, CancellationToken cancellationToken)
    {
#pragma warning disable CA5350 // pgBackRest names segments by it
        string sha1 = Convert.ToHexStringLower(SHA1.HashData(plain));
#pragma warning restore CA5350
        string id = (await lab.Repository.ListArchiveAsync(cancellationToken)).ArchiveId;
        RepositoryCipher cipher = await OpenCipherAsync(cancellationToken);
        await lab.Objects.PutAsync($"{Archive}{id}/{name[..16]}/{name}-{sha1}", cipher.Encrypt(plain), PutCondition.None, cancellationToken);
    }

    // The owner's passphrase opens archive.info, which holds the one of the archive.
    private async Task<RepositoryCipher> OpenCipherAsync(CancellationToken cancellationToken)
    {
        string owners = lab.Site.Credentials.Outside.CipherPassphrase ?? throw Missing("a passphrase");
        string info = Encoding.UTF8.GetString(new RepositoryCipher(owners).Decrypt(await ReadAsync(Archive + "archive.info", cancellationToken)));
        return new RepositoryCipher(CipherPass().Match(info) is { Success: true } found ? found.Groups[1].Value : throw Missing("the archive's passphrase"));
    }

    private async Task<byte[]> ReadAsync(string key, CancellationToken cancellationToken)
    {
        using MemoryStream content = new();
        await using (Stream source = await lab.Objects.OpenReadAsync(key, cancellationToken) ?? throw Missing(key))
        {
            await source.CopyToAsync(content, cancellationToken);
        }

        return content.ToArray();
    }

    private async Task CorruptAsync(StoredObject stored, CancellationToken cancellationToken)
    {
        byte[] bytes = await ReadAsync(stored.Key, cancellationToken);
        foreach (ref byte b in bytes.AsSpan(bytes.Length / 2))
        {
            b ^= 0xFF;
        }

        await lab.Objects.PutAsync(stored.Key, bytes, PutCondition.None, cancellationToken);
    }

    private static PhoenixException Missing(string what) =>
        new(ErrorCode.Unexpected, $"the sabotage found nothing to break: {what} is not in the repository", "please report it");

    [GeneratedRegex("^cipher-pass=\"([^\"]+)\"$", RegexOptions.Multiline)]
    private static partial Regex CipherPass();
}
