using Phoenix.Manifests.Lint;
using Phoenix.Manifests.Yaml;
using Xunit;

namespace Phoenix.Tests.Lint;

/// <summary>Kustomizations are followed: what a rule sees is what would be applied, and it is placed where it was written.</summary>
public sealed class KustomizeTests
{
    [Fact]
    public void Namespace_prefix_suffix_and_labels_are_in_the_objects()
    {
        LintSet set = Look.Read(
            ("base/kustomization.yaml", "resources: [a.yaml, pod.yaml]\n"),
            ("base/a.yaml", Look.ConfigMap("a", "bad")),
            ("base/pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata: { name: p, namespace: old }\nspec: { volumes: [ { name: v, configMap: { name: a } } ] }\n"),
            ("overlay/kustomization.yaml", "resources:\n- ../base\nnamespace: prod\nnamePrefix: x-\nnameSuffix: -y\ncommonLabels: { app: castle }\n"));

        Assert.Equal(["ConfigMap x-a-y prod castle", "Pod x-p-y prod castle"], set.Manifests.Select(m => $"{m.Title} {m.Namespace} {m.Text("metadata", "labels", "app")}"));
        Assert.Equal("x-a-y", set.Manifests[1].Text("spec", "volumes", "0", "configMap", "name"));
        LintFinding found = Assert.Single(Linter.Check(set, [new MarkRule()]));
        Assert.Equal("base/a.yaml:6:8", found.Place.ToString());
        Assert.NotNull(found.Fix);
        Assert.Equal("overlay/kustomization.yaml:3:12", set.Manifests[0].At(set.Manifests[0].Scalar("metadata", "namespace")!).ToString());
    }

    [Fact]
    public void A_base_in_two_overlays_is_two_objects_and_one_finding_for_each()
    {
        LintSet set = Look.Read(
            ("base/kustomization.yaml", "resources: [a.yaml]\n"),
            ("base/a.yaml", Look.ConfigMap("a", "bad")),
            ("one/kustomization.yaml", "resources: [../base]\nnamespace: one\n"),
            ("two/kustomization.yaml", "resources: [../base]\nnamespace: two\n"));

        Assert.Equal(["one", "two"], set.Manifests.Select(m => m.Namespace).Order());
        Assert.Equal(2, Linter.Check(set, [new MarkRule()]).Count);
    }

    [Fact]
    public void Patches_of_every_spelling_are_applied_and_placed_in_their_own_file()
    {
        LintSet set = Look.Read(
            ("kustomization.yaml", """
                resources: [a.yaml, b.yaml]
                patches:
                - path: merge.yaml
                - target: { kind: ConfigMap, name: "b.*" }
                  patch: |
                    - op: replace
                      path: /data/key
                      value: bad
                    - op: add
                      path: /data/other~1key
                      value: added
                patchesStrategicMerge:
                - merge2.yaml
                """),
            ("a.yaml", Look.ConfigMap("a", "fine")),
            ("b.yaml", Look.ConfigMap("b", "fine")),
            ("merge.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  key: null\n  made: bad\n"),
            ("merge2.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  more: x\n"));

        Assert.Equal(["more", "made"], set.Manifests[0].Entries("data").Select(e => e.Key.Text));
        Assert.Equal("added", set.Manifests[1].Text("data", "other/key"));
        Assert.Equal(["mark kustomization.yaml:8:1", "mark merge.yaml:7:9"], Look.At(set));
    }

    [Fact]
    public void Lists_are_merged_by_name_only_where_kubernetes_does_so()
    {
        const string containers = "spec:\n  containers:\n  - { name: a, image: one }\n  - { name: b, image: two }\n";
        const string patch = "spec:\n  containers:\n  - { name: b, image: three }\n";
        LintSet set = Look.Read(
            ("kustomization.yaml", "resources: [a.yaml]\npatches: [ { path: p.yaml } ]\n"),
            ("a.yaml", $"apiVersion: v1\nkind: Pod\nmetadata: {{ name: a }}\n{containers}---\napiVersion: example.org/v1\nkind: Castle\nmetadata: {{ name: a }}\n{containers}"),
            ("p.yaml", $"apiVersion: v1\nkind: Pod\nmetadata: {{ name: a }}\n{patch}---\napiVersion: example.org/v1\nkind: Castle\nmetadata: {{ name: a }}\n{patch}"));

        Assert.Equal(["one", "three"], set.Manifests[0].Items("spec", "containers").Select(c => c.Text("image")));
        Assert.Equal(["three"], set.Manifests[1].Items("spec", "containers").Select(c => c.Text("image")));
    }

