using Phoenix.Ports;

namespace Phoenix.Drills;

/// <summary>
/// Finds out what an endpoint makes of a conditional put, on an object of its own beside the repository. The object stays: a credential need not be
/// able to delete, and where conditions are kept every later trial is one refused request that stores nothing.
/// </summary>
/// <param name="objects">The bucket.</param>
/// <param name="at">The repository.</param>
public sealed class ConditionalPutTrial(IObjectStore objects, RepositoryLocation at)
{
    private static readonly PutCondition Absent = new(IfAbsent: true);

    private string Key => $"{at.PhoenixPrefix}{at.Name}/conditional-put/{at.Stanza}";

    /// <summary>Puts the object at most twice, each time on condition that it is not there.</summary>
    /// <exception cref="Errors.PhoenixException">The endpoint cannot be used at all.</exception>
    public async Task<ConditionalPuts> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await PutAsync(cancellationToken) is not null)
            {
                // Stored as the first one, or over an earlier trial's object: only the second put tells.
                return await PutAsync(cancellationToken) is null ? ConditionalPuts.Kept : ConditionalPuts.Ignored;
            }

            // A refusal means something only where there is an object to refuse it for.
            return await objects.HeadAsync(Key, cancellationToken) is null ? ConditionalPuts.Refused : ConditionalPuts.Kept;
        }
        catch (NotSupportedException) when (!cancellationToken.IsCancellationRequested)
        {
            return ConditionalPuts.Refused;
        }
    }

    private Task<string?> PutAsync(CancellationToken cancellationToken) => objects.PutAsync(Key, "phoenix"u8.ToArray(), Absent, cancellationToken);
}
