namespace Phoenix.Lab.S3.Keys;

/// <summary>
/// A known access key. Everything that changes stored data happens between <see cref="EnterCommit"/> and the end of
/// what it gave; a revocation closes the entrance, then waits until nobody is inside.
/// </summary>
internal sealed class KeyEntry(AccessKey key, bool isAdmin)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inside;
    private bool _revoked;

    public AccessKey Key { get; } = key;

    public bool IsAdmin { get; } = isAdmin;

    /// <summary>Begins a change in this key's name.</summary>
    /// <exception cref="S3Exception">The key was revoked after the request had been let in.</exception>
    public IDisposable EnterCommit()
    {
        lock (_lock)
        {
            if (_revoked)
            {
                throw new S3Exception(S3Error.InvalidAccessKeyId, null, ("AWSAccessKeyId", Key.Id));
            }
            _inside++;
        }
        return new Commit(this);
    }

    /// <summary>Ends when no change in this key's name is under way and none can begin.</summary>
    public Task RevokeAsync()
    {
        lock (_lock)
        {
            _revoked = true;
            if (_inside == 0)
            {
                _drained.TrySetResult();
            }
        }
        return _drained.Task;
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_inside == 0 && _revoked)
            {
                _drained.TrySetResult();
            }
        }
    }

    private sealed class Commit(KeyEntry entry) : IDisposable
    {
        private bool _left;

        public void Dispose()
        {
            if (!_left)
            {
                _left = true;
                entry.Leave();
            }
        }
    }
}
