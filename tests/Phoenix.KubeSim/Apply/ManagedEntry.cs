using System.Text.Json.Nodes;
using Phoenix.KubeSim.Objects;

namespace Phoenix.KubeSim.Apply;

/// <summary>One entry of <c>metadata.managedFields</c>.</summary>
internal sealed record ManagedEntry(string Manager, string Operation, string ApiVersion, string? Subresource, string? Time, FieldSet Fields)
{
    /// <summary>How messages name the manager.</summary>
    public string Spelled
    {
        get
        {
            string name = Subresource is null ? $"\"{Manager}\"" : $"\"{Manager}\" with subresource \"{Subresource}\"";
            return Operation == "Update" ? $"{name} using {ApiVersion}" : name;
        }
    }

    public static List<ManagedEntry> Read(JsonObject? content) =>
        [.. (content.At("metadata", "managedFields") as JsonArray ?? []).OfType<JsonObject>().Where(entry => entry["fieldsV1"] is JsonObject).Select(entry => new ManagedEntry(
            entry["manager"].Text() ?? "", entry["operation"].Text() ?? "Update", entry["apiVersion"].Text() ?? "", entry["subresource"].Text(), entry["time"].Text(), FieldSet.Parse(entry["fieldsV1"]!.AsObject())))];

    public static JsonArray Write(IEnumerable<ManagedEntry> entries) =>
        new([.. entries.Where(entry => !entry.Fields.IsEmpty).OrderBy(entry => entry.Operation, StringComparer.Ordinal).ThenBy(entry => entry.Time, StringComparer.Ordinal).ThenBy(entry => entry.Manager, StringComparer.Ordinal).Select(entry => entry.Write())]);

    public bool Is(string manager, string operation, string? subresource) => Manager == manager && Operation == operation && Subresource == subresource;

    private JsonObject Write()
    {
        var entry = new JsonObject { ["manager"] = Manager, ["operation"] = Operation, ["apiVersion"] = ApiVersion };
        if (Time is not null)
        {
            entry["time"] = Time;
        }

        entry["fieldsType"] = "FieldsV1";
        entry["fieldsV1"] = Fields.Write();
        if (Subresource is not null)
        {
            entry["subresource"] = Subresource;
        }

        return entry;
    }
}
