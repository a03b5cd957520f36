using Phoenix.Errors;
using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Tests.Stacks;

public sealed class LayerGraphTests
{
    [Fact]
    public void Orders_each_layer_after_what_it_needs()
    {
        var graph = new LayerGraph([Layer("database", "storage", "gitops"), Layer("gitops", "engine"), Layer("storage", "engine"), Layer("engine")]);

        Assert.Equal(["engine", "storage", "gitops", "database"], graph.Order.Select(l => l.Name));
        Assert.Equal(["storage", "gitops"], graph.DependentsOf("engine"));
    }

    [Fact]
    public void Names_a_circle() =>
        Assert.Contains("a -> b -> c -> a", Refused(Layer("a", "b"), Layer("b", "c"), Layer("c", "a")), StringComparison.Ordinal);

    [Fact]
    public void Names_a_missing_need() =>
        Assert.Contains("'a' needs 'b'", Refused(Layer("a", "b")), StringComparison.Ordinal);

    [Fact]
    public void Names_a_duplicate() =>
        Assert.Contains("'a' is declared twice", Refused(Layer("a"), Layer("a")), StringComparison.Ordinal);

    private static string Refused(params Layer[] layers)
    {
        var e = Assert.Throws<PhoenixException>(() => new LayerGraph(layers));
        Assert.Equal(ErrorCode.Configuration, e.Code);
        return e.Message;
    }

    private static Layer Layer(string name, params string[] needs) => new(name, needs, new FakeLayerDriver(), [], TimeSpan.FromSeconds(10));
}
