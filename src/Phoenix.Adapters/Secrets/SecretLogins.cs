using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Secrets;

/// <summary>Logins, shared between all secrets of one place, and the credentials for them.</summary>
/// <param name="env">Reads variables.</param>
/// <param name="time">The clock.</param>
/// <param name="learned">Is told of every credential and token, for redaction.</param>
internal sealed class SecretLogins(EnvSource env, TimeProvider time, Action<string> learned)
{
    // A token is not used any more so long before it ends: a request takes time.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private readonly OneFetch<object, AccessToken> _tokens = new();

    /// <summary>Does something with a token. One that others used before may be used up or revoked: when it is refused, there is one more login.</summary>
    internal async Task<T> UseAsync<T>(
        object place, Func<CancellationToken, Task<AccessToken>> login, Func<string, CancellationToken, Task<T>> use, CancellationToken cancellationToken)
    {
        bool isNew = false;
        AccessToken token = await _tokens.GetAsync(place, LoginAsync, cancellationToken).ConfigureAwait(false);
        if (token.Expires - Margin <= time.GetUtcNow() && !isNew)
        {
            token = await RenewAsync(token).ConfigureAwait(false);
        }

        try
        {
            return await use(token.Text, cancellationToken).ConfigureAwait(false);
        }
        catch (PhoenixException e) when (e.Code == ErrorCode.SecretDenied && !isNew)
        {
            token = await RenewAsync(token).ConfigureAwait(false);
            return await use(token.Text, cancellationToken).ConfigureAwait(false);
        }

        async Task<AccessToken> LoginAsync(CancellationToken bound)
        {
            isNew = true;
            return await login(bound).ConfigureAwait(false);
        }

        Task<AccessToken> RenewAsync(AccessToken old)
        {
            _tokens.Forget(place, old);
            return _tokens.GetAsync(place, LoginAsync, cancellationToken);
        }
    }

    /// <summary>The token of a login's answer.</summary>
    /// <param name="request">For messages.</param>
    /// <param name="text">The token.</param>
    /// <param name="seconds">How long it is good for; 0 for ever.</param>
    internal AccessToken Token(SecretRequest request, string? text, double seconds)
    {
        if (text is null || !IsCredential(text))
        {
            throw request.Fault(ErrorCode.SecretDenied, "is not to be had: the login was answered without a usable token", "check how the login is set up there; Phoenix cannot answer a second factor");
        }

        learned(text);
        return new AccessToken(text, seconds > 0 ? time.GetUtcNow().AddSeconds(seconds) : null);
    }

    /// <summary>A credential for a login, from a variable.</summary>
    internal string Credential(SecretRequest request, string variable) =>
        Credential(Place(request, new SecretDefinition.Env(variable)), place => env.Read(place, variable));

    /// <summary>A credential that was read from elsewhere.</summary>
    internal string Credential(SecretRequest request, SecretDefinition.File file, string content) => Credential(Place(request, file), _ => content);

    /// <summary>In words: where the credential for a secret should be.</summary>
    internal static SecretRequest Place(SecretRequest request, SecretDefinition definition)
    {
        SecretRequest place = SecretRequest.Of(request.Name, definition);
        return place with { Place = place.Place + ", needed to log in," };
    }

    private string Credential(SecretRequest place, Func<SecretRequest, string> read)
    {
        string value = place.Finish(read(place));
        learned(value);
        return IsCredential(value) ? value : throw place.Wrong("holds a blank or another character that no such credential has", "copy it again");
    }

    // Anything else could not be put into a header, and the error for that would show it.
    private static bool IsCredential(string value) => value.Length > 0 && value.All(c => c is > ' ' and < '\x7f');
}
