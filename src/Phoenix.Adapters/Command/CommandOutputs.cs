using System.Text.Json;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Command;

/// <summary>
/// Reads what the <c>outputs</c> program prints: one JSON object, for each output a string, or <c>{"value": "...", "sensitive": true}</c>. No message
/// quotes what was read.
/// </summary>
/// <param name="layer">The layer, for messages.</param>
internal sealed class CommandOutputs(string layer)
{
    private const int Longest = 1 << 20;
    private BoundedOutput? _printed;

    /// <summary>Takes the program's standard output.</summary>
    /// <exception cref="PhoenixException">ToolFailed: it is longer than 1 MiB.</exception>
    internal Task ReadAsync(Stream output, CancellationToken cancellationToken) =>
        (_printed = new BoundedOutput(Longest, () => Wrong("they are longer than 1 MiB"))).ReadAsync(output, cancellationToken);

    /// <summary>The outputs in it.</summary>
    /// <exception cref="PhoenixException">ToolFailed: it is not what is asked for; the message names the place or the output.</exception>
    internal IReadOnlyDictionary<string, LayerOutput> Parse()
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(_printed?.ToArray() ?? [], new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            // Its own message quotes the text, and so might a nested cause: only the place is told.
            throw Wrong(e.LineNumber is long line ? $"line {line + 1}, byte {e.BytePositionInLine + 1}: no valid JSON" : "no valid JSON, or an output is there twice");
        }

        using (document)
        {
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.EnumerateObject().ToDictionary(p => p.Name, Output, StringComparer.Ordinal)
                : throw Wrong($"a JSON {document.RootElement.ValueKind} in place of an object");
        }
    }

    private LayerOutput Output(JsonProperty property)
    {
        if (property.Value.ValueKind == JsonValueKind.String)
        {
            return new LayerOutput(property.Value.GetString()!, Sensitive: false);
        }

        string? value = null;
        bool sensitive = false;
        if (property.Value.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty part in property.Value.EnumerateObject())
            {
                switch (part.Name, part.Value.ValueKind)
                {
                    case ("value", JsonValueKind.String):
                        value = part.Value.GetString();
                        break;
                    case ("sensitive", JsonValueKind.True or JsonValueKind.False):
                        sensitive = part.Value.GetBoolean();
                        break;
                    default:
                        throw Wrong($"output '{property.Name}': '{part.Name}' is not \"value\" with a string or \"sensitive\" with true or false");
                }
            }
        }

        return value is null ? throw Wrong($"output '{property.Name}' is no string, and no object with a \"value\" that is one") : new LayerOutput(value, sensitive);
    }

    private PhoenixException Wrong(string what) => new(
        ErrorCode.ToolFailed,
        $"layer '{layer}': its outputs cannot be read: {what}",
        "Print one JSON object of strings on the standard output and nothing else; {\"value\": \"...\", \"sensitive\": true} for a secret");
}
