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

    /// <summary>Whether this lab made the repository.</summary>
    public async Task<bool> IsOursAsync(CancellationToken cancellationToken)
    {
        await using Stream? stored = await objects.OpenReadAsync(Key, cancellationToken);
        if (stored is null)
        {
            return false;
        }

        using StreamReader reader = new(stored, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellationToken) == lab;
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
}
