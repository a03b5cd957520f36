using System.Text.Json.Nodes;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Sim;

/// <summary>Admission webhooks whose Service is not ready.</summary>
public sealed class SimWebhookTests(RawApi api) : IClassFixture<RawApi>
{
    [Fact]
    public async Task What_a_webhook_must_be_asked_about_is_refused_until_it_can_be_reached()
    {
        string space = await api.NamespaceAsync();
        await api.OkAsync("POST", "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", $$$"""
            {"metadata":{"name":"hook"},"webhooks":[{"name":"check.example.org","failurePolicy":"Fail","clientConfig":{"service":{"namespace":"{{{space}}}","name":"hook","path":"/validate"}},
             "rules":[{"apiGroups":["batch"],"apiVersions":["v1"],"operations":["CREATE"],"resources":["cronjobs"]}]}]}
            """);
        string address = $"/apis/batch/v1/namespaces/{space}/cronjobs";
        (int code, JsonNode refused) = await api.SendAsync("POST", address, """{"metadata":{"name":"a"}}""");
        Assert.Equal(500, code);
        Assert.Equal("InternalError", (string?)refused["reason"]);
        Assert.Contains("failed calling webhook \"check.example.org\"", (string?)refused["message"], StringComparison.Ordinal);
        Assert.Contains("connect: connection refused", (string?)refused["message"], StringComparison.Ordinal);
        await api.ConfigMapAsync(space, "other");

        await api.OkAsync("POST", $"/apis/discovery.k8s.io/v1/namespaces/{space}/endpointslices",
            """{"addressType":"IPv4","metadata":{"name":"hook-1","labels":{"kubernetes.io/service-name":"hook"}},"endpoints":[{"addresses":["10.0.0.1"],"conditions":{"ready":true}}]}""");
        await api.OkAsync("POST", address, """{"metadata":{"name":"a"}}""");
    }
}
