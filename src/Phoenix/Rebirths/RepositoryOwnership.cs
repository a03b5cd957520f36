using System.Text;
using Phoenix.Drills;
using Phoenix.Errors;
using Phoenix.Ports;

namespace Phoenix.Rebirths;

/// <summary>Says which stack a repository belongs to, by an object beside it: a stack restores from and archives to its own repository only.</summary>
/// <param name="objects">The bucket.</param>
/// <param name="at">The repository.</param>
/// <param name="name">The stack's identity.</param>
/// <param name="kind">What the stack is called in messages: <c>lab</c>, <c>stack</c>.</param>
public sealed class RepositoryOwnership(IObjectStore objects, RepositoryLocation at, string name, string kind = "lab")
{
    private string Key => $"{at.PhoenixPrefix}{at.Name}/owner/{at.Stanza}";

    // Holds the owner's name from the moment when its stack was shown to be gone until it is raised again.
    private string ReleaseKey => $"{at.PhoenixPrefix}{at.Name}/released/{at.Stanza}";

    /// <summary>Whether the repository is this stack's. One that is to be raised from it is not released any more.</summary>
    public async Task<bool> IsOursAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(Key, cancellationToken) != name)
        {
            return false;
        }

        // Looked for first: a credential need not be able to delete where there is nothing to delete.
        if (await objects.HeadAsync(ReleaseKey, cancellationToken) is not null)
        {
            await objects.DeleteAsync(ReleaseKey, cancellationToken);
        }

        return true;
    }

    /// <summary>Whose the repository is; nothing is changed.</summary>
    public async Task<RepositoryStanding> ReadStandingAsync(CancellationToken cancellationToken)
    {
        string? owner = await ReadAsync(Key, cancellationToken);
        return new RepositoryStanding(owner == name, owner, owner is not null && await ReadAsync(ReleaseKey, cancellationToken) == owner);
    }

    /// <summary>Puts down that this stack was shown to be gone.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(Key, cancellationToken) == name)
        {
            await objects.PutAsync(ReleaseKey, Encoding.UTF8.GetBytes(name), PutCondition.None, cancellationToken);
        }
    }

    /// <summary>Makes the repository of another stack this one's, once that one is known to be dead.</summary>
    /// <param name="fenced">Whether a person states that it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whose it was.</returns>
    /// <exception cref="PhoenixException">RebirthRefused: nobody has shown or stated that it is dead; or a third one was faster.</exception>
    public async Task<string> TakeOverAsync(bool fenced, CancellationToken cancellationToken)
    {
        string? owner = await ReadAsync(Key, cancellationToken);
        if (!fenced && (owner is null || await ReadAsync(ReleaseKey, cancellationToken) != owner))
        {
            throw new PhoenixException(
                ErrorCode.RebirthRefused,
                $"the repository {at.Bucket}{at.Path} already holds stanza {at.Stanza}, which this {kind} did not make{(owner is null ? "" : $": it is that of {owner}, whose stack was not shown to be gone")}",
                $"point the {kind} at an empty path. To let this stack be reborn from it, wipe the other one with 'phoenix wipe'; or, once you have made sure that it can never write again, state that with --fenced");
        }

        StoredObject? present = await objects.HeadAsync(Key, cancellationToken);
        byte[] mine = Encoding.UTF8.GetBytes(name);
        try
        {
            await objects.PutAsync(Key, mine, present is null ? new PutCondition(IfAbsent: true) : new PutCondition(IfETag: present.ETag), cancellationToken);
        }
        catch (NotSupportedException) when (!cancellationToken.IsCancellationRequested)
        {
            // No conditional puts there: the last name stays, and it is read again before anything is published.
            await objects.PutAsync(Key, mine, PutCondition.None, cancellationToken);
        }

        await ConfirmAsync(cancellationToken);
        return owner ?? "a stack without a name";
    }

    /// <summary>Puts the stack's name on the repository before anything is made for it.</summary>
    /// <exception cref="PhoenixException">RebirthRefused: another stack was first.</exception>
    public async Task ClaimAsync(CancellationToken cancellationToken)
    {
        // Not taken on trust: an endpoint that ignores the condition would let a second stack write its name over the first one's.
        ConditionalPuts puts = await new ConditionalPutTrial(objects, at).RunAsync(cancellationToken);
        byte[] mine = Encoding.UTF8.GetBytes(name);
        if (puts == ConditionalPuts.Kept)
        {
            await objects.PutAsync(Key, mine, new PutCondition(IfAbsent: true), cancellationToken);
        }
        else if (await objects.HeadAsync(Key, cancellationToken) is null)
        {
            // Two stacks made in the same moment can both get here; the last name stays, and both read it again before they publish.
            await objects.PutAsync(Key, mine, PutCondition.None, cancellationToken);
        }

        await ConfirmAsync(cancellationToken);
    }

    /// <summary>Looks that the repository is still this stack's.</summary>
    /// <exception cref="PhoenixException">RebirthRefused: it is another stack's.</exception>
    public async Task ConfirmAsync(CancellationToken cancellationToken)
    {
        if (!await IsOursAsync(cancellationToken))
        {
            throw new PhoenixException(
                ErrorCode.RebirthRefused,
                $"the repository {at.Bucket}{at.Path} belongs to another {kind}",
                $"point this {kind} at an empty path; an existing repository is never taken over");
        }
    }

    private async Task<string?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        await using Stream? stored = await objects.OpenReadAsync(key, cancellationToken);
        if (stored is null)
        {
            return null;
        }

        using StreamReader reader = new(stored, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
