using System.Text;
using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.ExternalSecrets;
using Phoenix.Ports;

namespace Phoenix.Kubernetes.Tests.ExternalSecrets;

/// <summary>Objects of External Secrets as its controller writes them.</summary>
internal static class SecretSamples
{
    internal const string Conf = "[global]\nrepo1-s3-key=AKIAEXAMPLE\nrepo1-s3-key-secret=very-secret-key\nrepo1-path=/pgbackrest/repo1\n";

    internal static ExpectedRepository Repository { get; } =
        new(new RepositoryLocation("s3.test:9000", "castle", "eu-central-1", "/pgbackrest/repo1", "db"), "AKIAEXAMPLE", "very-secret-key", null, null);

    /// <summary>An ExternalSecret that is synced at its generation.</summary>
    internal static JsonObject External(string reason = "SecretSynced", string message = "secret synced", string status = "True", string synced = "1-abc") => new()
    {
        ["apiVersion"] = "external-secrets.io/v1",
        ["kind"] = "ExternalSecret",
        ["metadata"] = new JsonObject { ["name"] = "s3", ["namespace"] = "castle-db", ["generation"] = 1, ["uid"] = "uid-es" },
        ["spec"] = new JsonObject
        {
            ["secretStoreRef"] = new JsonObject { ["kind"] = "ClusterSecretStore", ["name"] = "vault" },
            ["target"] = new JsonObject
            {
                ["name"] = "pgbackrest-s3",
                ["creationPolicy"] = "Owner",
                ["template"] = new JsonObject { ["data"] = new JsonObject { ["s3.conf"] = "[global]\nrepo1-s3-key={{ .key }}\nrepo1-s3-key-secret={{ .secret }}\nrepo1-path=/pgbackrest/repo1\n" } },
            },
            ["data"] = new JsonArray(
                new JsonObject { ["secretKey"] = "key", ["remoteRef"] = new JsonObject { ["key"] = "S3_KEY" } },
                new JsonObject { ["secretKey"] = "secret", ["remoteRef"] = new JsonObject { ["key"] = "S3_SECRET" } }),
        },
        ["status"] = new JsonObject
        {
            ["syncedResourceVersion"] = synced,
            ["refreshTime"] = "2026-02-10T14:55:00Z",
            ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = status, ["reason"] = reason, ["message"] = message }),
        },
    };

    internal static JsonObject Secret(params (string Key, string Value)[] data) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new JsonObject
        {
            ["name"] = "pgbackrest-s3", ["namespace"] = "castle-db", ["ownerReferences"] = new JsonArray(new JsonObject { ["kind"] = "ExternalSecret", ["name"] = "s3", ["uid"] = "uid-es" }),
        },
        ["data"] = new JsonObject(data.Select(d => KeyValuePair.Create<string, JsonNode?>(d.Key, Convert.ToBase64String(Encoding.UTF8.GetBytes(d.Value))))),
    };

    internal static JsonObject Store(string status = "True", string reason = "Valid", string message = "store validated") => new()
    {
        ["apiVersion"] = "external-secrets.io/v1",
        ["kind"] = "ClusterSecretStore",
        ["metadata"] = new JsonObject { ["name"] = "vault" },
        ["spec"] = new JsonObject { ["provider"] = new JsonObject { ["fake"] = new JsonObject { ["data"] = new JsonArray() } } },
        ["status"] = new JsonObject { ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = status, ["reason"] = reason, ["message"] = message }) },
    };

    internal static ExternalSecretObject Read(JsonObject of) => new(new KubeObject(of));
}
