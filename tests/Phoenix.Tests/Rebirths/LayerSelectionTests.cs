using Phoenix.Errors;
using Phoenix.Rebirths;
using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Tests.Rebirths;

public sealed class LayerSelectionTests
{
    private static readonly LayerDefinition[] Layers = [Layer("secrets"), Layer("platform", "secrets"), Layer("storage", "platform"), Layer("site", "platform"), Layer("database", "storage")];

    [Fact]
    public void Without_a_choice_every_layer_is_raised()
    {
        LayerSelection all = LayerSelection.Of(Layers, new RaiseSettings());

        Assert.Equal(5, all.Wanted.Count);
        Assert.Empty(all.DoneBefore);
    }

    [Fact]
    public void From_raises_a_layer_and_what_needs_it_and_looks_at_what_it_needs()
    {
        LayerSelection from = LayerSelection.Of(Layers, new RaiseSettings { From = "storage" });

        Assert.Equal(["database", "platform", "secrets", "storage"], from.Wanted.Order());
        Assert.Equal(["platform", "secrets"], from.DoneBefore.Keys.Order());
    }

    [Fact]
    public void Only_raises_what_is_named()
    {
        LayerSelection only = LayerSelection.Of(Layers, new RaiseSettings { Only = ["site"] });

        Assert.Equal(["platform", "secrets", "site"], only.Wanted.Order());
        Assert.DoesNotContain("site", only.DoneBefore.Keys);
    }

    [Fact]
    public void What_this_run_raised_before_is_only_looked_at() =>
        Assert.Equal(["secrets"], LayerSelection.Of(Layers, new RaiseSettings { RaisedBefore = new HashSet<string> { "secrets" } }).DoneBefore.Keys);

    [Fact]
    public void An_unknown_layer_is_refused() =>
        Assert.Equal(ErrorCode.Usage, Assert.Throws<PhoenixException>(() => LayerSelection.Of(Layers, new RaiseSettings { From = "engine" })).Code);

    private static LayerDefinition Layer(string name, params string[] needs) => new() { Name = name, Needs = needs, Driver = new DriverDefinition.Lab(name) };
}
