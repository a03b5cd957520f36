using Phoenix.Errors;

namespace Phoenix.Checks;

/// <summary>What a look found, or why it found nothing.</summary>
/// <typeparam name="T">What was looked for.</typeparam>
public sealed class Seen<T>
{
    private readonly T? _value;

    private Seen(T? value, PhoenixException? trouble)
    {
        _value = value;
        Trouble = trouble;
    }

    /// <summary>Why it could not be looked at; null when it could.</summary>
    public PhoenixException? Trouble { get; }

    /// <summary>What was found. Whoever asks for what could not be seen gets the reason: to a rule that is "could not tell".</summary>
    /// <exception cref="PhoenixException">The trouble.</exception>
    public T Value => Trouble is null ? _value! : throw new PhoenixException(Trouble.Code, Trouble.Message, Trouble.Hint, Trouble);

    /// <summary>It was found.</summary>
    public static Seen<T> Of(T value) => new(value, null);

    /// <summary>It could not be looked at.</summary>
    public static Seen<T> Not(PhoenixException trouble) => new(default, trouble);

    /// <summary>Looks; an error is what was seen. Only cancellation passes through.</summary>
    public static async Task<Seen<T>> LookAsync(Func<Task<T>> look)
    {
        ArgumentNullException.ThrowIfNull(look);
        try
        {
            return Of(await look());
        }
        catch (PhoenixException e) when (e.Code != ErrorCode.Interrupted)
        {
            return Not(e);
        }
        catch (Exception e) when (e is not (OperationCanceledException or PhoenixException))
        {
            return Not(new PhoenixException(ErrorCode.Unexpected, $"{e.GetType().Name}: {e.Message}", "please report this", e));
        }
    }
}
