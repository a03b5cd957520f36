using Phoenix.Manifests.Lint;
using Phoenix.Manifests.Lint.Reading;
using Phoenix.Manifests.Lint.Schemas;
using Phoenix.Manifests.Yaml;
using Phoenix.Tests.Lint;
using Phoenix.Tests.Shape;
using Xunit;

namespace Phoenix.Tests.Shipped;

/// <summary>The castle's Flux tree: what lint says, and whether its operators' definitions accept it.</summary>
public sealed class CastleManifestTests
{
    private const string Clusters = CastleUnit.Castle + "/clusters";

    // Served by every cluster, or (MetalLB) by an operator whose definitions are not among the known ones.
    private static readonly string[] NotDefined = ["", "kustomize.config.k8s.io", "metallb.io"];

    [Fact]
    public void Lint_has_nothing_to_say()
    {
        LintSet set = Read(new CrdSchemas());

        Assert.True(set.SeesAll, string.Join('\n', set.Notes.Select(n => n.Message)));
        Assert.Empty(Linter.Check(set, LintRules.All).Select(f => $"{f.Place}: {f.Message}"));
        Assert.Equal(
            ["ClusterSecretStore infisical", "ExternalSecret castle-pguser-castle", "ExternalSecret castle-pguser-postgres", "ExternalSecret castle-s3", "HelmRelease external-secrets", "HelmRelease pgo", "HelmRepository crunchydata",
             "HelmRepository external-secrets", "IPAddressPool castle", "Kustomization configs", "Kustomization instances", "Kustomization network", "Kustomization operators", "L2Advertisement castle", "Namespace castle-db",
             "Namespace external-secrets", "Namespace postgres-operator", "PostgresCluster castle"],
            set.Manifests.Select(m => m.Title).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_operators_definitions_accept_every_object()
    {
        CrdSchemas schemas = Definitions();
        LintSet set = Read(schemas);

        Assert.Empty(set.Notes.Select(n => $"{n.Place}: {n.Message}"));
        // Nothing is right because nobody knows its kind.
        foreach (Manifest one in set.Manifests.Where(m => !NotDefined.Contains(m.Group)))
        {
            LintSet broken = new LintReader(new MemoryTree([("a.yaml", Look.Bytes($"apiVersion: {one.ApiVersion}\nkind: {one.Kind}\nmetadata: {{ name: a }}\nspec: {{ noSuchField: 1 }}\n"))])) { Schemas = schemas }.Read(["/"]);
            Assert.Contains(broken.Notes, n => n.Message.Contains("noSuchField", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Whatever_raises_the_database_raises_a_standby()
    {
        Manifest cluster = Assert.Single(Read(new CrdSchemas()).OfKind("PostgresCluster"));

        Assert.Equal(("true", "repo1"), (cluster.Text("spec", "standby", "enabled"), cluster.Text("spec", "standby", "repoName")));
        // The operator restores over a running database when a dataSource is added to it.
        Assert.Null(cluster.Find("spec", "dataSource"));
        // Flux makes it where it is missing, and never closes the one that was opened.
        Assert.Equal("IfNotPresent", cluster.Text("metadata", "annotations", "kustomize.toolkit.fluxcd.io/ssa"));
        Assert.Equal("flux-system/instances", cluster.AppliedBy);
        Manifest owner = Assert.Single(Read(new CrdSchemas()).OfKind("Kustomization"), k => k.Name == "instances");
        Assert.Equal("false", owner.Text("spec", "prune"));
        // Not among what Flux syncs by itself: the layer 'handover' applies it.
        Assert.Equal($"{Clusters}/handover/instances.yaml", owner.File.Path);
    }

    [Fact]
    public void Each_user_has_a_password_that_outlives_a_wipe()
    {
        LintSet set = Read(new CrdSchemas());
        Manifest cluster = Assert.Single(set.OfKind("PostgresCluster"));
        string[] users = [.. cluster.Items("spec", "users").Select(u => u.Text("name")!)];

        Assert.Equal(["postgres", "castle"], users);
        foreach (string user in users)
        {
            Manifest secret = Assert.Single(set.OfKind("ExternalSecret"), s => s.Name == $"castle-pguser-{user}");
            Assert.Equal(user, secret.Text("spec", "target", "template", "metadata", "labels", "postgres-operator.crunchydata.com/pguser"));
            // The operator must become the Secret's owner, and writes more into it.
            Assert.Equal(("CreatedOnce", "Orphan"), (secret.Text("spec", "refreshPolicy"), secret.Text("spec", "target", "creationPolicy")));
        }
    }

    [Fact]
    public void Versions_are_pinned_since_what_was_proven_is_what_shall_come_back()
    {
        Manifest[] releases = [.. Read(new CrdSchemas()).OfKind("HelmRelease")];

        Assert.Equal(2, releases.Length);
        Assert.All(releases, r => Assert.Matches(@"^\d+\.\d+\.\d+$", r.Text("spec", "chart", "spec", "version")));
    }

    private static CrdSchemas Definitions()
    {
        string crds = Path.GetFullPath(Path.Combine(Clone.Root, "../shared/crds"));
        Assert.SkipUnless(Directory.Exists(crds), "no folder with the operators' definitions beside the clone");
        CrdSchemas schemas = new();
        CrdSchemas.Read(new FolderTree(Clone.Root), crds, schemas);
        return schemas;
    }

    private static LintSet Read(CrdSchemas schemas) => new LintReader(new FolderTree(Clone.Root)) { Schemas = schemas }.Read([Path.Combine(Clone.Root, Clusters)]);
}
