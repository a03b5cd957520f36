using System.Text.Json.Nodes;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Sim;

/// <summary>The definitions that operators publish, on the simulator.</summary>
public sealed class SimOperatorTypesTests(RawApi api) : IClassFixture<RawApi>
{
    [Fact]
    public async Task A_cluster_of_postgres_is_validated_as_published()
    {
        await api.Server.InstallDefinitionsAsync(SharedDefinitions.Read("crunchy-v5.8.9"), TestContext.Current.CancellationToken);
        string address = $"/apis/postgres-operator.crunchydata.com/v1beta1/namespaces/{await api.NamespaceAsync()}/postgresclusters/db?fieldManager=t";
        JsonNode made = await api.OkAsync("PATCH", address, Cluster("{}"), "application/apply-patch+yaml");
        Assert.Equal(1, (int)made["metadata"]!["generation"]!);
        Assert.Equal(1, (int)made["spec"]!["instances"]![0]!["replicas"]!);

        (int code, JsonNode refused) = await api.SendAsync("PATCH", address, Cluster("""{"parameters":{"restore_command":"x"}}"""), "application/apply-patch+yaml");
        Assert.True(code == 422, refused.ToJsonString());
        (code, refused) = await api.SendAsync("PATCH", address, """{"apiVersion":"postgres-operator.crunchydata.com/v1beta1","kind":"PostgresCluster","spec":{"postgresVersion":16}}""", "application/apply-patch+yaml");
        Assert.True(code == 422, refused.ToJsonString());
        Assert.Contains("spec.instances", (string?)refused["message"], StringComparison.Ordinal);
        Assert.Empty(api.Server.UnmodelledRules);
    }

    [Fact]
    public async Task The_definitions_of_flux_and_external_secrets_are_served()
    {
        await api.Server.InstallDefinitionsAsync(SharedDefinitions.Read("flux"), TestContext.Current.CancellationToken);
        JsonNode group = await api.OkAsync("GET", "/apis/kustomize.toolkit.fluxcd.io");
        Assert.Equal("v1", (string?)group["preferredVersion"]!["version"]);
        (int code, JsonNode refused) = await api.SendAsync("POST", $"/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/{await api.NamespaceAsync()}/kustomizations",
            """{"apiVersion":"kustomize.toolkit.fluxcd.io/v1","kind":"Kustomization","metadata":{"name":"a"},"spec":{"interval":"soon","prune":true,"sourceRef":{"kind":"GitRepository","name":"x"}}}""");
        Assert.Equal(422, code);
        Assert.Contains("spec.interval in body should match", (string?)refused["message"], StringComparison.Ordinal);
        Assert.Empty(api.Server.UnmodelledRules);
    }

    private static string Cluster(string config) => """
        {"apiVersion":"postgres-operator.crunchydata.com/v1beta1","kind":"PostgresCluster","spec":{"postgresVersion":16,"config":CONFIG,
         "instances":[{"name":"a","dataVolumeClaimSpec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}],
         "backups":{"pgbackrest":{"repos":[{"name":"repo1","s3":{"bucket":"b","endpoint":"e","region":"r"}}]}}}}
        """.Replace("CONFIG", config, StringComparison.Ordinal);
}
