using System.Globalization;
using System.Text.Json;

namespace Phoenix.Adapters.Terraform;

/// <summary>An error or warning of Terraform, with its place. Snippets and values are left out: they may hold what nobody may see.</summary>
/// <param name="IsError">Whether it is an error; else a warning.</param>
/// <param name="Summary">What is wrong, in one sentence.</param>
/// <param name="Detail">More about it, possibly of several lines; empty when there is none.</param>
/// <param name="Address">The resource that it is about; null for none.</param>
/// <param name="File">The file, as Terraform names it; null for none.</param>
/// <param name="Line">The line in it, from 1.</param>
internal sealed record TerraformDiagnostic(bool IsError, string Summary, string Detail, string? Address, string? File, int Line)
{
    /// <summary>One line for people: place, what, detail, resource.</summary>
    public override string ToString()
    {
        string detail = string.Join(' ', Detail.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        string place = File is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}: ");
        return $"{place}{Summary}{(detail.Length == 0 ? "" : ": " + detail)}{(Address is null ? "" : $" ({Address})")}";
    }

    /// <summary>Reads the <c>diagnostic</c> of a message of <c>-json</c>; null when it has no summary.</summary>
    internal static TerraformDiagnostic? Of(JsonElement diagnostic)
    {
        if (Text(diagnostic, "summary") is not string summary)
        {
            return null;
        }

        string? file = null;
        int line = 0;
        if (diagnostic.TryGetProperty("range", out JsonElement range) && range.ValueKind == JsonValueKind.Object)
        {
            file = Text(range, "filename");
            line = range.TryGetProperty("start", out JsonElement start) && start.ValueKind == JsonValueKind.Object && start.TryGetProperty("line", out JsonElement number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out int at) ? at : 0;
        }

        return new TerraformDiagnostic(Text(diagnostic, "severity") != "warning", summary, Text(diagnostic, "detail") ?? "", Text(diagnostic, "address"), file, line);
    }

    /// <summary>
    /// Reads the errors out of what commands without <c>-json</c> print: boxes, or plain text, of "Error: summary", "on FILE line N", and a detail.
    /// </summary>
    internal static IReadOnlyList<TerraformDiagnostic> Of(string printed)
    {
        List<TerraformDiagnostic> found = [];
        TerraformDiagnostic? open = null;
        foreach (string raw in printed.Split('\n'))
        {
            bool ends = raw.TrimStart().StartsWith('╵');
            string line = raw.Trim().TrimStart('│', '╷', '╵').Trim();
            if (line.StartsWith("Error: ", StringComparison.Ordinal))
            {
                Close();
                open = new TerraformDiagnostic(IsError: true, line["Error: ".Length..], "", null, null, 0);
            }
            else if (ends || line.StartsWith("Warning: ", StringComparison.Ordinal))
            {
                Close();
            }
            else if (open is not null && line.StartsWith("on ", StringComparison.Ordinal) && line.IndexOf(" line ", StringComparison.Ordinal) is var at and > 3
                && int.TryParse(line[(at + 6)..].Split([',', ':', ' '])[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                open = open with { File = line[3..at], Line = number };
            }
            else if (open is not null && line.Length > 0)
            {
                open = open with { Detail = open.Detail.Length == 0 ? line : open.Detail + "\n" + line };
            }
        }

        Close();
        return found;

        void Close()
        {
            if (open is not null)
            {
                found.Add(open);
                open = null;
            }
        }
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