    [Fact]
    public void A_patch_deletes_an_object_and_a_key()
    {
        LintSet set = Look.Read(
            ("kustomization.yaml", "resources: [a.yaml]\npatches:\n- patch: '{ apiVersion: v1, kind: ConfigMap, metadata: { name: a }, $patch: delete }'\n"),
            ("a.yaml", Look.ConfigMap("a", "bad")));

        Assert.Empty(set.Manifests);
        Assert.Empty(Look.At(set));
    }

    [Fact]
    public void Generators_make_objects_with_the_places_of_their_files()
    {
        LintSet set = Look.Read(
            ("kustomization.yaml", "secretGenerator:\n- name: s3\n  files: [conf/s3.conf]\n  literals: [ key=value ]\n  envs: [ conf/x.env ]\nconfigMapGenerator:\n- name: c\n  literals:\n  - a=bad\nnamespace: db\n"),
            ("conf/s3.conf", "[global]\nrepo1-s3-key=bad\n"),
            ("conf/x.env", "# x\nA=1\n"));

        Manifest secret = Assert.Single(set.OfKind("Secret"));
        Assert.Equal(["key", "s3.conf", "A"], secret.Entries("stringData").Select(e => e.Key.Text));
        Assert.Equal("db", secret.Namespace);
        Assert.Same(secret, Assert.Single(set.Confs).Owner);
        Assert.Equal(["mark conf/s3.conf:2:14", "mark kustomization.yaml:9:5"], Look.At(set));
    }

    [Fact]
    public void Components_change_what_was_collected()
    {
        LintSet set = Look.Read(
            ("kustomization.yaml", "resources: [a.yaml]\ncomponents: [c]\n"),
            ("a.yaml", Look.ConfigMap("a", "fine")),
            ("c/kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [ { patch: '{ kind: ConfigMap, metadata: { name: a }, data: { key: bad } }' } ]\n"));

        Assert.Equal("bad", Assert.Single(set.Manifests).Text("data", "key"));
    }

    [Theory]
    [InlineData("resources: [gone.yaml]\n", "kustomization-broken kustomization.yaml:1:13")]
    [InlineData("resources: [empty]\n", "kustomization-broken kustomization.yaml:1:13")]
    [InlineData("resources: [a.yaml]\npatches: [ { path: gone.yaml } ]\n", "kustomization-broken kustomization.yaml:2:12")]
    [InlineData("resources: [a.yaml]\npatches: [ { patch: '{ kind: ConfigMap, metadata: { name: nobody } }' } ]\n", "kustomization-broken kustomization.yaml:2:12")]
    [InlineData("resources: [a.yaml]\nsecretGenerator: [ { name: s, files: [gone.conf] } ]\n", "kustomization-broken kustomization.yaml:2:39")]
    [InlineData("resources: [a.yaml, 'https://example.org/x.yaml']\n", "not-followed kustomization.yaml:1:21")]
    [InlineData("resources: [a.yaml, 'github.com/x/y//z?ref=v1']\n", "not-followed kustomization.yaml:1:21")]
    [InlineData("resources: [a.yaml]\nhelmCharts: [ { name: x } ]\n", "not-followed kustomization.yaml:2:1")]
    [InlineData("resources: [a.yaml]\nreplacements: [ { path: x } ]\n", "not-followed kustomization.yaml:2:1")]
    public void What_cannot_be_followed_is_said_and_nothing_is_concluded_from_what_is_missing(string kustomization, string expected)
    {
        LintSet set = Look.Read(("kustomization.yaml", kustomization), ("a.yaml", Look.ConfigMap("a", "fine")), ("empty/x.txt", ""));

        Assert.Contains(expected, Look.At(set));
        Assert.False(set.SeesAll);
    }

