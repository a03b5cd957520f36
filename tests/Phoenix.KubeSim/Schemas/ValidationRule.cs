using System.Text.Json.Nodes;
using Phoenix.KubeSim.Objects;

namespace Phoenix.KubeSim.Schemas;

/// <summary>One of <c>x-kubernetes-validations</c>.</summary>
internal sealed class ValidationRule(JsonObject source)
{
    public string Rule { get; } = source["rule"].Text() ?? "";

    public string? Message { get; } = source["message"].Text();

    public string? MessageExpression { get; } = source["messageExpression"].Text();

    public string Reason { get; } = source["reason"].Text() ?? "FieldValueInvalid";

    /// <summary>Path below the value that the error is told for, such as <c>.name</c>.</summary>
    public string FieldPath { get; } = source["fieldPath"].Text() ?? "";
}
