using Phoenix.Errors;
using Phoenix.Manifests.Import;
using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Tests.Manifests.Import;

public sealed class FluxImportTests : IDisposable
{
    private readonly Repository _repository = new();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public void Fifteen_Kustomizations_become_layers_with_their_needs()
    {
        (string Name, string[] Needs)[] tree =
        [
            ("crds", []), ("sources", []), ("cert-manager", ["crds"]), ("metallb", ["crds"]), ("metallb-config", ["metallb"]), ("ingress", ["metallb-config", "cert-manager"]),
            ("external-secrets", ["crds"]), ("secret-stores", ["external-secrets"]), ("longhorn", ["crds"]), ("longhorn-config", ["longhorn", "secret-stores"]),
            ("postgres-operator", ["crds", "sources"]), ("postgres", ["postgres-operator", "longhorn-config", "secret-stores"]), ("monitoring", ["longhorn-config"]),
            ("blog", ["ingress", "postgres"]), ("wiki", ["ingress", "postgres"]),
        ];
        _repository.Write("clusters/lab/infrastructure.yaml", string.Join("---\n", tree[..10].Select(k => Kustomization(k.Name, "flux-system", k.Needs))));
        _repository.Write("clusters/lab/apps.yml", string.Join("---\n", tree[10..].Select(k => Kustomization(k.Name, "flux-system", k.Needs))));

        ImportedStack made = _repository.Read();

        Assert.Equal("15 Flux Kustomizations", Assert.Single(made.Sources));
        Assert.Equal(
            tree.Select(k => $"{k.Name}: {string.Join(' ', k.Needs.Order(StringComparer.Ordinal))}".TrimEnd(' ', ':')).Order(StringComparer.Ordinal),
            Repository.Graph(made).Order(StringComparer.Ordinal));
        LayerDefinition postgres = Repository.Parse(made).Layers.Single(l => l.Name == "postgres");
        var command = Assert.IsType<DriverDefinition.Command>(postgres.Driver);
        Assert.Equal(["flux", "reconcile", "kustomization", "postgres", "-n", "flux-system", "--timeout=20m"], command.Up.Select(t => t.Text));
        Assert.Null(command.Exists);
        Assert.Contains("--with-source", Assert.IsType<DriverDefinition.Command>(Repository.Parse(made).Layers.Single(l => l.Name == "crds").Driver).Up.Select(t => t.Text));
        Assert.Equal(
            ["kubectl", "-n", "flux-system", "wait", "--for=condition=Ready", "--timeout=20s", "kustomization.kustomize.toolkit.fluxcd.io/postgres"],
            Assert.IsType<GateDefinition.Command>(Assert.Single(postgres.Gates)).Arguments.Select(t => t.Text));
    }

    [Fact]
    public void Namespaces_keep_equal_names_apart()
    {
        _repository.Write("a.yaml", Kustomization("db", "one") + "---\n" + Kustomization("db", "two", "one/db") + "---\n" + Kustomization("app", "two", "db"));

        Assert.Equal(["one-db", "two-db: one-db", "app: two-db"], Repository.Graph(_repository.Read()));
    }

    [Fact]
    public void What_depends_on_nothing_that_is_there_is_named()
    {
        _repository.Write("a.yaml", Kustomization("app", "flux-system", "other/gone"));

        ImportedStack made = _repository.Read();

        Assert.Equal(["app"], Repository.Graph(made));
        Repository.Says(made, "a.yaml:10: 'flux-system/app' depends on 'other/gone', which is not declared");
    }

    [Fact]
    public void A_circle_is_refused_with_the_place_of_each_need()
    {
        _repository.Write("a.yaml", Kustomization("a", "x", "b"));
        _repository.Write("b.yaml", Kustomization("b", "x", "a"));

        PhoenixException refused = Assert.Throws<PhoenixException>(() => _repository.Read());

        Assert.Contains("x/a needs kustomization x/b (a.yaml:10)", refused.Message, StringComparison.Ordinal);
        Assert.Contains("x/b needs kustomization x/a (b.yaml:10)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_of_one_name_are_refused()
    {
        _repository.Write("clusters/a/app.yaml", Kustomization("app", "flux-system"));
        _repository.Write("clusters/b/app.yaml", Kustomization("app", "flux-system"));

        PhoenixException refused = Assert.Throws<PhoenixException>(() => _repository.Read());

        Assert.Contains("clusters/a/app.yaml:4 and clusters/b/app.yaml:4", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_what_it_seems_is_named()
    {
        _repository.Write("a.yaml", Kustomization("app", "flux-system").Replace("  prune: true", "  prune: true\n  suspend: true", StringComparison.Ordinal));
        _repository.Write("b.yaml", Kustomization("${CLUSTER}", "flux-system"));
        _repository.Write("c.yaml", "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: patched\nspec:\n  prune: false\n");
        _repository.Write("d.yaml", Kustomization("nowhere", "flux-system").Replace("  namespace: flux-system\n", "", StringComparison.Ordinal));
        _repository.Write("e.yaml", Kustomization("whole", "flux-system") + "---\na: [\n---\n" + Kustomization("lost", "flux-system"));
        _repository.Write("f.yaml", "# kustomize.toolkit.fluxcd.io/\na: {{ .Values.x }} b\n");
        _repository.Write("g.yaml", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml] # kustomize.toolkit.fluxcd.io/\n");
        _repository.Write("h.yaml", "# kustomize.toolkit.fluxcd.io/\n" + new string('[', 200_000));

        ImportedStack made = _repository.Read();

        Assert.Equal(["app", "nowhere", "whole"], Repository.Graph(made));
        Repository.Says(made, "a.yaml:4: 'flux-system/app' is suspended");
        Repository.Says(made, "b.yaml:4: the name of this Kustomization is missing or no plain name");
        Repository.Says(made, "c.yaml:4: the Kustomization 'patched' has no sourceRef");
        Repository.Says(made, "d.yaml:4: the Kustomization 'nowhere' names no namespace");
        Repository.Says(made, "e.yaml:");
        Repository.Says(made, "f.yaml:");
        Repository.Says(made, "h.yaml:2: this is no YAML (more than 2000 brackets are open)");
        Assert.Contains("# neither 'wait: true' nor healthChecks", made.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Anchors_lists_and_health_are_understood()
    {
        _repository.Write("a.yaml", """
            apiVersion: v1
            kind: List
            items:
            - apiVersion: kustomize.toolkit.fluxcd.io/v1beta2
              kind: Kustomization
              metadata: { name: a, namespace: &ns flux-system }
              spec: &spec { wait: true, sourceRef: { kind: GitRepository, name: x } }
            - apiVersion: kustomize.toolkit.fluxcd.io/v1
              kind: Kustomization
              metadata: { name: b, namespace: *ns }
              spec: *spec
            """);

        ImportedStack made = _repository.Read();

        Assert.Equal(["a", "b"], Repository.Graph(made));
        Assert.DoesNotContain("neither 'wait: true'", made.Text, StringComparison.Ordinal);
    }

    private static string Kustomization(string name, string space, params string[] needs) =>
        $"apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: {name}\n  namespace: {space}\nspec:\n"
        + "  sourceRef: { kind: GitRepository, name: flux-system }\n  prune: true\n"
        + (needs.Length == 0 ? "" : "  dependsOn:\n" + string.Concat(needs.Select(n => n.Split('/') is [var ns, var other] ? $"    - name: {other}\n      namespace: {ns}\n" : $"    - name: {n}\n")));
}
