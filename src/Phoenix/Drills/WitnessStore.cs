using System.Text.Json;
using Phoenix.Errors;
using Phoenix.Journal;
using Phoenix.Ports;
using Phoenix.Proof;

namespace Phoenix.Drills;

/// <summary>Keeps the witness as an object beside the repository, so that it outlives the machine that ran the drill.</summary>
/// <param name="at">The repository of the database whose witness it is.</param>
/// <param name="objects">The bucket.</param>
public sealed class WitnessStore(RepositoryLocation at, IObjectStore objects)
{
    /// <summary>That of a stack.</summary>
    /// <param name="stack">The database whose witness it is.</param>
    public WitnessStore(IDatabaseSite stack)
        : this(stack.Repository.Location, stack.Objects)
    {
    }

    private string Key => $"{at.PhoenixPrefix}{at.Name}/witness/{at.Stanza}.json";

    /// <summary>Stores the witness, over an earlier one.</summary>
    public async Task WriteAsync(Witness witness, CancellationToken cancellationToken) =>
        await objects.PutAsync(Key, JsonSerializer.SerializeToUtf8Bytes(witness, JournalJson.Default.Witness), PutCondition.None, cancellationToken);

    /// <summary>The last witness; null when none was ever stored.</summary>
    /// <exception cref="PhoenixException">RecordDamaged: the object is no witness.</exception>
    public async Task<Witness?> ReadAsync(CancellationToken cancellationToken)
    {
        await using Stream? stored = await objects.OpenReadAsync(Key, cancellationToken);
        if (stored is null)
        {
            return null;
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(stored, JournalJson.Default.Witness, cancellationToken);
        }
        catch (JsonException e)
        {
            throw new PhoenixException(ErrorCode.RecordDamaged, $"the object {Key} is no witness: {e.Message}", "look at who wrote it; remove it only if the repository was given up on purpose", e);
        }
    }
}
