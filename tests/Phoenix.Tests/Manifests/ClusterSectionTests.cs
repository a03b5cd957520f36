using Phoenix.Errors;
using Phoenix.Manifests;
using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Tests.Manifests;

/// <summary>The cluster of a stack file, and the drivers and gates that work on it.</summary>
public sealed class ClusterSectionTests
{
    private const string Engine = "  engine: { command: { up: [x], outputs: [y] } }\n";

    [Fact]
    public void A_castle_is_read()
    {
        StackDefinition stack = Parse(
            "secrets: { P: { env: P } }\n"
            + "cluster: { kubeconfig: { text: \"${engine.kubeconfig}\" }, context: admin@castle, identity: 6F0C2D0E-6b1d-4d2a-9b57-0c5d8f2a1e33, layer: engine }\nlayers:\n" + Engine
            + "  database:\n    postgresCluster: { name: tazlab-db/tazlab, manage: patch, manifest: git/db.yaml, users: { app: P } }\n    needs: [engine]\n"
            + "    gates: [ { webhook: metallb-system/metallb-webhook, timeout: 1m } ]\n");

        ClusterDefinition cluster = Assert.IsType<ClusterDefinition>(stack.Cluster);
        Assert.Equal("6f0c2d0e-6b1d-4d2a-9b57-0c5d8f2a1e33", cluster.Identity);
        Assert.Equal(("${engine.kubeconfig}", "admin@castle", "engine", false), (cluster.KubeconfigText?.Text, cluster.Context, cluster.Layer, cluster.InCluster));
        Assert.Equal(["engine"], TemplateReferences.Of(stack));
        var database = Assert.IsType<DriverDefinition.PostgresCluster>(stack.Layers[1].Driver);
        Assert.Equal(new ClusterObjectName("tazlab-db", "tazlab"), database.Cluster);
        Assert.Equal(
            (ClusterManage.Patch, "repo1", "/stacks/git/db.yaml", null, "postgres", null),
            (database.Manage, database.RepoName, database.Manifest, database.Owner, database.Admin, database.Dsn));
        Assert.Equal("P", database.Users["app"]);
        Assert.True(database.HoldsDatabase);
        Assert.Equal(new GateDefinition.Webhook(new ClusterObjectName("metallb-system", "metallb-webhook")) { Timeout = TimeSpan.FromMinutes(1) }, stack.Layers[1].Gates[0]);
    }

    [Fact]
    public void A_database_named_alone_is_only_watched()
    {
        var database = Assert.IsType<DriverDefinition.PostgresCluster>(Parse("cluster: { kubeconfig: k }\nlayers: { d: { postgresCluster: db/db } }\n").Layers[0].Driver);

        Assert.Equal((ClusterManage.Observe, "postgres", null), (database.Manage, database.Admin, database.Manifest));
    }

    [Fact]
    public void Paths_start_from_the_files_folder()
    {
        StackDefinition stack = Parse("cluster: { kubeconfig: out/kubeconfig }\nlayers: { a: { kubernetes: { manifests: [a.yaml, b] } }, b: { kubernetes: { kustomization: c, namespace: n, force: true } } }\n");

        Assert.Equal("/stacks/out/kubeconfig", stack.Cluster?.KubeconfigFile?.Text);
        Assert.Equal(["/stacks/a.yaml", "/stacks/b"], Assert.IsType<DriverDefinition.Kubernetes>(stack.Layers[0].Driver).Manifests);
        Assert.Equal(("/stacks/c", "n", true), stack.Layers[1].Driver is DriverDefinition.Kubernetes k ? (k.Kustomization, k.Namespace, k.Force) : default);
    }

    [Fact]
    public void All_of_flux_is_no_list()
    {
        StackDefinition stack = Parse("cluster: { kubeconfig: k }\nlayers: { a: { flux: all }, b: { flux: { kustomizations: [flux-system/apps], nudgeAfter: 30s } }, c: { longhorn: { remedy: true } } }\n");

        var all = Assert.IsType<DriverDefinition.Flux>(stack.Layers[0].Driver);
        Assert.Empty(all.Kustomizations);
        Assert.Equal(TimeSpan.FromMinutes(2), all.NudgeAfter);
        Assert.Equal(TimeSpan.FromSeconds(30), Assert.IsType<DriverDefinition.Flux>(stack.Layers[1].Driver).NudgeAfter);
        Assert.Equal(new DriverDefinition.Longhorn("longhorn-system", Remedy: true), stack.Layers[2].Driver);
    }

