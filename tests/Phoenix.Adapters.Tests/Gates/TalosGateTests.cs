using Phoenix.Adapters.Gates;
using Phoenix.Errors;
using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Adapters.Tests.Gates;

public sealed class TalosGateTests : IDisposable
{
    private const string Three = """
        NODE       ID                 HOSTNAME   PEER URLS                CLIENT URLS              LEARNER
        10.5.0.2   1d8d2f0d4c4ab2e3   cp-1       https://10.5.0.2:2380    https://10.5.0.2:2379    false
        10.5.0.2   2b7ee2f9c4a20c11   cp-2       https://10.5.0.3:2380    https://10.5.0.3:2379    false
        10.5.0.2   9f00b1a277e3d5c2   cp-3       https://10.5.0.4:2380    https://10.5.0.4:2379    false

        """;

    private readonly GateBench _bench = new();
    private readonly TalosStandIn _talosctl;

    public TalosGateTests()
    {
        _talosctl = new TalosStandIn(_bench.Folder.Sub("bin"));
        _talosctl.Answer("members", Three);
        _talosctl.Answer("kube", "apiVersion: v1\n");
        File.WriteAllText(TalosConfig, "context: lab\n");
    }

    private string TalosConfig => _bench.Folder.Sub("talosconfig");

    private string KubeConfig => _bench.Folder.Sub("out/kubeconfig");

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_healthy_cluster_with_its_members_leaves_a_kubeconfig_for_its_owner_only()
    {
        Directory.CreateDirectory(_bench.Folder.Sub("out"));
        await File.WriteAllTextAsync(KubeConfig, "of the cluster before", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(KubeConfig, (UnixFileMode)0b110_100_100);

        Assert.Null(await LookAsync(Gate(3, KubeConfig)));

        Assert.Equal("apiVersion: v1\n", await File.ReadAllTextAsync(KubeConfig, TestContext.Current.CancellationToken));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KubeConfig));
        Assert.Equal(
            [
                $"health --wait-timeout 20s --talosconfig {TalosConfig} --nodes 10.5.0.2",
                $"etcd members --talosconfig {TalosConfig} --nodes 10.5.0.2",
                $"kubeconfig {KubeConfig}.new --force --merge=false --talosconfig {TalosConfig} --nodes 10.5.0.2",
            ],
            _talosctl.Calls);
    }

    [Fact]
    public async Task Without_members_and_kubeconfig_health_alone_decides()
    {
        Assert.Null(await LookAsync(Gate(null, null)));
        Assert.Single(_talosctl.Calls);
        _talosctl.Answer("unhealthy", "");
        string? reason = await LookAsync(Gate(null, null));
        Assert.Contains("talosctl health ended with exit code 1", reason, StringComparison.Ordinal);
        Assert.Contains("healthcheck error: rpc error", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "talosctl health ended without a check")]
    [InlineData("waiting for etcd to be healthy: OK\nwaiting for apid to be ready: ...\n", "talosctl health ended in the middle of a check: waiting for apid to be ready: ...")]
    [InlineData("waiting for etcd to be healthy: OK\n", "talosctl health ended before its last check, after: waiting for etcd to be healthy: OK")]
    [InlineData("waiting for kube-proxy to report ready: SKIP\nwaiting for all k8s nodes to report schedulable: SKIP\n", null)]
    public async Task Exit_code_0_alone_is_not_healthy(string printed, string? reason)
    {
        _talosctl.Answer("health", printed);
        Assert.Equal(reason, await LookAsync(Gate(null, null)));
    }

    [Fact]
    public async Task Too_few_members_keep_it_and_no_kubeconfig_is_written()
    {
        Assert.Equal("etcd has 3 members as 10.5.0.2 sees it, and must have 5", await LookAsync(Gate(5, KubeConfig)));
        Assert.False(File.Exists(KubeConfig));
    }

    [Fact]
    public async Task A_node_that_does_not_answer_is_told_with_the_warning()
    {
        _talosctl.Answer("warning", "WARNING: 1 error occurred: 10.5.0.3: connection refused\n");
        Assert.Equal(
            "1 of 2 nodes told their etcd members: WARNING: 1 error occurred: 10.5.0.3: connection refused", await LookAsync(Gate(3, null, "10.5.0.2", "10.5.0.3")));
    }

    [Fact]
    public async Task A_kubeconfig_that_cannot_be_had_leaves_the_old_one()
    {
        Directory.CreateDirectory(_bench.Folder.Sub("out"));
        await File.WriteAllTextAsync(KubeConfig, "old", TestContext.Current.CancellationToken);
        File.Delete(_bench.Folder.Sub("bin/kube"));
        Assert.Contains("talosctl kubeconfig ended with exit code 1: error copying", await LookAsync(Gate(3, KubeConfig)), StringComparison.Ordinal);
        _talosctl.Answer("kube", "");
        Assert.Equal("talosctl kubeconfig wrote nothing", await LookAsync(Gate(3, KubeConfig)));
        Assert.Equal("old", await File.ReadAllTextAsync(KubeConfig, TestContext.Current.CancellationToken));
        Assert.Equal([KubeConfig], Directory.GetFiles(_bench.Folder.Sub("out")));
    }

    [Fact]
    public async Task Nodes_and_talosconfig_may_be_outputs()
    {
        (_bench.Outputs["config"], _bench.Outputs["nodes"]) = (new LayerOutput(TalosConfig, Sensitive: false), new LayerOutput("10.5.0.2, 10.5.0.3", Sensitive: false));
        GateDefinition.Talos gate = new(new ValueTemplate("${platform.config}"), [new ValueTemplate("${platform.nodes}")], 3, null);
        Assert.Equal("1 of 2 nodes told their etcd members", await LookAsync(gate));
        Assert.EndsWith("--nodes 10.5.0.2,10.5.0.3", _talosctl.Calls[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_talosconfig_that_is_not_there_may_come()
    {
        File.Delete(TalosConfig);
        Assert.Equal($"the talosconfig '{TalosConfig}' is not there", await LookAsync(Gate(3, null)));
    }

    [Fact]
    public async Task Without_talosctl_the_wait_ends()
    {
        TalosGate gate = new(Gate(3, null), _bench.Scope) { Program = "no-such-talosctl-of-phoenix" };
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => gate.LookAsync(TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCode.ToolMissing, e.Code);
    }

    [Theory]
    [InlineData("unknown flag: --wait-timeout", true)]
    [InlineData("Error: unknown command \"health\" for \"talosctl\"", true)]
    [InlineData("healthcheck error: unknown flag: --in-a-message", false)]
    [InlineData("error constructing client: failed to determine endpoints", false)]
    [InlineData("rpc error: code = Unavailable desc = last connection error: connection error: desc = \"transport: authentication handshake failed: tls: failed to verify certificate\"", false)]
    public async Task Only_a_talosctl_that_does_not_know_the_question_ends_the_wait(string printed, bool ends)
    {
        await File.WriteAllTextAsync(_talosctl.Program, $"#!/bin/sh\ncat >&2 <<'END'\n{printed}\nEND\nexit 1\n", TestContext.Current.CancellationToken);
        if (ends)
        {
            Assert.Contains(printed, (await Assert.ThrowsAsync<PhoenixException>(() => LookAsync(Gate(3, null)))).Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains(printed, await LookAsync(Gate(3, null)), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("ID   HOSTNAME   PEER URLS   CLIENT URLS\nab12   cp-1   https://a:2380   https://a:2379\n", 1, null)]
    [InlineData("ID   HOSTNAME   PEER URLS   CLIENT URLS\nab12      https://a:2380   https://a:2379\n", 1, null)]
    [InlineData("NODE   ID   HOSTNAME\nn1   ab12   cp-1\nNODE   ID   HOSTNAME\nn1   cd34   cp-2\n", 2, null)]
    [InlineData("NODE   ID   HOSTNAME   PEER URLS   CLIENT URLS   LEARNER\nn1   ab12   cp-1   p   c   false\nn1   cd34   cp-2   p   c   true\n", 2, "etcd has 1 members as n1 sees it, and must have 2; some are learners still")]
    [InlineData("NODE   ID   HOSTNAME\nn1   ab12   cp-1\nn1   cd34   cp-old\n", 1, "etcd has 2 members as n1 sees it, and must have 1")]
    [InlineData("", 1, "0 of 1 nodes told their etcd members")]
    [InlineData("error: something else\n", 1, "0 of 1 nodes told their etcd members")]
    public void Members_are_read_whatever_columns_there_are(string output, int wanted, string? reason) =>
        Assert.Equal(reason, EtcdMembers.Parse(output).Disagreement(1, wanted));

    [Fact]
    public void Nodes_that_see_different_members_are_not_one_cluster() =>
        Assert.Equal("the nodes see different etcd members", EtcdMembers.Parse("NODE   ID   HOSTNAME\nn1   ab12   cp-1\nn2   cd34   cp-2\n").Disagreement(2, 1));

    private Task<string?> LookAsync(GateDefinition.Talos gate) => new TalosGate(gate, _bench.Scope) { Program = _talosctl.Program }.LookAsync(TestContext.Current.CancellationToken);

    private GateDefinition.Talos Gate(int? members, string? kubeConfig, params string[] nodes) =>
        new(new ValueTemplate(TalosConfig), [.. (nodes.Length > 0 ? nodes : ["10.5.0.2"]).Select(n => new ValueTemplate(n))], members, kubeConfig);
}
