namespace Phoenix.Adapters.Secrets;

/// <summary>Variables of Phoenix's own environment.</summary>
internal sealed class EnvSource(Func<string, string?> environment)
{
    internal string Read(SecretRequest request, string variable)
    {
        string value = environment(variable)
            ?? throw request.Wrong("is not set", $"set it before Phoenix starts, e.g. 'export {variable}=...'");

        // .NET puts this character where a variable's bytes are no UTF-8; the bytes themselves are lost.
        return value.Contains('\uFFFD', StringComparison.Ordinal)
            ? throw request.Wrong("is not UTF-8", "give the secret as text, e.g. in base64, or as a file")
            : value;
    }
}
