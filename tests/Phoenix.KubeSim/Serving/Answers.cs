using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Objects;

namespace Phoenix.KubeSim.Serving;

/// <summary>Writes answers.</summary>
internal static class Answers
{
    public static Task JsonAsync(HttpContext context, int status, JsonNode body, string? type = null) => JsonAsync(context, status, Encoding.UTF8.GetBytes(body.Write() + "\n"), type);

    public static async Task JsonAsync(HttpContext context, int status, ReadOnlyMemory<byte> body, string? type = null)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type ?? "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    public static Task ErrorAsync(HttpContext context, ApiException error)
    {
        if (error.RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return JsonAsync(context, error.Code, error.ToStatus());
    }

    public static async Task TextAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>Puts warnings into the answer's headers, as they are published.</summary>
    public static void Warn(HttpContext context, IEnumerable<string> warnings)
    {
        foreach (string warning in warnings)
        {
            context.Response.Headers.Append("Warning", $"299 - \"{warning.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
        }
    }
}