    [Theory]
    [InlineData("layers: { b: { flux: all } }\n", "phoenix.yaml:2:11: layer 'b' works on a Kubernetes cluster, and the stack names none", "")]
    [InlineData("layers: { b: { command: { up: [x] }, gates: [ { flux: all } ] } }\n", "layer 'b' works on a Kubernetes cluster, and the stack names none", "")]
    [InlineData("cluster: { kubeconfig: k }\nlayers: { b: { lab: x } }\n", "phoenix.yaml:2:10: no layer works on the cluster", "")]
    [InlineData("cluster: { kubeconfig: k, layer: c }\nlayers: { b: { flux: all } }\n", "the cluster's layer 'c' is not declared", "")]
    [InlineData("cluster: { kubeconfig: k, layer: b }\nlayers: { b: { flux: all } }\n", "phoenix.yaml:2:34: layer 'b' lives in the cluster", "")]
    [InlineData("cluster: { kubeconfig: k, identity: castle }\nlayers: { b: { flux: all } }\n", "'castle' is no identity of a cluster", "kube-system")]
    [InlineData("cluster: { kubeconfig: { inCluster: true }, context: c }\nlayers: { b: { flux: all } }\n", "'context' chooses from a kubeconfig", "")]
    [InlineData("cluster: { kubeconfig: { inCluster: false } }\nlayers: { b: { flux: all } }\n", "a way that is switched off", "")]
    [InlineData("cluster: { kubeconfig: { file: k, secret: s } }\nlayers: { b: { flux: all } }\n", "a kubeconfig must be given in one way", "")]
    [InlineData("cluster: { kubeconfig: { secret: S } }\nlayers: { b: { flux: all } }\n", "there is no secret 'S'", "")]
    [InlineData("cluster: { kubeconfig: { text: \"apiVersion: v1\" } }\nlayers: { b: { flux: all } }\n", "a kubeconfig is not written into the stack file", "")]
    [InlineData("cluster: { kubeconfig: { text: \"${e.k}\" } }\nlayers: { e: { command: { up: [x] } }, b: { flux: all } }\n", "layer 'b' refers to an output of 'e', which it does not need", "")]
    [InlineData("cluster: { kubeconfig: k }\nlayers: { b: { postgresCluster: db } }\n", "phoenix.yaml:3:33: 'postgresCluster': 'db' is not namespace/name", "")]
    [InlineData("cluster: { kubeconfig: k }\nlayers: { b: { postgresCluster: Db/db } }\n", "'Db/db' is not namespace/name", "")]
    [InlineData("cluster: { kubeconfig: k }\nlayers: { b: { postgresCluster: { name: a/b, manage: obseve } } }\n", "'manage' cannot be 'obseve'", "did you mean 'observe'?")]
    [InlineData("cluster: { kubeconfig: k }\nlayers: { b: { postgresCluster: { name: a/b, manifest: m.yaml } } }\n", "with 'manage: observe' somebody else makes and opens the cluster", "manage: patch")]
    [InlineData("cluster: { kubeconfig: k }\nlayers: { b: { postgresCluster: { name: a/b, owner: flux-system/c } } }\n", "phoenix.yaml:3:46: with 'manage: observe' somebody else makes and opens the cluster", "remove 'owner'")]
    [InlineData("cluster: { kubeconfig: k }\nlayers: { b: { postgresCluster: { name: a/b, users: { my_app: P } } } }\nsecrets: { P: { env: P } }\n", "'my_app' can be no user of a PostgresCluster", "underscore")]
    [InlineData("cluster: { kubeconfig: k }\nlayers: { b: { postgresCluster: { name: a/b, users: { app: P } } } }\n", "there is no secret 'P'", "")]
    [InlineData("cluster: { kubeconfig: k }\nlayers: { b: { postgresCluster: a/b }, c: { lab: x } }\n", "'c' is a second lab", "a stack has one database")]
    [InlineData("cluster: { kubeconfig: k }\nlayers: { b: { lab: x }, c: { postgresCluster: a/b } }\n", "'c' is a second database", "")]
    [InlineData("cluster: { kubeconfig: k }\nlayers: { b: { postgresCluster: a/b, wipe: { proxmox: { tag: t } } } }\n", "a database of a cluster has no machines of its own", "")]
    [InlineData("cluster: { kubeconfig: k }\nlayers: { b: { kubernetes: { namespace: n } } }\n", "it must name manifests or a kustomization", "")]
    [InlineData("cluster: { kubeconfig: k }\nlayers: { b: { flux: { kustomizations: [a/b, a/b] } } }\n", "'a/b' is in 'kustomizations' twice", "")]
    [InlineData("cluster: { kubeconfig: k }\nlayers: { b: { command: { up: [x] }, gates: [ { longhorn: soon } ] } }\n", "Longhorn cannot be 'soon'", "ready")]
    public void What_is_wrong_is_refused(string text, string message, string hint)
    {
        PhoenixException e = Assert.Throws<PhoenixException>(() => Parse(text));

        Assert.Equal(ErrorCode.Configuration, e.Code);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Contains(hint, e.Message + e.Hint, StringComparison.Ordinal);
    }

    private static StackDefinition Parse(string text) => StackFile.Parse("name: castle\n" + text, "/stacks/phoenix.yaml");
}
