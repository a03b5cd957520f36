using System.Text.Json;
using System.Text.Json.Nodes;
using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Objects;
using Phoenix.KubeSim.Resources;

namespace Phoenix.KubeSim.Serving;

/// <summary>A field selector. Name and namespace are known for every type, other fields only where the type says so.</summary>
internal sealed class FieldSelector
{
    private readonly List<(string[] Path, string Value, bool Equal)> _terms = [];

    public bool IsEmpty => _terms.Count == 0;

    /// <exception cref="ApiException">400: it cannot be read, or names a field that cannot be selected by.</exception>
    public static FieldSelector Parse(string? text, ServedType served)
    {
        var selector = new FieldSelector();
        foreach (string term in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string sign = term.Contains("!=", StringComparison.Ordinal) ? "!=" : term.Contains("==", StringComparison.Ordinal) ? "==" : "=";
            string[] sides = term.Split(sign, 2);
            if (sides.Length != 2)
            {
                throw ApiErrors.BadRequest($"invalid field selector: {term}: can't understand '{term}'");
            }

            string field = sides[0].Trim();
            if (field != "metadata.name" && !(field == "metadata.namespace" && served.Type.Namespaced) && !served.Version.SelectableFields.Contains(field))
            {
                throw ApiErrors.BadRequest(served.Type.Custom ? $"field label not supported: {field}" : $"\"{field}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
            }

            selector._terms.Add((field.Split('.'), sides[1].Trim(), sign != "!="));
        }

        return selector;
    }

    public bool Matches(JsonObject content) => _terms.TrueForAll(term => (Spell(content.At(term.Path)) == term.Value) == term.Equal);

    private static string Spell(JsonNode? value) => value is null ? "" : value.GetValueKind() == JsonValueKind.String ? value.Text()! : value.Write();
}
