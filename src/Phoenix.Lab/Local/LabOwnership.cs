using System.Text;
using Phoenix.Ports;

namespace Phoenix.Lab.Local;

/// <summary>Says which lab made a repository, by an object beside it: a lab restores from and archives to its own repository only.</summary>
/// <param name="stack">The lab's stack.</param>
internal sealed class LabOwnership(LabStack stack)
{
    private string Key => $"{stack.Repository.Location.PhoenixPrefix}owner/{stack.Repository.Location.Stanza}";

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

    /// <summary>Puts the lab's name on the repository before it publishes anything there.</summary>
    public Task ClaimAsync(CancellationToken cancellationToken) =>
        stack.Objects.PutAsync(Key, Encoding.UTF8.GetBytes(stack.Site.Record.Id), PutCondition.None, cancellationToken);
}
