using System.Text;
using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Secrets;

/// <summary>One secret that is asked for, in words for messages: its name in the stack file and the place where it should be.</summary>
internal sealed record SecretRequest(string Name, string Place)
{
    /// <summary>The largest secret that is taken: more is a wrong file or a program that prints something else.</summary>
    internal const int Largest = 1 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static SecretRequest Of(string name, SecretDefinition definition) => new(name, definition switch
    {
        SecretDefinition.Env env => $"the environment variable '{env.Variable}'",
        SecretDefinition.File file => $"the file '{file.Path}'",
        // Arguments stay out: they are none of the reader's business.
        SecretDefinition.Command command => $"the output of '{Path.GetFileName(command.Arguments[0])}'",
        SecretDefinition.Infisical i => $"'{i.Key}' in Infisical ({i.Url.Host}, project '{i.Project}', environment '{i.Environment}', path '{i.Path}')",
        SecretDefinition.Vault v => $"the field '{v.Field}' of '{v.Mount}/{v.Path}' in Vault ({v.Url.Host}{(v.Namespace is null ? "" : $", namespace '{v.Namespace}'")})",
        _ => throw new ArgumentOutOfRangeException(nameof(definition)),
    });

    /// <summary>The value as it is handed out: not empty, no NUL, and without its last line break unless it is PEM, which some programs do not read without.</summary>
    internal string Finish(string value)
    {
        if (value.Contains('\0', StringComparison.Ordinal))
        {
            throw Wrong("holds a NUL character", "no environment variable can carry that: store the secret as text, e.g. in base64");
        }

        string text = value.Contains("-----BEGIN", StringComparison.Ordinal) || !value.EndsWith('\n')
            ? value
            : value[..^(value.EndsWith("\r\n", StringComparison.Ordinal) ? 2 : 1)];
        return string.IsNullOrWhiteSpace(text) ? throw Wrong("is empty", "store the secret there, or name another place in the stack file") : text;
    }

    internal string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Largest)
        {
            throw Wrong($"is longer than {Largest} bytes", "name the secret itself; nothing of this size is one");
        }

        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            // The cause is left out: its message shows the bytes.
            throw Wrong($"is not UTF-8 (at byte {e.Index})", "store the secret as text, e.g. in base64");
        }
    }

    internal PhoenixException Wrong(string what, string hint, Exception? inner = null) => Fault(ErrorCode.Configuration, what, hint, inner);

    internal PhoenixException Fault(ErrorCode code, string what, string hint, Exception? inner = null) =>
        new(code, $"secret '{Name}': {Place} {what}", hint, inner);
}
