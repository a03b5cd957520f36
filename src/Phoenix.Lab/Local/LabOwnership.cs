using System.Text;
using Phoenix.Drills;
using Phoenix.Errors;
using Phoenix.Ports;

namespace Phoenix.Lab.Local;

/// <summary>Says which lab made a repository, by an object beside it: a lab restores from and archives to its own repository only.</summary>
/// <param name="objects">The bucket.</param>
/// <param name="at">The repository.</param>
/// <param name="lab">The lab's identity.</param>
internal sealed class LabOwnership(IObjectStore objects, RepositoryLocation at, string lab)
{
    private string Key => $"{at.PhoenixPrefix}{at.Name}/owner/{at.Stanza}";

    // Holds the owner's name from the moment when its stack was shown to be gone until it is raised again.
    private string ReleaseKey => $"{at.PhoenixPrefix}{at.Name}/released/{at.Stanza}";

    /// <summary>Whether the repository is this lab's. One that is to be raised from it is not released any more.</summary>
    public async Task<bool> IsOursAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(Key, cancellationToken) != lab)
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
        return new RepositoryStanding(owner == lab, owner, owner is not null && await ReadAsync(ReleaseKey, cancellationToken) == owner);
    }

    /// <summary>Puts down that this lab's stack was shown to be gone.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(Key, cancellationToken) == lab)
        {
            await objects.PutAsync(ReleaseKey, Encoding.UTF8.GetBytes(lab), PutCondition.None, cancellationToken);
        }
    }

    /// <summary>Makes the repository of another lab this one's, once that lab's stack is known to be dead.</summary>
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
                $"the repository {at.Bucket}{at.Path} already holds stanza {at.Stanza}, which this lab did not make{(owner is null ? "" : $": it is that of {owner}, whose stack was not shown to be gone")}",
                "point the lab at an empty path. To let this stack be reborn from it, wipe the other one with 'phoenix wipe'; or, once you have made sure that it can never write again, state that with --fenced");
        }

        StoredObject? present = await objects.HeadAsync(Key, cancellationToken);
        byte[] name = Encoding.UTF8.GetBytes(lab);
        try
        {
            await objects.PutAsync(Key, name, present is null ? new PutCondition(IfAbsent: true) : new PutCondition(IfETag: present.ETag), cancellationToken);
        }
        catch (NotSupportedException) when (!cancellationToken.IsCancellationRequested)
        {
            // No conditional puts there: the last name stays, and it is read again before anything is published.
            await objects.PutAsync(Key, name, PutCondition.None, cancellationToken);
        }

        await ConfirmAsync(cancellationToken);
        return owner ?? "a stack without a name";
    }

    /// <summary>Puts the lab's name on the repository before anything is made for it.</summary>
    /// <exception cref="PhoenixException">RebirthRefused: another lab was first.</exception>
    public async Task ClaimAsync(CancellationToken cancellationToken)
    {
        // Not taken on trust: an endpoint that ignores the condition would let a second lab write its name over the first one's.
        ConditionalPuts puts = await new ConditionalPutTrial(objects, at).RunAsync(cancellationToken);
        byte[] name = Encoding.UTF8.GetBytes(lab);
        if (puts == ConditionalPuts.Kept)
        {
            await objects.PutAsync(Key, name, new PutCondition(IfAbsent: true), cancellationToken);
        }
        else if (await objects.HeadAsync(Key, cancellationToken) is null)
        {
            // Two labs made in the same moment can both get here; the last name stays, and both read it again before they publish.
            await objects.PutAsync(Key, name, PutCondition.None, cancellationToken);
        }

        await ConfirmAsync(cancellationToken);
    }

    /// <summary>Looks that the repository is still this lab's.</summary>
    /// <exception cref="PhoenixException">RebirthRefused: it is another lab's.</exception>
    public async Task ConfirmAsync(CancellationToken cancellationToken)
    {
        if (!await IsOursAsync(cancellationToken))
        {
            throw new PhoenixException(
                ErrorCode.RebirthRefused,
                $"the repository {at.Bucket}{at.Path} belongs to another lab",
                "point this lab at an empty path; an existing repository is never taken over");
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
