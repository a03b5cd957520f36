using System.Text.Json.Nodes;

namespace Phoenix.Kubernetes.Cluster.Http;

/// <summary>An API server's answer.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The JSON object; null where the answer is none.</param>
/// <param name="Text">The answer as text, where text was asked for; else the start of one that is no JSON.</param>
internal sealed record ApiReply(int Status, JsonObject? Body, string Text)
{
    /// <summary>How long the server asks to wait; null when it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether an earlier attempt may have been carried out already.</summary>
    public bool MayBeSecond { get; init; }

    /// <summary>Whether it is an answer of 200 to 299.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The <c>Status</c> object's reason, such as <c>NotFound</c>; empty when there is none.</summary>
    public string Reason => TextOf(Body, "reason") ?? "";

    /// <summary>The <c>Status</c> object's message, or what else was said; one line.</summary>
    public string Message => OneLine(TextOf(Body, "message") is { Length: > 0 } message ? message : Text);

    /// <summary>The kind that the answer is about, in the API's plural; empty when it does not say.</summary>
    public string AboutKind => TextOf(Body?["details"] as JsonObject, "kind") ?? "";

    /// <summary>Whether a 500 is about the object that was sent: a server-side apply of a field or form that the schema does not have ends in one.</summary>
    public bool IsMalformed => Status == 500 && Message.Contains("failed to create typed patch object", StringComparison.Ordinal);

    /// <summary>Its causes.</summary>
    public IReadOnlyList<ApiStatusCause> Causes => (Body?["details"] as JsonObject)?["causes"] is JsonArray causes
        ? [.. causes.OfType<JsonObject>().Select(c => new ApiStatusCause(TextOf(c, "reason") ?? "", TextOf(c, "field") ?? "", OneLine(TextOf(c, "message") ?? "")))]
        : [];

    // It may hold a Secret.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append(Status);
        return true;
    }

    private static string? TextOf(JsonObject? mapping, string key) => mapping?[key] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static string OneLine(string text)
    {
        const int Longest = 1000;
        ReadOnlySpan<char> start = text.AsSpan(0, Math.Min(text.Length, Longest)).Trim();
        return string.Create(start.Length, start.ToString(), (line, from) =>
        {
            for (int i = 0; i < line.Length; i++)
            {
                line[i] = char.IsControl(from[i]) ? ' ' : from[i];
            }
        });
    }
}
