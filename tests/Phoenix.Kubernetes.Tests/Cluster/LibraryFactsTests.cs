using k8s;
using k8s.KubeConfigModels;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Cluster;

/// <summary>What the KubernetesClient library does otherwise than kubectl: the reasons for code of our own. When one of these fails after an update, that code may go.</summary>
public sealed class LibraryFactsTests
{
    private const string Text = """
        apiVersion: v1
        kind: Config
        current-context: Castle
        contexts: [ { name: castle, context: { cluster: castle, user: admin } } ]
        clusters: [ { name: castle, cluster: { server: 'https://api.castle.test:6443', insecure-skip-tls-verify: true } } ]
        users: [ { name: admin, user: { tokenFile: token } } ]
        """;

    [Fact]
    public void It_compares_names_of_contexts_without_case_and_knows_no_tokenFile()
    {
        K8SConfiguration read = KubernetesYaml.Deserialize<K8SConfiguration>(Text.Replace("tokenFile: token", "token: a", StringComparison.Ordinal));
        Assert.Equal("castle", KubernetesClientConfiguration.BuildConfigFromConfigObject(read).CurrentContext);

        K8SConfiguration withFile = KubernetesYaml.Deserialize<K8SConfiguration>(Text);
        Assert.ThrowsAny<Exception>(() => KubernetesClientConfiguration.BuildConfigFromConfigObject(withFile));
    }

    [Fact]
    public void It_joins_the_arguments_of_an_exec_plugin()
    {
        ExternalExecution exec = new() { ApiVersion = "client.authentication.k8s.io/v1", Command = "a", Arguments = ["b c", "d"] };
        using System.Diagnostics.Process process = KubernetesClientConfiguration.CreateRunnableExternalProcess(exec);
        Assert.Equal("b c d", process.StartInfo.Arguments);
    }
}
