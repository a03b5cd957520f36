using Phoenix.Manifests.Lint;
using Xunit;

namespace Phoenix.Tests.Lint;

/// <summary>What a Flux Kustomization changes beside variables: patches, also of other Kustomizations, components, prefixes.</summary>
public sealed class FluxPatchTests
{
    [Fact]
    public void A_patch_is_applied_and_placed_where_it_is_written()
    {
        LintSet set = Look.Read(
            ("cluster.yaml", Kustomization("apps", "./apps", """
                  patches:
                    - target: { kind: ConfigMap, name: a }
                      patch: |
                        - op: replace
                          path: /data/key
                          value: bad
                    - patch: |
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: { name: b }
                        $patch: delete
                """)),
            ("apps/a.yaml", Look.ConfigMap("a", "fine")),
            ("apps/b.yaml", Look.ConfigMap("b", "fine")),
            ("other/a.yaml", Look.ConfigMap("a", "fine")));

        Assert.Equal(["a bad", "a fine"], set.OfKind("ConfigMap").Select(m => $"{m.Name} {m.Text("data", "key")}"));
        Assert.Equal(["mark cluster.yaml:16:1"], Look.At(set));
    }

    [Fact]
    public void A_patch_for_something_that_is_not_here_is_no_fault() =>
        Assert.Empty(Look.At(Look.Read(
            ("cluster.yaml", Kustomization("apps", "./apps", "  patches:\n    - patch: |\n        kind: Deployment\n        metadata: { name: elsewhere }\n")),
            ("apps/a.yaml", Look.ConfigMap("a", "fine")))));

    [Theory]
    [InlineData("", "castle", null)]
    [InlineData("  labels: { substitution.flux.home.arpa/disabled: \"true\" }\n", "${site}", "flux-variable-undefined apps/a/a.yaml:6:8")]
    public void A_kustomization_gets_its_variables_from_the_one_that_applies_it(string labels, string expected, string? note)
    {
        string child = Kustomization("a", "./apps/a", "  postBuild:\n    substitute: { APP: a }\n").Replace("  namespace: flux-system\n", "  namespace: flux-system\n" + labels, StringComparison.Ordinal);
        LintSet set = Look.Read(
            ("flux/cluster.yaml", Kustomization("cluster", "./apps", """
                  patches:
                    - patch: |-
                        apiVersion: kustomize.toolkit.fluxcd.io/v1
                        kind: Kustomization
                        metadata:
                          name: not-used
                        spec:
                          postBuild:
                            substituteFrom:
                              - { kind: ConfigMap, name: settings }
                      target:
                        group: kustomize.toolkit.fluxcd.io
                        kind: Kustomization
                        labelSelector: substitution.flux.home.arpa/disabled notin (true)
                """)),
            ("flux/settings.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, namespace: flux-system }\ndata: { site: castle }\n"),
            ("apps/kustomization.yaml", "resources: [ks.yaml]\n"),
            ("apps/ks.yaml", child),
            ("apps/a/a.yaml", Look.ConfigMap("a", "${site}")));

        Assert.Equal(expected, set.OfKind("ConfigMap").Single(m => m.Name == "a").Text("data", "key"));
        Assert.Equal(note is null ? [] : [note], Look.At(set));
    }

    [Theory]
    [InlineData("OCIRepository", "./", "fine")]
    [InlineData("GitRepository", "./", "fine")]
    [InlineData("ExternalArtifact", "./apps", "fine")]
    [InlineData("OCIRepository", "./apps", "bad")]
    public void A_kustomization_of_another_source_changes_nothing_here(string kind, string path, string expected)
    {
        LintSet set = Look.Read(
            ("flux/home.yaml", Kustomization("home", "./flux", "")),
            ("flux/other.yaml", Kustomization("other", path, "  patches:\n    - target: { kind: ConfigMap }\n      patch: '{ data: { key: bad } }'\n").Replace("kind: GitRepository, name: flux-system", $"kind: {kind}, name: other", StringComparison.Ordinal)),
            ("apps/a.yaml", Look.ConfigMap("a", "fine")));

        Assert.Equal(expected, set.OfKind("ConfigMap").Single().Text("data", "key"));
    }

    [Fact]
    public void A_kustomization_that_applies_itself_and_one_in_a_circle_end()
    {
        const string patch = "  patches:\n    - target: { kind: Kustomization }\n      patch: '{ spec: { timeout: 1m } }'\n";
        LintSet set = Look.Read(
            ("clusters/a/self.yaml", Kustomization("self", "./clusters/a", patch)),
            ("one/k.yaml", Kustomization("one", "./two", patch)),
            ("two/k.yaml", Kustomization("two", "./one", patch)));

        Assert.Equal(["1m", "1m", "1m"], set.OfKind("Kustomization").Select(m => m.Text("spec", "timeout")));
        Assert.Empty(set.Notes);
    }

    [Fact]
    public void Many_kustomizations_of_one_folder_end()
    {
        string all = string.Join("---\n", Enumerable.Range(0, 60).Select(i => Kustomization($"k{i}", "./apps", "  patches:\n    - target: { kind: Kustomization }\n      patch: '{ spec: { timeout: 1m } }'\n")));

        Assert.Empty(Look.Read(("apps/k.yaml", all)).Notes);
    }

    [Fact]
    public void Components_and_prefixes_are_followed()
    {
        LintSet set = Look.Read(
            ("cluster.yaml", Kustomization("apps", "./apps", "  namePrefix: x-\n  components: [ ../c ]\n  postBuild:\n    substitute: { APP: bad }\n")),
            ("apps/kustomization.yaml", "resources: [a.yaml]\n"),
            ("apps/a.yaml", Look.ConfigMap("a", "fine")),
            ("c/kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncomponents: [inner]\nresources: [b.yaml]\n"),
            ("c/b.yaml", Look.ConfigMap("b", "${APP}")),
            ("c/inner/kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [d.yaml]\n"),
            ("c/inner/d.yaml", Look.ConfigMap("d", "fine")));

        Assert.Equal(["x-a", "x-b", "x-d"], set.OfKind("ConfigMap").Select(m => m.Name));
        Assert.All(set.OfKind("ConfigMap"), m => Assert.Equal("flux-system/apps", m.AppliedBy));
        Assert.Equal(["mark c/b.yaml:6:8", "mark cluster.yaml:14:24"], Look.At(set));
    }

    [Theory]
    [InlineData("", "kustomization-broken cluster.yaml:11:17")]
    [InlineData("  ignoreMissingComponents: true\n", null)]
    public void A_component_that_is_not_there_is_said_unless_it_may_miss(string more, string? note) =>
        Assert.Equal(
            note is null ? [] : [note],
            Look.At(Look.Read(("cluster.yaml", Kustomization("apps", "./apps", "  components: [ ../gone ]\n" + more)), ("apps/a.yaml", Look.ConfigMap("a", "fine")))));

    private static string Kustomization(string name, string path, string more) => $$"""
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata:
          name: {{name}}
          namespace: flux-system
        spec:
          interval: 10m
          path: {{path}}
          prune: false
          sourceRef: { kind: GitRepository, name: flux-system }

        """ + more;
}
