using Phoenix.Errors;
using Phoenix.Manifests;
using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Tests.Manifests;

/// <summary><c>wipe</c> and <c>memory</c> of a layer, and the gate <c>talos</c>.</summary>
public sealed class WipeSectionTests
{
    private const string Fingerprint = "AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89";

    [Fact]
    public void Everything_that_a_wipe_declares_is_read()
    {
        LayerDefinition layer = Parse(
            $"endpoint: https://pve:8006, token: TOKEN, fingerprint: \"{Fingerprint}\", vmids: [421, 431], ranges: [\"440-449\"], tag: tazlab, pool: lab, name: \"tazlab-*\", taskTimeout: 90s",
            "memory: { pve1: 16384, pve2: 8192 }").Layers[0];

        var wipe = Assert.IsType<WipeDefinition.Proxmox>(layer.Wipe);
        Assert.Equal((new Uri("https://pve:8006"), "TOKEN", null, Fingerprint.Replace(":", "", StringComparison.Ordinal)), (wipe.Endpoint, wipe.Token, wipe.CaFile, wipe.Fingerprint));
        Assert.Equal([421, 431], wipe.VmIds);
        Assert.Equal([new VmIdRange(440, 449)], wipe.Ranges);
        Assert.Equal(("tazlab", "lab", "tazlab-*", TimeSpan.FromSeconds(90)), (wipe.Tag, wipe.Pool, wipe.NamePattern, wipe.TaskTimeout));
        Assert.Equal(16384, layer.Memory["pve1"]);
        Assert.Equal(8192, layer.Memory["pve2"]);
    }

    [Fact]
    public void A_short_wipe_has_the_usual_bound_and_its_ca_beside_the_file()
    {
        var wipe = Assert.IsType<WipeDefinition.Proxmox>(Parse("endpoint: https://pve:8006/, token: TOKEN, caFile: pve.pem, tag: tazlab").Layers[0].Wipe);
        Assert.Equal(("/stacks/pve.pem", TimeSpan.FromMinutes(5)), (wipe.CaFile, wipe.TaskTimeout));
        Assert.Null(Parse(null).Layers[0].Wipe);
    }

    [Theory]
    [InlineData("token: TOKEN, vmids: [421]", "lacks 'endpoint'")]
    [InlineData("endpoint: https://pve:8006, vmids: [421]", "lacks 'token'")]
    [InlineData("endpoint: http://pve:8006, token: TOKEN, vmids: [421]", "'endpoint' must be the base address of the API")]
    [InlineData("endpoint: https://pve:8006/api2/json, token: TOKEN, vmids: [421]", "'endpoint' must be the base address of the API")]
    [InlineData("endpoint: pve, token: TOKEN, vmids: [421]", "'endpoint' must be the base address of the API")]
    [InlineData("endpoint: https://pve:8006, token: TOKN, vmids: [421]", "there is no secret 'TOKN'; did you mean 'TOKEN'?")]
    [InlineData("endpoint: https://pve:8006, token: TOKEN", "it does not say which machines are destroyed")]
    [InlineData("endpoint: https://pve:8006, token: TOKEN, tag: \"lab,talos\"", "can be no tag of Proxmox")]
    [InlineData("endpoint: https://pve:8006, token: TOKEN, pool: /lab", "can be no pool of Proxmox")]
    [InlineData("endpoint: https://pve:8006, token: TOKEN, name: \"x-*\"", "it does not say which machines are destroyed")]
    [InlineData("endpoint: https://pve:8006, token: TOKEN, vmids: [99]", "'99' is no id of a machine")]
    [InlineData("endpoint: https://pve:8006, token: TOKEN, vmids: [x]", "'x' is no id of a machine")]
    [InlineData("endpoint: https://pve:8006, token: TOKEN, ranges: [\"421\"]", "'421' is no range of ids")]
    [InlineData("endpoint: https://pve:8006, token: TOKEN, ranges: [\"440-421\"]", "the range '440-421' ends before it begins")]
    [InlineData("endpoint: https://pve:8006, token: TOKEN, ranges: [\"100-999999999\"]", "it names more than 1000 ids")]
    [InlineData("endpoint: https://pve:8006, token: TOKEN, vmids: [421], fingerprint: AB12", "'fingerprint' must be a SHA-256 fingerprint")]
    [InlineData("endpoint: https://pve:8006, token: TOKEN, vmids: [421], caFile: a, fingerprint: b", "'caFile' and 'fingerprint' are two ways")]
    [InlineData("endpoint: https://pve:8006, token: TOKEN, vmid: [421]", "unknown key 'vmid'")]
    public void What_is_wrong_with_a_wipe_is_said_with_its_place(string proxmox, string says) => Refused(() => Parse(proxmox), says);

