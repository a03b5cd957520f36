using System.Globalization;
using System.Text.Json;
using Phoenix.Errors;
using Phoenix.Journal;
using Phoenix.Ports;

namespace Phoenix.Rebirths;

/// <summary>
/// Lets one command at a time work on the stacks of a repository, also from two machines: an object beside the repository, put on condition, with holder and
/// expiry. It is renewed while the command runs and expires when that dies. The machines' clocks are not trusted: one that looks expired is watched for
/// longer than a holder waits between two renewals before it is taken.
/// </summary>
public sealed class RepositoryLock : IAsyncDisposable
{
    /// <summary>How long it lives without being renewed.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(90);

    /// <summary>How often it is renewed.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(20);

    private readonly IObjectStore _objects;
    private readonly string _key;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _done = new();
    private Task _renewing = Task.CompletedTask;
    private LockHolder _holder;
    private string _tag;

    private RepositoryLock(IObjectStore objects, string key, LockHolder holder, string tag, TimeProvider time)
    {
        _objects = objects;
        _key = key;
        _holder = holder;
        _tag = tag;
        _time = time;
    }

    /// <summary>Cancelled when the lock was lost: nothing that cannot be undone may be begun any more.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Takes the lock, or says who has it.</summary>
    /// <param name="objects">The bucket; its conditional puts hold.</param>
    /// <param name="at">The repository.</param>
    /// <param name="who">The person and the machine.</param>
    /// <param name="stack">Name of the stack.</param>
    /// <param name="command">What is to be done.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PhoenixException">Locked, with holder and expiry.</exception>
    public static async Task<RepositoryLock> TakeAsync(
        IObjectStore objects, RepositoryLocation at, string who, string stack, string command, TimeProvider time, CancellationToken cancellationToken)
    {
        string key = $"{at.PhoenixPrefix}{at.Name}/lock/{at.Stanza}.json";
        DateTimeOffset now = time.GetUtcNow();
        var holder = new LockHolder(who, stack, command, Guid.NewGuid(), now, now + Lease);
        string? tag = await objects.PutAsync(key, Serialize(holder), new PutCondition(IfAbsent: true), cancellationToken)
            ?? await TakeExpiredAsync(objects, key, holder, time, cancellationToken);
        if (tag is null)
        {
            LockHolder? other = await ReadAsync(objects, key, cancellationToken);
            throw new PhoenixException(
                ErrorCode.Locked,
                other is null
                    ? "another Phoenix has just let go of this repository's lock, or has just taken it"
                    : string.Create(CultureInfo.InvariantCulture, $"{other.Who} works on this repository: {other.Command} of stack '{other.Stack}', since {other.TakenAt:u}"),
                other is null ? "run again" : string.Create(CultureInfo.InvariantCulture, $"wait for it to end; if it died, the lock expires at {other.ExpiresAt:u}"));
        }

        var taken = new RepositoryLock(objects, key, holder, tag, time);
        taken._renewing = taken.RenewAsync();
        return taken;
    }

    /// <summary>Lets go.</summary>
    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        await _renewing;
        if (!_lost.IsCancellationRequested)
        {
            try
            {
                if (await ReadAsync(_objects, _key, CancellationToken.None) is { } present && present.Nonce == _holder.Nonce)
                {
                    await _objects.DeleteAsync(_key, CancellationToken.None);
                }
            }
            catch (PhoenixException e) when (e.Code is ErrorCode.RepositoryUnavailable or ErrorCode.RepositoryDenied)
            {
                // It expires by itself; the command's own result must not be lost to it.
            }
        }

        _lost.Dispose();
        _done.Dispose();
    }

    private static async Task<string?> TakeExpiredAsync(IObjectStore objects, string key, LockHolder holder, TimeProvider time, CancellationToken cancellationToken)
    {
        StoredObject? before = await objects.HeadAsync(key, cancellationToken);
        LockHolder? other = await ReadAsync(objects, key, cancellationToken);
        if (before is null || other is null || time.GetUtcNow() < other.ExpiresAt)
        {
            return null;
        }

        await Task.Delay(Renewal * 1.5, time, cancellationToken);
        StoredObject? after = await objects.HeadAsync(key, cancellationToken);
        if (after is not null && after.ETag != before.ETag)
        {
            return null;
        }

        DateTimeOffset now = time.GetUtcNow();
        return await objects.PutAsync(key, Serialize(holder with { TakenAt = now, ExpiresAt = now + Lease }), after is null ? new PutCondition(IfAbsent: true) : new PutCondition(IfETag: before.ETag), cancellationToken);
    }

    private async Task RenewAsync()
    {
        long renewed = _time.GetTimestamp();
        try
        {
            while (true)
            {
                await Task.Delay(Renewal, _time, _done.Token);
                LockHolder next = _holder with { ExpiresAt = _time.GetUtcNow() + Lease };
                try
                {
                    string? tag = await _objects.PutAsync(_key, Serialize(next), new PutCondition(IfETag: _tag), _done.Token);
                    tag ??= await FindOwnAsync();
                    if (tag is null)
                    {
                        break;
                    }

                    (_holder, _tag, renewed) = (next, tag, _time.GetTimestamp());
                }
                catch (PhoenixException e) when (e.Code is ErrorCode.RepositoryUnavailable or ErrorCode.RepositoryDenied && _time.GetElapsedTime(renewed) < Lease)
                {
                    // Still ours until it expires; the next renewal may get through.
                }
            }
        }
        catch (OperationCanceledException) when (_done.IsCancellationRequested)
        {
            return;
        }
        catch (PhoenixException)
        {
            // Not renewed for a whole lease: somebody else may have it by now.
        }

        await _lost.CancelAsync();
    }

    // A renewal whose answer was lost has changed the tag: what is stored is still this holding.
    private async Task<string?> FindOwnAsync() =>
        await _objects.HeadAsync(_key, _done.Token) is { } present && await ReadAsync(_objects, _key, _done.Token) is { } stored && stored.Nonce == _holder.Nonce
            ? present.ETag
            : null;

    private static byte[] Serialize(LockHolder holder) => JsonSerializer.SerializeToUtf8Bytes(holder, JournalJson.Default.LockHolder);

    private static async Task<LockHolder?> ReadAsync(IObjectStore objects, string key, CancellationToken cancellationToken)
    {
        await using Stream? stored = await objects.OpenReadAsync(key, cancellationToken);
        try
        {
            return stored is null ? null : await JsonSerializer.DeserializeAsync(stored, JournalJson.Default.LockHolder, cancellationToken);
        }
        catch (JsonException e)
        {
            throw new PhoenixException(ErrorCode.RecordDamaged, $"the object {key} is no lock: {e.Message}", "look at who wrote it, and remove it once nobody works on this repository", e);
        }
    }
}