    [Theory]
    [InlineData("labelSelector: app=x", true)]
    [InlineData("labelSelector: 'app==x,tier in (a, b)'", true)]
    [InlineData("labelSelector: 'tier notin (a, b)'", false)]
    [InlineData("labelSelector: 'other notin (true)'", true)]
    [InlineData("labelSelector: 'app!=y,!other'", true)]
    [InlineData("labelSelector: other", false)]
    [InlineData("annotationSelector: note=yes", true)]
    [InlineData("annotationSelector: note=no", false)]
    [InlineData("kind: ConfigMap, version: v1", true)]
    [InlineData("kind: ConfigMap, version: v2", false)]
    public void A_patch_selects_by_labels_annotations_and_version(string target, bool isSelected)
    {
        LintSet set = Look.Read(
            ("kustomization.yaml", $"resources: [a.yaml]\npatches:\n- target: {{ {target} }}\n  patch: '{{ data: {{ key: bad }} }}'\n"),
            ("a.yaml", Look.ConfigMap("a", "fine").Replace("  name: a\n", "  name: a\n  labels: { app: x, tier: b }\n  annotations: { note: 'yes' }\n", StringComparison.Ordinal)));

        Assert.Equal(isSelected ? "bad" : "fine", Assert.Single(set.Manifests).Text("data", "key"));
        Assert.True(set.SeesAll);
    }

    [Theory]
    [InlineData("labelSelector: 'app > 1'")]
    [InlineData("labelSelector: 'app=x,open=y'")]
    public void A_selector_that_cannot_be_told_is_said(string target)
    {
        LintSet set = Look.Read(
            ("kustomization.yaml", $"resources: [a.yaml]\npatches:\n- target: {{ {target} }}\n  patch: '{{ data: {{ key: bad }} }}'\n"),
            ("a.yaml", Look.ConfigMap("a", "fine").Replace("  name: a\n", "  name: a\n  labels: { app: x, open: '${V}' }\n", StringComparison.Ordinal)));

        Assert.Equal(["not-followed kustomization.yaml:3:3"], Look.At(set));
        Assert.Equal("fine", Assert.Single(set.Manifests).Text("data", "key"));
    }

    [Fact]
    public void A_patch_may_be_for_what_was_not_followed()
    {
        LintSet set = Look.Read(("kustomization.yaml", "resources: ['https://example.org/x.yaml']\npatches: [ { path: p.yaml } ]\n"), ("p.yaml", Look.ConfigMap("there", "bad")));

        Assert.Equal(["not-followed kustomization.yaml:1:13"], Look.At(set));
    }

    [Fact]
    public void A_component_that_nothing_takes_in_is_said_once()
    {
        LintSet set = Look.Read(
            ("c/kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [a.yaml, b.yaml]\n"),
            ("c/a.yaml", Look.ConfigMap("a", "bad")),
            ("c/b.yaml", Look.ConfigMap("b", "bad")));

        Assert.Equal(["not-in-kustomization c/kustomization.yaml:1:1"], Look.At(set));
        Assert.Empty(set.Manifests);
    }

    [Fact]
    public void Kustomizations_in_a_circle_end()
    {
        LintSet set = Look.Read(("a/kustomization.yaml", "resources: [../b]\n"), ("b/kustomization.yaml", "resources: [../a]\n"));

        Assert.Equal(["kustomization-broken b/kustomization.yaml:1:13"], Look.At(set));
    }

    [Fact]
    public void A_file_that_is_not_listed_is_said_and_not_counted_on()
    {
        LintSet set = Look.Read(("kustomization.yaml", "resources: [a.yaml]\n"), ("a.yaml", Look.ConfigMap("a", "fine")), ("b.yaml", Look.ConfigMap("b", "bad")), ("values.yaml", "a: b\n"), ("sub/c.yaml", Look.ConfigMap("c", "fine")));

        Assert.Equal(["a", "c"], set.Manifests.Select(m => m.Name));
        Assert.Equal(["not-in-kustomization b.yaml:4:9"], Look.At(set));
    }

    [Fact]
    public void A_kustomization_of_flux_is_no_kustomization_of_kustomize()
    {
        LintSet set = Look.Read(("kustomization.yaml", "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: apps, namespace: flux-system }\nspec: { path: ./, prune: false }\n"), ("a.yaml", Look.ConfigMap("a", "bad")));

        Assert.Contains("mark a.yaml:6:8", Look.At(set));
    }

    [Fact]
    public void A_fix_is_never_put_into_what_was_made()
    {
        LintSet set = Look.Read(("kustomization.yaml", "configMapGenerator: [ { name: c, literals: [ a=bad ] } ]\n"));

        Assert.Null(Assert.Single(Linter.Check(set, [new MarkRule()])).Fix);
    }
}
