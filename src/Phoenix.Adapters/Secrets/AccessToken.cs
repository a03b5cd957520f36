namespace Phoenix.Adapters.Secrets;

/// <summary>What a login gave. A class, not a record: it must not print itself.</summary>
/// <param name="text">The token.</param>
/// <param name="expires">When it ends; null for never.</param>
internal sealed class AccessToken(string text, DateTimeOffset? expires)
{
    internal string Text => text;

    internal DateTimeOffset? Expires => expires;
}
