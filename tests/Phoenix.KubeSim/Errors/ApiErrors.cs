using System.Globalization;
using System.Text.Json.Nodes;
using Phoenix.KubeSim.Resources;

namespace Phoenix.KubeSim.Errors;

/// <summary>The errors of an API server, with the codes, reasons and words that it publishes.</summary>
internal static class ApiErrors
{
    public static ApiException NotFound(ResourceType type, string name) => new(404, "NotFound", $"{type.Qualified} \"{name}\" not found", Details(type, name));

    public static ApiException NoResource() => new(404, "NotFound", "the server could not find the requested resource", []);

    public static ApiException AlreadyExists(ResourceType type, string name) => new(409, "AlreadyExists", $"{type.Qualified} \"{name}\" already exists", Details(type, name));

    public static ApiException Conflict(ResourceType type, string name, string why = "the object has been modified; please apply your changes to the latest version and try again") =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {type.Qualified} \"{name}\": {why}", Details(type, name));

    public static ApiException Invalid(ResourceType type, string name, IReadOnlyList<FieldError> errors)
    {
        JsonObject details = Details(type, name);
        details["kind"] = type.Kind;
        details["causes"] = new JsonArray([.. errors.Select(error => Cause(error.Reason, error.Message, error.Field.Length == 0 ? "<nil>" : error.Field))]);
        string kind = type.Group.Length == 0 ? type.Kind : $"{type.Kind}.{type.Group}";
        string what = errors.Count == 1 ? errors[0].ToString() : $"[{string.Join(", ", errors)}]";
        return new ApiException(422, "Invalid", $"{kind} \"{name}\" is invalid: {what}", details);
    }

    public static ApiException InvalidOptions(string kind, FieldError error) => new(422, "Invalid", $"{kind}.meta.k8s.io \"\" is invalid: {error}",
        new JsonObject { ["group"] = "meta.k8s.io", ["kind"] = kind, ["causes"] = new JsonArray(Cause(error.Reason, error.Message, error.Field)) });

    public static ApiException BadRequest(string message) => new(400, "BadRequest", message);

    public static ApiException Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    public static ApiException Forbidden(ResourceType type, string name, string why, JsonNode? cause = null)
    {
        JsonObject details = Details(type, name);
        if (cause is not null)
        {
            details["causes"] = new JsonArray(cause);
        }

        return new ApiException(403, "Forbidden", name.Length == 0 ? $"{type.Qualified} is forbidden: {why}" : $"{type.Qualified} \"{name}\" is forbidden: {why}", details);
    }

    public static ApiException NamespaceTerminating(ResourceType type, string name, string space) =>
        Forbidden(type, name, $"unable to create new content in namespace {space} because it is being terminated",
            Cause("NamespaceTerminating", $"namespace {space} is being terminated", "metadata.namespace"));

    public static ApiException MethodNotAllowed(ResourceType? type = null) =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", type is null ? [] : Details(type, ""));

    public static ApiException UnsupportedMediaType(params IEnumerable<string> accepted) =>
        new(415, "UnsupportedMediaType", $"the body of the request was in an unknown format - accepted media types include: {string.Join(", ", accepted)}");

    public static ApiException NotAcceptable() =>
        new(406, "NotAcceptable", "only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf");

    public static ApiException Expired(string message, string? from = null) => new(410, "Expired", message) { Continue = from };

    public static ApiException TooOldVersion(long asked, long oldest) =>
        Expired(string.Create(CultureInfo.InvariantCulture, $"too old resource version: {asked} ({oldest})"));

    public static ApiException TooLargeVersion(long asked, long current) => new(504, "Timeout",
        string.Create(CultureInfo.InvariantCulture, $"Timeout: Too large resource version: {asked}, current: {current}"),
        new JsonObject { ["causes"] = new JsonArray(Cause("ResourceVersionTooLarge", "Too large resource version", null)), ["retryAfterSeconds"] = 1 }) { RetryAfterSeconds = 1 };

    public static ApiException TooManyRequests(int seconds) =>
        new(429, "TooManyRequests", "too many requests, please try again later", []) { RetryAfterSeconds = seconds };

    public static ApiException Internal(string message) => new(500, "InternalError", $"Internal error occurred: {message}",
        new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["message"] = message }) });

    public static JsonObject Cause(string reason, string message, string? field)
    {
        var cause = new JsonObject { ["reason"] = reason, ["message"] = message };
        if (field is not null)
        {
            cause["field"] = field;
        }

        return cause;
    }

    public static JsonObject Details(ResourceType type, string name)
    {
        var details = new JsonObject();
        if (name.Length > 0)
        {
            details["name"] = name;
        }

        if (type.Group.Length > 0)
        {
            details["group"] = type.Group;
        }

        details["kind"] = type.Plural;
        return details;
    }
}
