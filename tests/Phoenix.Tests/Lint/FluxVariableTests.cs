using Phoenix.Manifests.Lint;
using Xunit;

namespace Phoenix.Tests.Lint;

/// <summary>The variables of a Flux Kustomization are filled in where they are known, and named where they are not.</summary>
public sealed class FluxVariableTests
{
    [Theory]
    [InlineData("${site}", "castle")]
    [InlineData("x-${site}-y", "x-castle-y")]
    [InlineData("${none:=other}", "other")]
    [InlineData("${none:-other}", "other")]
    [InlineData("${site:=other}", "castle")]
    [InlineData("${empty:=other}", "other")]
    [InlineData("${fromMap}", "mapped")]
    [InlineData("$${site}", "$${site}")]
    [InlineData("${site//a/b}", "${site//a/b}")]
    public void A_variable_is_filled_in(string written, string applied)
    {
        LintSet set = Read(written, "    substitute: { site: castle, empty: '', over: inline }\n    substituteFrom: [ { kind: ConfigMap, name: vars } ]\n");

        Assert.Equal(applied, set.OfKind("ConfigMap").Single(m => m.Name == "settings").Text("data", "key"));
        Assert.Empty(set.Notes);
    }

    [Fact]
    public void What_is_filled_in_has_its_place_and_no_fix()
    {
        LintSet set = Read("${site}", "    substitute: { site: bad }\n");

        LintFinding found = Linter.Check(set, [new MarkRule()]).Single(f => f.Place.File.Path == "apps/a.yaml");
        Assert.Equal("apps/a.yaml:6:8", found.Place.ToString());
        Assert.Null(found.Fix);
    }

    [Fact]
    public void A_variable_that_is_defined_nowhere_is_named_once() =>
        Assert.Equal(["flux-variable-undefined apps/a.yaml:6:8"], Look.At(Read("${region} ${region}", "    substitute: { site: castle }\n")));

    [Theory]
    [InlineData("    substituteFrom: [ { kind: Secret, name: elsewhere, optional: true } ]\n")]
    [InlineData("    substituteFrom: [ { kind: Secret, name: hidden } ]\n")]
    public void A_variable_out_of_a_secret_is_not_known(string postBuild)
    {
        LintSet set = Read("${region}", postBuild);

        Assert.Equal(["flux-variable-unresolved apps/a.yaml:6:8"], Look.At(set));
        Assert.Equal("${region}", set.OfKind("ConfigMap").Single(m => m.Name == "settings").Text("data", "key"));
    }

    [Fact]
    public void Without_variables_a_dollar_is_a_dollar() => Assert.Empty(Look.At(Read("${region}", null)));

    [Fact]
    public void An_object_that_opts_out_is_left_alone()
    {
        LintSet set = Look.Read(
            ("cluster.yaml", Kustomization("    substitute: { site: castle }\n")),
            ("apps/a.yaml", Look.ConfigMap("settings", "${site}").Replace("  name: settings", "  name: settings\n  annotations: { kustomize.toolkit.fluxcd.io/substitute: disabled }", StringComparison.Ordinal)));

        Assert.Equal("${site}", set.OfKind("ConfigMap").Single().Text("data", "key"));
    }

    [Fact]
    public void The_target_namespace_is_set()
    {
        LintSet set = Look.Read(("cluster.yaml", Kustomization("    substitute: { site: castle }\n") + "  targetNamespace: prod\n"), ("apps/a.yaml", Look.ConfigMap("settings", "x")));

        Assert.Equal("prod", set.OfKind("ConfigMap").Single().Namespace);
    }

    private static LintSet Read(string value, string? postBuild) => Look.Read(
        ("cluster.yaml", Kustomization(postBuild)),
        ("apps/a.yaml", Look.ConfigMap("settings", value)),
        ("vars.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: vars, namespace: flux-system }\ndata: { fromMap: mapped, over: map }\n---\napiVersion: v1\nkind: Secret\nmetadata: { name: hidden, namespace: flux-system }\ndata: { region: ZXU= }\n"));

    private static string Kustomization(string? postBuild) => $"""
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata:
          name: apps
          namespace: flux-system
        spec:
          interval: 10m
          path: ./apps
          prune: false
          sourceRef: {"{"} kind: GitRepository, name: flux-system {"}"}

        """ + (postBuild is null ? "" : "  postBuild:\n" + postBuild);
}
