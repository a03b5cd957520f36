using System.Text;
using System.Text.Json.Nodes;
using Phoenix.KubeSim.Operators.Crunchy.Node;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Crunchy;

/// <summary>Services, and the certificate of the servers.</summary>
/// <param name="pass">The pass.</param>
internal sealed class ServiceStep(ClusterPass pass)
{
    private PostgresClusterSpec Spec => pass.Spec;

    /// <summary>The Service that names the Pods; there before any data.</summary>
    public Task PodsAsync() => pass.ApplyAsync(
        pass.Kinds.Service,
        new JsonObject
        {
            ["metadata"] = pass.Metadata(CrunchyNames.PodService(Spec.Name), []),
            ["spec"] = new JsonObject
            {
                ["clusterIP"] = "None", ["publishNotReadyAddresses"] = true, ["selector"] = new JsonObject { [CrunchyNames.Cluster] = Spec.Name },
            },
        });

    /// <summary>The Services of clients and of Patroni.</summary>
    public async Task RunAsync()
    {
        (string, string) patroni = (CrunchyNames.Patroni, CrunchyNames.PatroniScope(Spec.Name));
        await pass.ApplyAsync(pass.Kinds.Service, Service(CrunchyNames.PatroniScope(Spec.Name), [patroni], new JsonObject { ["type"] = "ClusterIP" }, ports: true));
        await pass.ApplyAsync(pass.Kinds.Service, Service(CrunchyNames.PatroniConfig(Spec.Name), [patroni], new JsonObject { ["clusterIP"] = "None" }, ports: false));
        await pass.ApplyAsync(
            pass.Kinds.Service, Service(CrunchyNames.PrimaryService(Spec.Name), [(CrunchyNames.Role, "primary")], new JsonObject { ["clusterIP"] = "None" }, ports: true));
        JsonObject replicas = new()
        {
            ["type"] = "ClusterIP",
            ["selector"] = new JsonObject { [CrunchyNames.Cluster] = Spec.Name, [CrunchyNames.Role] = "replica" },
        };
        await pass.ApplyAsync(pass.Kinds.Service, Service(CrunchyNames.ReplicaService(Spec.Name), [(CrunchyNames.Role, "replica")], replicas, ports: true));
    }

    /// <summary>The certificates in their Secrets; those that are there stay.</summary>
    public async Task<ServerCertificate> CertificateAsync()
    {
        KubeObject? server = await pass.Objects.GetAsync(pass.Kinds.Secret, Spec.Space, CrunchyNames.CertificateSecret(Spec.Name), pass.Token);
        KubeObject? client = await pass.Objects.GetAsync(pass.Kinds.Secret, Spec.Space, CrunchyNames.ReplicationSecret(Spec.Name), pass.Token);
        if (server is not null && client is not null
            && Read(server, "ca.crt") is { } authority && Read(server, "tls.crt") is { } certificate && Read(server, "tls.key") is { } key
            && Read(client, "tls.crt") is { } replication && Read(client, "tls.key") is { } replicationKey)
        {
            return new ServerCertificate(authority, certificate, key, replication, replicationKey);
        }

        ServerCertificate made = ServerCertificate.Make(Spec.Name, Spec.Space, pass.Options.Time.GetUtcNow());
        await WriteAsync(CrunchyNames.CertificateSecret(Spec.Name), "postgres-tls", made.Authority, made.Certificate, made.Key);
        await WriteAsync(CrunchyNames.ReplicationSecret(Spec.Name), "replication-client-tls", made.Authority, made.Replication, made.ReplicationKey);
        return made;
    }

    public static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>One value of a Secret; null when it is not there or empty.</summary>
    public static string? Read(KubeObject secret, string key) =>
        Json.Text(secret.At("data", key)) is { Length: > 0 } value ? Encoding.UTF8.GetString(Convert.FromBase64String(value)) : null;

    private Task WriteAsync(string name, string kind, string authority, string certificate, string key) => pass.ApplyAsync(pass.Kinds.Secret, new JsonObject
    {
        ["metadata"] = pass.Metadata(name, [(CrunchyNames.Certificate, kind)]),
        ["type"] = "Opaque",
        ["data"] = new JsonObject { ["ca.crt"] = Encode(authority), ["tls.crt"] = Encode(certificate), ["tls.key"] = Encode(key) },
    });

    private JsonObject Service(string name, (string, string)[] labels, JsonObject spec, bool ports)
    {
        if (ports)
        {
            spec["ports"] = Json.List(new JsonObject { ["name"] = "postgres", ["port"] = Spec.Port, ["protocol"] = "TCP", ["targetPort"] = "postgres" });
        }

        return new JsonObject { ["metadata"] = pass.Metadata(name, labels), ["spec"] = spec };
    }
}