    [Fact]
    public void A_labs_database_has_no_machines() => Refused(
        () => StackFile.Parse("name: a\nsecrets: { T: { env: T } }\nlayers: { b: { lab: x, wipe: { proxmox: { endpoint: https://p, token: T, vmids: [421] } } } }\n", "/stacks/phoenix.yaml"),
        "a lab's database has no machines");

    [Theory]
    [InlineData("memory: { pve1: 8G }")]
    [InlineData("memory: { pve1: 0 }")]
    public void Memory_is_a_number_of_mebibytes(string memory) => Refused(() => Parse("endpoint: https://pve:8006, token: TOKEN, vmids: [421]", memory), "the memory on 'pve1' must be a number of MiB");

    [Fact]
    public void A_talos_gate_is_read()
    {
        var gate = Assert.IsType<GateDefinition.Talos>(Gate("{ talos: { talosconfig: out/talosconfig, nodes: [10.5.0.2], controlPlane: 3, kubeconfig: out/kubeconfig }, timeout: 15m }"));
        Assert.Equal(("/stacks/out/talosconfig", 3, "/stacks/out/kubeconfig", TimeSpan.FromMinutes(15)), (gate.TalosConfig.Text, gate.ControlPlane, gate.KubeConfig, gate.Timeout));
        Assert.Equal(["10.5.0.2"], gate.Nodes.Select(n => n.Text));
    }

    [Theory]
    [InlineData("{ talos: { nodes: [a] } }", "lacks 'talosconfig'")]
    [InlineData("{ talos: { talosconfig: x } }", "lacks 'nodes'")]
    [InlineData("{ talos: { talosconfig: x, nodes: [a], controlPlane: 0 } }", "'controlPlane' must be a number from 1 to 99")]
    [InlineData("{ talos: { talosconfig: x, nodes: [a], controlplane: 3 } }", "unknown key 'controlplane'")]
    public void What_is_wrong_with_a_talos_gate_is_said_with_its_place(string gate, string says) => Refused(() => Gate(gate), says);

    private static GateDefinition Gate(string gate) =>
        StackFile.Parse($"name: a\nlayers:\n  b:\n    command: {{ up: [x] }}\n    gates: [ {gate} ]\n", "/stacks/phoenix.yaml").Layers[0].Gates[0];

    private static StackDefinition Parse(string? proxmox, string more = "needs: []") => StackFile.Parse(
        $"name: a\nsecrets: {{ TOKEN: {{ env: T }} }}\nlayers:\n  b:\n    command: {{ up: [x] }}\n    {more}\n{(proxmox is null ? "" : $"    wipe: {{ proxmox: {{ {proxmox} }} }}\n")}", "/stacks/phoenix.yaml");

    private static void Refused(Action parse, string says)
    {
        PhoenixException e = Assert.Throws<PhoenixException>(parse);
        Assert.Equal(ErrorCode.Configuration, e.Code);
        Assert.Matches("^phoenix.yaml:[0-9]+:[0-9]+: ", e.Message);
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
        Assert.NotEmpty(e.Hint);
    }
}
