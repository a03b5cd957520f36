using System.Text.Json.Nodes;

namespace Phoenix.Kubernetes.Cluster.Access;

/// <summary>The exec plugin of a kubeconfig's user.</summary>
/// <param name="apiVersion">The version in which it is spoken to and must answer.</param>
/// <param name="command">Program and arguments.</param>
/// <param name="environment">Its variables.</param>
/// <param name="cluster">What it is told of the cluster; null when it did not ask for it.</param>
/// <param name="installHint">What its kubeconfig says about how to get it; null for nothing.</param>
internal sealed class CredentialPlugin(
    string apiVersion, IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, JsonObject? cluster, string? installHint)
{
    /// <summary>The version in which it is spoken to and must answer.</summary>
    public string ApiVersion { get; } = apiVersion;

    /// <summary>Program and arguments.</summary>
    public IReadOnlyList<string> Command { get; } = command;

    /// <summary>The program, for messages. Arguments may hold secrets.</summary>
    public string Name => Command[0];

    /// <summary>What its kubeconfig says about how to get it; null for nothing.</summary>
    public string? InstallHint { get; } = installHint;

    /// <summary>Its variables, with what the protocol tells it. It cannot ask anybody: there may be no terminal.</summary>
    public IReadOnlyDictionary<string, string> Variables()
    {
        JsonObject spec = new() { ["interactive"] = false };
        if (cluster is not null)
        {
            spec["cluster"] = cluster.DeepClone();
        }

        JsonObject info = new() { ["apiVersion"] = ApiVersion, ["kind"] = "ExecCredential", ["spec"] = spec };
        return new Dictionary<string, string>(environment, StringComparer.Ordinal) { ["KUBERNETES_EXEC_INFO"] = info.ToJsonString() };
    }
}
