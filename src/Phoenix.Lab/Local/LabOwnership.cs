using System.Text;
using Phoenix.Errors;
using Phoenix.Ports;

namespace Phoenix.Lab.Local;

/// <summary>Says which lab made a repository, by an object beside it: a lab restores from and archives to its own repository only.</summary>
/// <param name="stack">The lab's stack.</param>
internal sealed class LabOwnership(LabStack stack)
{
    private string Key => $"{stack.Repository.Location.PhoenixPrefix}{stack.Repository.Location.Name}/owner/{stack.Repository.Location.Stanza}";

    /// <summary>Whether this lab made the repository.</summary>
    public async Task<bool> IsOursAsync(CancellationToken cancellationToken)
    {
        await using Stream? stored = await stack.Objects.OpenReadAsync(Key, cancellationToken);
        if (stored is null)
        {
            return false;
        }

        using StreamReader reader = new(stored, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellationToken) == stack.Site.Record.Id;
    }

    /// <summary>Puts the lab's name on the repository before anything is made for it.</summary>
    /// <exception cref="PhoenixException">RebirthRefused: another lab was first.</exception>
    public async Task ClaimAsync(CancellationToken cancellationToken)
    {
        byte[] name = Encoding.UTF8.GetBytes(stack.Site.Record.Id);
        try
        {
            await stack.Objects.PutAsync(Key, name, new PutCondition(IfAbsent: true), cancellationToken);
        }
        catch (NotSupportedException) when (!cancellationToken.IsCancellationRequested)
        {
            // An endpoint without conditional puts: two labs made in the same moment could both get here, and the re-read tells one of them.
            if (await stack.Objects.HeadAsync(Key, cancellationToken) is null)
            {
                await stack.Objects.PutAsync(Key, name, PutCondition.None, cancellationToken);
            }
        }

        if (!await IsOursAsync(cancellationToken))
        {
            throw new PhoenixException(
                ErrorCode.RebirthRefused,
                $"the repository {stack.Repository.Location.Bucket}{stack.Repository.Location.Path} belongs to another lab",
                "point this lab at an empty path; an existing repository is never taken over");
        }
    }
}
