using System.Text;
using System.Text.Json;

namespace Phoenix.Adapters.Secrets;

/// <summary>What a place that holds secrets answered: a status and JSON.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The answer; undefined when there was none.</param>
internal sealed record SecretAnswer(int Status, JsonElement Body)
{
    private const int Longest = 300;

    /// <summary>What it says is wrong, in one line: Infisical's <c>message</c>, Vault's <c>errors</c> and <c>warnings</c>; not redacted.</summary>
    internal string Words
    {
        get
        {
            string text = string.Join("; ", new[] { "message", "errors", "warnings" }.SelectMany(name => Texts(Find(name))).Where(t => t.Length > 0));
            StringBuilder line = new(text.Length);
            foreach (char c in text.AsSpan(0, Math.Min(text.Length, Longest)))
            {
                line.Append(char.IsControl(c) ? ' ' : c);
            }

            return line.ToString();
        }
    }

    /// <summary>The member at the end of a path of objects; undefined when there is none.</summary>
    internal JsonElement Find(params ReadOnlySpan<string> path)
    {
        JsonElement at = Body;
        foreach (string name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return default;
            }
        }

        return at;
    }

    /// <summary>Text of a string; null for anything else, and for half a character pair, which is no text.</summary>
    internal static string? Text(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    // A record prints every member by itself: the answer may be the secret.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Status = ").Append(Status);
        return true;
    }

    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [Text(element) ?? ""],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => element.EnumerateObject().Where(p => p.Name == "message").SelectMany(p => Texts(p.Value)),
        _ => [],
    };
}
