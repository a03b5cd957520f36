using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Objects;
using Phoenix.KubeSim.Resources;
using YamlDotNet.Core;

namespace Phoenix.KubeSim.Serving;

/// <summary>Reads bodies of requests.</summary>
internal static class RequestBody
{
    public static string MediaType(HttpRequest request) => (request.ContentType ?? "application/json").Split(';')[0].Trim();

    /// <exception cref="ApiException">415 or 400: it cannot be read.</exception>
    public static async Task<JsonNode?> ReadAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        string text = await reader.ReadToEndAsync(context.RequestAborted);
        return Parse(text);
    }

    /// <summary>An object of the type that the address names.</summary>
    /// <exception cref="ApiException">415 or 400: it cannot be read, or is another object.</exception>
    public static async Task<JsonObject> ReadObjectAsync(HttpContext context, ServedType served, RequestTarget target)
    {
        if (MediaType(context.Request) is not ("application/json" or "application/yaml" or "application/apply-patch+yaml"))
        {
            throw ApiErrors.UnsupportedMediaType("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");
        }

        if (await ReadAsync(context) is not JsonObject body)
        {
            throw ApiErrors.BadRequest($"{served.Type.Kind} in version \"{served.Version.Name}\" cannot be handled as a {served.Type.Kind}: the body is no object");
        }

        if (body.TextAt("kind") is not { Length: > 0 } kind)
        {
            kind = served.Type.Custom ? throw ApiErrors.BadRequest("Object 'Kind' is missing in the body") : served.Type.Kind;
        }

        string apiVersion = body.TextAt("apiVersion") is { Length: > 0 } named ? named
            : served.Type.Custom ? throw ApiErrors.BadRequest("Object 'apiVersion' is missing in the body") : served.ApiVersion;
        if (kind != served.Type.Kind)
        {
            throw ApiErrors.BadRequest($"{kind} in version \"{apiVersion.Split('/')[^1]}\" cannot be handled as a {served.Type.Kind}: no kind \"{kind}\" is registered here");
        }

        if (apiVersion != served.ApiVersion)
        {
            throw ApiErrors.BadRequest($"the API version in the data ({apiVersion}) does not match the expected API version ({served.ApiVersion})");
        }

        if (target.Namespace is not null && body.TextAt("metadata", "namespace") is { Length: > 0 } space && space != target.Namespace)
        {
            throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }

        if (target.Name is not null && body.TextAt("metadata", "name") is { Length: > 0 } name && name != target.Name)
        {
            throw ApiErrors.BadRequest($"the name of the object ({name}) does not match the name on the URL ({target.Name})");
        }

        if (target.Name is not null)
        {
            body.Object("metadata")["name"] = target.Name;
        }

        body["apiVersion"] = apiVersion;
        body["kind"] = kind;
        return body;
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            ReadOnlySpan<char> start = text.AsSpan().TrimStart();
            return start.IsEmpty ? null : start[0] is '{' or '[' ? JsonNode.Parse(text) : YamlJson.Documents(text).FirstOrDefault();
        }
        catch (Exception error) when (error is JsonException or YamlException)
        {
            throw ApiErrors.BadRequest($"couldn't get version/kind; json parse error: {error.Message}");
        }
    }
}
