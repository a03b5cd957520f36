using System.Globalization;
using System.Text.Json.Nodes;
using Phoenix.Errors;

namespace Phoenix.Kubernetes.Cluster.Http;

/// <summary>What an API server's refusals mean, and what to do about them.</summary>
/// <param name="access">The cluster, for messages.</param>
internal sealed class ClusterFaults(ClusterAccess access)
{
    private string Server => access.Server.GetLeftPart(UriPartial.Authority);

    /// <summary>The error that an answer ends a call with.</summary>
    public PhoenixException Of(ApiRequest request, ApiReply reply)
    {
        IReadOnlyList<ApiStatusCause> causes = reply.Causes;
        string words = request.IsSensitive && reply.Status is 400 or 409 or 422 or 500
            ? $"{reply.Reason}{(causes.Count > 0 ? $" ({string.Join(", ", causes.Select(c => c.Field))})" : "")}"
            : reply.Message;
        ApiStatusException cause = new(reply.Status, reply.Reason, words, request.IsSensitive ? [.. causes.Select(c => c with { Message = "" })] : causes);
        (ErrorCode code, string meaning, string hint, bool isTransient) = Meaning(request, reply, cause);
        string status = reply.Status.ToString(CultureInfo.InvariantCulture) + (reply.Reason.Length > 0 ? " " + reply.Reason : "");
        return new PhoenixException(code, $"cannot {request.What}: {meaning} ({Server} answers {status}{(words.Length > 0 ? $": {words}" : "")})", hint, cause) { IsTransient = isTransient };
    }

    /// <summary>The server cannot be reached, or does not answer, for the whole bound.</summary>
    public PhoenixException Unavailable(ApiRequest request, string trouble, Exception? cause) => new(
        ErrorCode.ClusterUnavailable,
        $"cannot {request.What}: the API server {Server} ({access.Source}) {trouble}",
        "See whether the control plane is up and its address is right ('kubectl get --raw /readyz' with the same kubeconfig), then run again",
        cause);

    /// <summary>Its certificate is not the one of this cluster.</summary>
    public PhoenixException NotTrusted(ApiRequest request, Exception cause) => new(
        ErrorCode.Configuration,
        $"cannot {request.What}: the certificate of {Server} is not trusted by {access.Source}: {cause.Message}",
        "The kubeconfig is of another cluster or of an earlier one at this address, or the address is none of the names in the certificate: write the kubeconfig anew. Nothing was sent",
        cause);

    /// <summary>Something that is no API server answers.</summary>
    public PhoenixException NoApi(ApiRequest request, ApiReply reply) => new(
        ErrorCode.Configuration,
        $"cannot {request.What}: {Server} answers status {reply.Status} and no JSON of a Kubernetes API",
        "Check the server's address in the kubeconfig: a proxy, a load balancer or a web page answers there");

    /// <summary>Whether a 404 says that the server does not serve the path at all, and not that an object is missing.</summary>
    /// <exception cref="PhoenixException">Configuration: this 404 is not the API's. A proxy's must never look like "gone".</exception>
    public bool IsUnserved(ApiRequest request, ApiReply reply)
    {
        if (reply.Body?["kind"] is JsonValue value && value.TryGetValue(out string? kind) && kind == "Status")
        {
            return reply.AboutKind.Length == 0;
        }

        // In these words the API server answers for groups and versions that it does not know.
        return reply.Text.StartsWith("404 page not found", StringComparison.Ordinal) ? true : throw NoApi(request, reply);
    }

    private (ErrorCode Code, string Meaning, string Hint, bool IsTransient) Meaning(ApiRequest request, ApiReply reply, ApiStatusException cause)
    {
        switch (reply.Status)
        {
            case 401:
                return (ErrorCode.ClusterDenied, $"the credentials of {access.Source} are not accepted", "The token or certificate has run out, or is of another cluster: write the kubeconfig anew, or log in again", false);
            case 403 when cause.Causes.Any(c => c.Reason == "NamespaceTerminating") || reply.Message.Contains("because it is being terminated", StringComparison.Ordinal):
                return (ErrorCode.LayerFailed, "its namespace is being deleted", "Wait until the namespace is gone; what holds it is named in its conditions", true);
            case 403 when reply.Message.Contains("exceeded quota", StringComparison.Ordinal):
                return (ErrorCode.LayerFailed, "a quota of the namespace is used up", "Raise the ResourceQuota or remove what uses it up", false);
            case 403 when reply.Message.Contains("admission webhook", StringComparison.Ordinal) || reply.Message.Contains("violates PodSecurity", StringComparison.Ordinal):
                return (ErrorCode.LayerFailed, "an admission rule refuses it", "Mend the object, or the rule that the message names", false);
            case 403:
                return (ErrorCode.ClusterDenied, $"the account of {access.Source} may not do that", "Give it a Role or ClusterRole with the verb and resource that the message names; 'kubectl auth can-i' shows what it may do", false);
            case 404 when reply.AboutKind.Length == 0 && reply.Message.Contains("could not find the requested resource", StringComparison.Ordinal):
                return (ErrorCode.LayerFailed, "the server does not serve this kind", "Its CustomResourceDefinition is not installed, or does not serve this version any more: install the operator first", false);
            case 404:
                return (ErrorCode.LayerFailed, reply.AboutKind == "namespaces" ? "its namespace is not there" : "it is not there", "Create what is missing first; the message names it", false);
            case 409 when cause.IsOwnedByOthers:
                return (
                    ErrorCode.LayerFailed,
                    $"others own fields of it: {string.Join("; ", cause.Causes.Select(c => c.Message.Length > 0 ? $"{c.Field} ({c.Message})" : c.Field))}",
                    "Leave these fields to their owner (take them out of the manifest), or let one of the two manage the object",
                    false);
            case 409 when reply.Reason == "AlreadyExists":
                return (ErrorCode.LayerFailed, "it is there already", "Remove it, or apply in place of creating", false);
            case 409:
                return (ErrorCode.LayerFailed, "it was changed meanwhile", "Run again", true);
            case 400 or 413 or 415 or 422:
                return (
                    ErrorCode.LayerFailed,
                    cause.Causes.Count > 0 ? $"the object is not valid: {string.Join("; ", cause.Causes.Select(c => $"{c.Field} {c.Message}".Trim()))}" : "the object is not valid",
                    "Correct the fields that are named; 'kubectl explain KIND.FIELD' has their form",
                    false);
            case 500 when reply.IsMalformed:
                return (ErrorCode.LayerFailed, "the object is not valid", "Correct the field that is named: the kind has none such, or of another form; 'kubectl explain KIND.FIELD' has its form", false);
            case 410:
                return (ErrorCode.LayerFailed, "that state of the objects is no longer kept", "Run again", true);
            case 429:
                return (ErrorCode.ClusterUnavailable, "the API server is overloaded and asks to wait", "Run again when it has less to do; something may flood it", true);
            case 500 when reply.Message.Contains("failed calling webhook", StringComparison.Ordinal):
                return (
                    ErrorCode.LayerFailed,
                    "an admission webhook does not answer",
                    "The pods behind the webhook that the message names must be up and ready before this object is applied: let the layer need the one that brings them, with the gate 'webhook'",
                    true);
            case >= 500:
                return (ErrorCode.ClusterUnavailable, "the API server fails", "See the log of kube-apiserver and of etcd; run again when they are well", true);
            default:
                return (ErrorCode.LayerFailed, "the API server refuses", "The words in parentheses are the server's own", false);
        }
    }
}
