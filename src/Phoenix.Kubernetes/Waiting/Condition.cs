using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Waiting;

/// <summary>One of an object's conditions.</summary>
/// <param name="Type">Such as <c>Ready</c>.</param>
/// <param name="Status"><c>True</c>, <c>False</c> or <c>Unknown</c>.</param>
/// <param name="Reason">One word of a program.</param>
/// <param name="Message">Words for people.</param>
public sealed record Condition(string Type, string Status, string Reason, string Message)
{
    /// <summary>The generation that it was judged at; null where it does not say, -1 where it cannot be read.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Whether it holds.</summary>
    public bool IsTrue => Status == "True";

    /// <summary>Reason and message as one text.</summary>
    public string Words => Message.Length > 0 ? Reason.Length > 0 ? $"{Reason}: {Message}" : Message : Reason;

    /// <summary>The conditions of an object, in its order.</summary>
    public static IReadOnlyList<Condition> Of(KubeObject it) => [.. (it.At("status", "conditions") as JsonArray ?? []).OfType<JsonObject>().Select(Read)];

    /// <summary>A condition of an object; null when it has none of the type.</summary>
    public static Condition? Find(KubeObject it, string type) => Of(it).FirstOrDefault(c => c.Type == type);

    private static Condition Read(JsonObject condition) => new(Text(condition, "type"), Text(condition, "status"), Text(condition, "reason"), Text(condition, "message").ReplaceLineEndings(" "))
    {
        ObservedGeneration = JsonNumber.Seen(condition["observedGeneration"]),
    };

    private static string Text(JsonObject condition, string key) => condition[key] is JsonValue value && value.TryGetValue(out string? text) ? text : "";
}
