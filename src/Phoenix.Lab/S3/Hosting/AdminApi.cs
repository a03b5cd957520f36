using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Phoenix.Lab.S3.Faults;
using Phoenix.Lab.S3.Keys;
using Phoenix.Lab.S3.Operations;
using Phoenix.Lab.S3.Signing;

namespace Phoenix.Lab.S3.Hosting;

/// <summary>What the lab asks of its endpoint, under a path that no bucket can have.</summary>
internal sealed class AdminApi(KeyRegistry keys, FaultBoard faults, S3EndpointHealth health)
{
    /// <summary>The reserved first segment of the path.</summary>
    public const string Root = ".phoenix";

    /// <summary>Whether a request asks for health, which needs no signature.</summary>
    public static bool IsHealth(HttpRequest request, RequestTarget target) =>
        request.Method == "GET" && target is { Bucket: Root, Key: "health" };

    public Task SendHealthAsync(HttpResponse response) => SendAsync(response, health, AdminJson.Default.S3EndpointHealth);

    public async Task HandleAsync(S3Request request)
    {
        if (!request.Caller.Key.IsAdmin)
        {
            throw new S3Exception(S3Error.AccessDenied);
        }
        switch (request.Http.Request.Method, request.Target.Key)
        {
            case ("POST", "keys"):
                await request.ReadDocumentAsync();
                await SendAsync(request.Response, await keys.MintAsync(), AdminJson.Default.AccessKey);
                break;
            case ("DELETE", string path) when path.StartsWith("keys/", StringComparison.Ordinal):
                await RevokeAsync(path["keys/".Length..], request.Response);
                break;
            case ("PUT", "faults"):
                faults.Set(ReadRules(await request.ReadDocumentAsync()));
                request.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            case ("GET", "faults"):
                await SendAsync(request.Response, faults.Status(), AdminJson.Default.IReadOnlyListFaultStatus);
                break;
            case ("DELETE", "faults"):
                faults.Set([]);
                request.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            default:
                throw new S3Exception(S3Error.MethodNotAllowed);
        }
    }

    private async Task RevokeAsync(string accessKey, HttpResponse response)
    {
        if (accessKey == keys.Admin.Id)
        {
            throw new S3Exception(S3Error.AccessDenied, "The admin key cannot be revoked.");
        }
        if (!await keys.RevokeAsync(accessKey))
        {
            throw new S3Exception(S3Error.InvalidAccessKeyId with { Status = StatusCodes.Status404NotFound }, null, ("AWSAccessKeyId", accessKey));
        }
        response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static IReadOnlyList<FaultRule> ReadRules(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, AdminJson.Default.IReadOnlyListFaultRule) ?? throw new JsonException("A list is needed.");
        }
        catch (JsonException e)
        {
            throw new S3Exception(S3Error.InvalidRequest, $"The fault rules cannot be read: {e.Message}");
        }
    }

    private static async Task SendAsync<T>(HttpResponse response, T value, JsonTypeInfo<T> type)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body);
    }
}
