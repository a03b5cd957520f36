namespace Phoenix.Errors;

/// <summary>
/// A fault with all that a person needs: what and where (the message), what to do (the hint), and a code that decides the
/// exit code. Thrown anywhere, turned into output and exit code at the top only. Never carries a secret.
/// </summary>
public sealed class PhoenixException : Exception
{
    /// <summary>Makes an error.</summary>
    /// <param name="code">The kind of fault.</param>
    /// <param name="message">What is wrong and where, one sentence without a final period.</param>
    /// <param name="hint">What to do about it.</param>
    /// <param name="inner">The cause, when there is one.</param>
    public PhoenixException(ErrorCode code, string message, string hint, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        Hint = hint;
    }

    /// <summary>The kind of fault.</summary>
    public ErrorCode Code { get; }

    /// <summary>What to do about it.</summary>
    public string Hint { get; }

    /// <summary>Whether the same call may succeed a moment later with nothing changed; the catalogue's word for <see cref="Code"/> unless whoever threw it knows better.</summary>
    public bool IsTransient { get => AsksAgain || (!IsPermanent && (field || Definition.Transient)); init; }

    /// <summary>Whether surely nothing that waits can mend it, although its <see cref="Code"/> is one that mostly passes: a bucket that is in another region.</summary>
    public bool IsPermanent { get; init; }

    /// <summary>Whether the driven program itself asks to be run again: no other sign outweighs that.</summary>
    public bool AsksAgain { get; init; }

    /// <summary>The catalogue's entry for <see cref="Code"/>.</summary>
    public ErrorDefinition Definition => ErrorCatalogue.Get(Code);
}
