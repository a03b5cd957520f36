using System.Text.Json.Nodes;
using Phoenix.KubeSim.Objects;
using Phoenix.KubeSim.Resources;

namespace Phoenix.KubeSim.Control;

/// <summary>What a new cluster holds.</summary>
internal static class FirstObjects
{
    public static void Make(ControlWriter writer, KubeSimOptions options)
    {
        foreach (string name in new[] { "kube-system", "kube-public", "kube-node-lease", "default" })
        {
            writer.Create(BuiltInTypes.Get("namespaces"), null, Named(name));
        }

        JsonObject service = Named("kubernetes");
        service["spec"] = new JsonObject { ["ports"] = new JsonArray(new JsonObject { ["name"] = "https", ["port"] = 443, ["targetPort"] = 6443 }) };
        writer.Create(BuiltInTypes.Get("services"), "default", service);
        ResourceType nodes = BuiltInTypes.Get("nodes");
        foreach (string name in options.Nodes)
        {
            JsonObject node = Named(name);
            node.Object("metadata").Object("labels")["kubernetes.io/hostname"] = name;
            node["spec"] = new JsonObject { ["podCIDR"] = "10.244.0.0/24" };
            writer.Create(nodes, null, node);
            writer.Change(nodes, null, name, "status", content =>
            {
                content["status"] = new JsonObject
                {
                    ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = "True", ["reason"] = "KubeletReady", ["message"] = "kubelet is posting ready status" }),
                    ["addresses"] = new JsonArray(new JsonObject { ["type"] = "InternalIP", ["address"] = "127.0.0.1" }, new JsonObject { ["type"] = "Hostname", ["address"] = name }),
                    ["capacity"] = new JsonObject { ["cpu"] = "4", ["memory"] = "16Gi", ["pods"] = "110" },
                    ["allocatable"] = new JsonObject { ["cpu"] = "4", ["memory"] = "16Gi", ["pods"] = "110" },
                    ["nodeInfo"] = new JsonObject { ["kubeletVersion"] = "v1.36.0-sim", ["operatingSystem"] = "linux", ["architecture"] = "amd64" },
                };
            });
        }
    }

    private static JsonObject Named(string name) => new() { ["metadata"] = new JsonObject { ["name"] = name } };
}
