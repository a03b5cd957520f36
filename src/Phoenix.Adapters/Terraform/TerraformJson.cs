using System.Text.Json;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Terraform;

/// <summary>
/// Reads what <c>show -json</c> and <c>output -json</c> print. It holds values that nobody may see: it is neither captured nor logged, and no message
/// quotes it.
/// </summary>
/// <param name="tool">The call, for messages.</param>
internal sealed class TerraformJson(string tool)
{
    private const int Longest = 256 << 20;
    private const int ShortestLeaf = 6;
    private BoundedOutput? _printed;

    /// <summary>Takes the program's standard output.</summary>
    /// <exception cref="PhoenixException">ToolFailed: it is longer than 256 MiB.</exception>
    internal Task ReadAsync(Stream output, CancellationToken cancellationToken) =>
        (_printed = new BoundedOutput(Longest, () => Wrong("it is longer than 256 MiB"))).ReadAsync(output, cancellationToken);

    /// <summary>The managed resources of a state: data sources are not among them, what a failed replacement left behind (deposed) is.</summary>
    /// <exception cref="PhoenixException">ToolFailed: it is no state. An answer that is not understood must never look like an empty one.</exception>
    internal IReadOnlyList<StackObject> Resources()
    {
        using JsonDocument document = Parse();
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format_version", out JsonElement version) || version.ValueKind != JsonValueKind.String
            || !version.GetString()!.StartsWith("1.", StringComparison.Ordinal))
        {
            throw Wrong("it is no state of format 1");
        }

        List<StackObject> found = [];
        try
        {
            if (root.TryGetProperty("values", out JsonElement values) && values.TryGetProperty("root_module", out JsonElement module))
            {
                Collect(module, found);
            }
        }
        catch (InvalidOperationException)
        {
            throw Wrong("a part of it has another form than a state of format 1"); // The cause would quote nothing that helps.
        }

        return found;
    }

    /// <summary>The outputs: text as it is, all else as JSON. Those without a value are left out.</summary>
    /// <param name="hidden">Gets every text within a sensitive output that is long enough to be looked for.</param>
    /// <exception cref="PhoenixException">ToolFailed: it is not what <c>output -json</c> prints.</exception>
    internal IReadOnlyDictionary<string, LayerOutput> Outputs(ICollection<string> hidden)
    {
        using JsonDocument document = Parse();
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw Wrong("it is no object");
        }

        Dictionary<string, LayerOutput> outputs = new(StringComparer.Ordinal);
        foreach (JsonProperty output in document.RootElement.EnumerateObject())
        {
            if (output.Value.ValueKind != JsonValueKind.Object || !output.Value.TryGetProperty("value", out JsonElement value))
            {
                throw Wrong($"output '{output.Name}' has no value");
            }

            // What does not say that it may be seen may not.
            bool sensitive = !output.Value.TryGetProperty("sensitive", out JsonElement mark) || mark.ValueKind != JsonValueKind.False;
            if (value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
            outputs[output.Name] = new LayerOutput(text, sensitive);
            if (sensitive)
            {
                hidden.Add(text);
                Leaves(value, hidden);
            }
        }

        return outputs;
    }

    private static void Leaves(JsonElement value, ICollection<string> hidden)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String when value.GetString() is { Length: >= ShortestLeaf } text:
                hidden.Add(text);
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Leaves(item, hidden);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    Leaves(member.Value, hidden);
                }

                break;
        }
    }

    private void Collect(JsonElement module, List<StackObject> found)
    {
        if (module.TryGetProperty("resources", out JsonElement resources))
        {
            foreach (JsonElement resource in resources.EnumerateArray().Where(r => Text(r, "mode") != "data"))
            {
                string address = Text(resource, "address") ?? throw Wrong("a resource has no address");
                string identity = Text(resource, "deposed_key") is string deposed ? $"{address} (deposed {deposed})" : address;
                string? id = resource.TryGetProperty("values", out JsonElement values) && values.ValueKind == JsonValueKind.Object && !IsSensitive(resource) ? Text(values, "id") : null;
                found.Add(new StackObject(Text(resource, "type") ?? throw Wrong("a resource has no type"), identity, id));
            }
        }

        if (module.TryGetProperty("child_modules", out JsonElement children))
        {
            foreach (JsonElement child in children.EnumerateArray())
            {
                Collect(child, found);
            }
        }
    }

    private static bool IsSensitive(JsonElement resource) =>
        resource.TryGetProperty("sensitive_values", out JsonElement marks)
        && (marks.ValueKind == JsonValueKind.True || (marks.ValueKind == JsonValueKind.Object && marks.TryGetProperty("id", out JsonElement id) && id.ValueKind != JsonValueKind.False));

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private JsonDocument Parse()
    {
        try
        {
            return JsonDocument.Parse(_printed?.ToArray() ?? []);
        }
        catch (JsonException)
        {
            // Its own message quotes the text, and so might a nested cause.
            throw Wrong("it is no valid JSON");
        }
    }

    private PhoenixException Wrong(string what) => new(
        ErrorCode.ToolFailed, $"what {tool} printed cannot be read: {what}", "Run it by hand in the layer's directory; a wrapper or a variable such as TF_CLI_ARGS may add to its output");
}
