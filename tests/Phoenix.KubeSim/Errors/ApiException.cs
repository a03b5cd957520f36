using System.Text.Json.Nodes;

namespace Phoenix.KubeSim.Errors;

/// <summary>An answer other than success: the published <c>Status</c> object.</summary>
internal sealed class ApiException(int code, string reason, string message, JsonObject? details = null) : Exception(message)
{
    public int Code => code;

    public string Reason => reason;

    /// <summary>Seconds after which the client may come again.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>What a list's <c>metadata.continue</c> may go on from, for an expired one.</summary>
    public string? Continue { get; init; }

    public JsonObject ToStatus()
    {
        var metadata = new JsonObject();
        if (Continue is not null)
        {
            metadata["continue"] = Continue;
        }

        var status = new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = metadata, ["status"] = "Failure", ["message"] = Message };
        if (reason.Length > 0)
        {
            status["reason"] = reason;
        }

        if (details?.DeepClone() is JsonObject copy)
        {
            if (RetryAfterSeconds is { } seconds)
            {
                copy["retryAfterSeconds"] = seconds;
            }

            status["details"] = copy;
        }

        status["code"] = code;
        return status;
    }
}
