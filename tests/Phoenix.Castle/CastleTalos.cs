namespace Phoenix.Castle;

/// <summary>What <c>talosctl</c> and, where it is not installed, <c>kubectl</c> say of the cluster of now.</summary>
internal sealed class CastleTalos(string copy, CastleSite site)
{
    /// <summary>Answers a call of <c>talosctl</c>.</summary>
    public StandInAnswer Answer(StandInCall call)
    {
        if (call.Line == "version --client")
        {
            return StandInAnswer.Fine("Client:\n    Tag:         v1.13.0\n    SHA:         a-stand-in");
        }

        string node = site.Machines.First(m => m.Role == "controlplane").Address;
        string ending = $" --talosconfig {Path.Combine(copy, "out", "talosconfig")} --nodes {node}";
        if (!call.Line.EndsWith(ending, StringComparison.Ordinal))
        {
            return StandInAnswer.Fault($"unknown flag: --{call.Line}");
        }

        if (site.Cluster is not { HasControlPlane: true } cluster)
        {
            return StandInAnswer.Fault($"rpc error: code = Unavailable desc = connection error: dial tcp {node}:50000: connect: no route to host");
        }

        return call.Line[..^ending.Length] switch
        {
            "health --wait-timeout 20s" => cluster.IsNetworked
                ? new StandInAnswer(0, "", "discovered nodes: [...]\nwaiting for etcd to be healthy: ...\nwaiting for etcd to be healthy: OK\nwaiting for all k8s nodes to report ready: OK\nwaiting for all k8s nodes to report schedulable: ...\nwaiting for all k8s nodes to report schedulable: OK")
                : StandInAnswer.Fault("waiting for all k8s nodes to report ready: some nodes are not ready: [castle-cp-1 castle-worker-1 castle-worker-2]\nhealthcheck error: context deadline exceeded"),
            "etcd members" => StandInAnswer.Fine($"NODE        ID                 HOSTNAME      PEER URLS                CLIENT URLS              LEARNER\n{node}   3c1ac1a9ef5a5d1f   castle-cp-1   https://{node}:2380   https://{node}:2379   false"),
            _ => StandInAnswer.Fault($"unknown command \"{call.Line}\" for \"talosctl\""),
        };
    }

    /// <summary>Answers a call of <c>kubectl</c>.</summary>
    public StandInAnswer AnswerKubectl(StandInCall call)
    {
        string file = Path.Combine(copy, "out", "kubeconfig");
        return call.Line != "--kubeconfig out/kubeconfig get --raw /readyz" || call.Directory != copy ? StandInAnswer.Fault($"error: unknown command {call.Line}")
            : site.Cluster is { HasControlPlane: true } cluster && File.Exists(file) && File.ReadAllText(file) == cluster.Kubeconfig ? StandInAnswer.Fine("ok")
            : StandInAnswer.Fault("The connection to the server was refused - did you specify the right host or port?");
    }
}
