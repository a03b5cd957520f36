using System.Globalization;
using System.Text;
using System.Text.Json;
using Phoenix.Ports;

namespace Phoenix.Adapters.Terraform;

/// <summary>
/// Follows what <c>apply</c> and <c>destroy</c> print with <c>-json</c>, one message a line: readable lines and "3/7 resources" go to the layer's log,
/// diagnostics are kept. What stands before the JSON of a line (Terragrunt's name of the unit) is shown; a line without JSON is shown as it is.
/// Messages of kinds that are not known are shown by their own text.
/// </summary>
/// <param name="log">The layer's log.</param>
internal sealed class TerraformEvents(ILayerLog log)
{
    private const int LongestLine = 4 << 20;
    private const int MostKept = 100;

    // The first member of every message: Terraform's logger sorts its own before the others.
    private static readonly byte[] Beginning = "{\"@level\""u8.ToArray();

    private readonly MemoryStream _line = new();
    private readonly List<TerraformDiagnostic> _diagnostics = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _planned = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _totals = new(StringComparer.Ordinal);
    private int _done;
    private bool _raw;

    /// <summary>The first hundred diagnostics, each once.</summary>
    internal IReadOnlyList<TerraformDiagnostic> Diagnostics => _diagnostics;

    /// <summary>Reads the stream to its end.</summary>
    internal async Task ReadAsync(Stream output, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[32 * 1024];
        int read;
        while ((read = await output.ReadAsync(buffer, cancellationToken)) > 0)
        {
            Take(buffer.AsSpan(0, read));
        }

        EndLine();
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf((byte)'\n') is var end and >= 0)
        {
            Append(bytes[..end]);
            EndLine();
            bytes = bytes[(end + 1)..];
        }

        Append(bytes);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        _line.Write(bytes);
        if (_line.Length > LongestLine)
        {
            // No message is that long. The log takes lines of any length.
            log.Write(_line.GetBuffer().AsSpan(0, (int)_line.Length));
            _line.SetLength(0);
            _raw = true;
        }
    }

    private void EndLine()
    {
        ReadOnlySpan<byte> line = _line.GetBuffer().AsSpan(0, (int)_line.Length);
        if (_raw)
        {
            log.Write(line);
            log.Write("\n"u8);
        }
        else if (line.IndexOf(Beginning) is var at and >= 0 && Parse(line[at..]) is { } message)
        {
            using (message)
            {
                string prefix = Encoding.UTF8.GetString(line[..at]).Trim();
                Take(message.RootElement, prefix);
            }
        }
        else if (!line.TrimEnd("\r \t"u8).IsEmpty)
        {
            log.Say(Encoding.UTF8.GetString(line.TrimEnd((byte)'\r')));
        }

        _raw = false;
        _line.SetLength(0);
    }

    private static JsonDocument? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json.ToArray());
        }
        catch (JsonException)
        {
            return null; // Shown as it is.
        }
    }

    private void Take(JsonElement message, string prefix)
    {
        string text = message.TryGetProperty("@message", out JsonElement said) && said.ValueKind == JsonValueKind.String ? said.GetString()! : "";
        switch (message.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null)
        {
            case "diagnostic" when message.TryGetProperty("diagnostic", out JsonElement d) && d.ValueKind == JsonValueKind.Object && TerraformDiagnostic.Of(d) is { } diagnostic:
                Keep(diagnostic, prefix);
                break;
            case "change_summary" when message.TryGetProperty("changes", out JsonElement changes) && changes.ValueKind == JsonValueKind.Object:
                Summarise(changes, prefix);
                Say(prefix, text);
                break;
            case "apply_complete":
                _done++;
                Progress();
                Say(prefix, _totals.Count == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{_done}/{_totals.Values.Sum()} resources: {text}"));
                break;
            case "outputs" or "refresh_start" or "refresh_complete" or "version" or "log":
                break; // Values, and one line for each resource that nothing is done to.
            default:
                Say(prefix, text);
                break;
        }
    }

    private void Keep(TerraformDiagnostic diagnostic, string prefix)
    {
        string text = diagnostic.ToString();
        Say(prefix, $"{(diagnostic.IsError ? "Error" : "Warning")}: {text}");
        if (_diagnostics.Count < MostKept && _seen.Add(text))
        {
            _diagnostics.Add(diagnostic);
        }
    }

    // "plan" tells how much there is to do; the summary at the end only what was done. Several units may run beside each other, in the same stream.
    private void Summarise(JsonElement changes, string prefix)
    {
        if (changes.TryGetProperty("operation", out JsonElement operation) && operation.ValueKind == JsonValueKind.String && operation.ValueEquals("plan"))
        {
            int unit = _planned[prefix] = _planned.GetValueOrDefault(prefix) + 1;
            _totals[string.Create(CultureInfo.InvariantCulture, $"{prefix}/{unit}")] = Number(changes, "add") + Number(changes, "change") + Number(changes, "remove");
            Progress();
        }
    }

    private void Progress() => log.Progress(_done, _totals.Values.Sum());

    private void Say(string prefix, string text) => log.Say(prefix.Length == 0 ? text : $"{prefix} {text}");

    private static int Number(JsonElement parent, string name) => parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : 0;
}
