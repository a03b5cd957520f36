namespace Phoenix.KubeSim.Errors;

/// <summary>What is wrong with one field.</summary>
/// <param name="Reason">A published cause, such as <c>FieldValueRequired</c>.</param>
/// <param name="Field">Path of the field; empty for the whole object.</param>
/// <param name="Message">What is wrong, without the path.</param>
internal sealed record FieldError(string Reason, string Field, string Message)
{
    public static FieldError Required(string field, string detail = "") =>
        new("FieldValueRequired", field, detail.Length == 0 ? "Required value" : $"Required value: {detail}");

    public static FieldError Invalid(string field, string value, string detail) => new("FieldValueInvalid", field, $"Invalid value: {value}: {detail}");

    public static FieldError WrongType(string field, string value, string detail) => new("FieldValueTypeInvalid", field, $"Invalid value: {value}: {detail}");

    public static FieldError Forbidden(string field, string detail) => new("FieldValueForbidden", field, $"Forbidden: {detail}");

    public static FieldError Duplicate(string field, string value) => new("FieldValueDuplicate", field, $"Duplicate value: {value}");

    public static FieldError Unsupported(string field, string value, string supported) =>
        new("FieldValueNotSupported", field, $"Unsupported value: {value}: supported values: {supported}");

    public override string ToString() => Field.Length == 0 ? $"<nil>: {Message}" : $"{Field}: {Message}";
}
