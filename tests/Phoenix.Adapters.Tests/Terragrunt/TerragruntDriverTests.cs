using Phoenix.Adapters.Terragrunt;
using Phoenix.Adapters.Tests.Layers;
using Phoenix.Errors;
using Phoenix.Stacks;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Adapters.Tests.Terragrunt;

/// <summary>Against a stand-in: Terragrunt itself was not tried.</summary>
public sealed class TerragruntDriverTests : LayerDriverContract, IDisposable
{
    private readonly DriverBench _bench = new();

    public TerragruntDriverTests()
    {
        _bench.Write("live/a/terragrunt.hcl", "terraform { source = \"../m\" }\n");
        _bench.Write("live/b/terragrunt.hcl", "terraform { source = \"../m\" }\n");
        _bench.Write("live/b/.terragrunt-cache/old/terragrunt.hcl", "");
        Driver = Of("0.99.4", all: true);
    }

    protected override ILayerDriver Driver { get; }

    protected override IReadOnlyList<string> Running => _bench.Running;

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("0.55.0", true, "run-all apply -auto-approve -json -input=false -lock-timeout=5s --terragrunt-non-interactive --terragrunt-no-color")]
    [InlineData("0.55.0", false, "apply -auto-approve -json -input=false -lock-timeout=5s --terragrunt-non-interactive --terragrunt-no-color")]
    [InlineData("0.73.16", true, "run-all apply -auto-approve -json -input=false -lock-timeout=5s --terragrunt-non-interactive --terragrunt-no-color")]
    [InlineData("0.74.0", true, "run --all --non-interactive --no-color -- apply -auto-approve -json -input=false -lock-timeout=5s")]
    [InlineData("0.88.1", true, "run --all --non-interactive --no-color -- apply -auto-approve -json -input=false -lock-timeout=5s")]
    [InlineData("1.0.2", false, "run --non-interactive --no-color -- apply -auto-approve -json -input=false -lock-timeout=5s")]
    public async Task Every_version_is_called_as_it_is_documented(string version, bool all, string expected)
    {
        ILayerDriver driver = Of(version, all);
        await driver.UpAsync(Token);

        Assert.Equal(["--version", expected], File.ReadAllLines(_bench.At("calls")));
        Assert.True(await driver.ExistsAsync(Token));
        Assert.Equal(all ? 4 : 2, (await driver.ListAsync(Token))!.Count);
        await driver.WipeAsync(Token);
        Assert.False(await driver.ExistsAsync(Token));
    }

    [Fact]
    public async Task The_time_of_each_unit_is_read_from_the_report()
    {
        await Driver.UpAsync(Token);

        Assert.Contains("unit a: succeeded after 2.5 s", _bench.Log.Text, StringComparison.Ordinal);
        Assert.Contains("run --all --non-interactive --no-color --report-file /", File.ReadAllText(_bench.At("calls")), StringComparison.Ordinal);
        Assert.Contains("[b] terraform: 2/4 resources: vm.node: Creation complete", _bench.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[{\"Name\":\"a\"}]")]
    [InlineData("not json")]
    public void A_report_in_another_form_decides_nothing(string report) => Assert.True(TerragruntReport.Lines(report) is null or { Count: 0 });

    [Fact]
    public async Task An_error_names_file_and_line()
    {
        _bench.Write("live/b/wrong", "");
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => Driver.UpAsync(Token));
        Assert.Contains("layer 'base': terragrunt apply ended with exit code 1: main.tf:7: Too small", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_destroy_that_ends_well_and_leaves_something_is_an_error_and_keeps_the_caches()
    {
        await Driver.UpAsync(Token);
        _bench.Write("live/b/stuck", "");

        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => Driver.WipeAsync(Token));

        Assert.Contains("left 2 in the state: b helm_release.app, b vm.node", e.Message, StringComparison.Ordinal);
        Assert.True(await Driver.ExistsAsync(Token));
        Assert.True(Directory.Exists(_bench.At("live/a/.terragrunt-cache")));
    }

    [Fact]
    public async Task A_wipe_clears_the_caches_of_what_is_empty()
    {
        await Driver.UpAsync(Token);
        await Driver.WipeAsync(Token);
        Assert.False(Directory.Exists(_bench.At("live/a/.terragrunt-cache")) || Directory.Exists(_bench.At("live/b/.terragrunt-cache")));
    }

    [Fact]
    public async Task What_dies_with_the_stack_is_forgotten_before_the_destroy()
    {
        await Driver.UpAsync(Token);
        _bench.Write("live/b/deadapi", "");
        await Assert.ThrowsAsync<PhoenixException>(() => Driver.WipeAsync(Token));

        await Of("0.99.4", all: true, "helm_").WipeAsync(Token);
        Assert.False(await Driver.ExistsAsync(Token));
    }

    [Fact]
    public async Task A_unit_that_cannot_be_read_is_unverified_unless_it_was_seen_empty()
    {
        _bench.Write("live/b/depends", _bench.At("outside"));
        string outside = _bench.At("states/" + _bench.At("outside").Replace('/', '_'));
        ILayerDriver driver = Of("0.99.4", all: true);
        Assert.Null(await driver.ExistsAsync(Token));
        Assert.Null(await driver.ListAsync(Token));
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => driver.WipeAsync(Token));
        Assert.Contains("nobody can tell what is left of b", e.Message, StringComparison.Ordinal);
        Assert.Contains("mock_outputs", e.Hint, StringComparison.Ordinal);

        File.WriteAllText(outside, "x\n");
        await driver.UpAsync(Token);
        await driver.WipeAsync(Token);
        File.WriteAllText(outside, "");
        Assert.False(await driver.ExistsAsync(Token));
        await driver.WipeAsync(Token);
        Assert.Null(await Of("0.99.4", all: true).ExistsAsync(Token));
    }

    [Fact]
    public async Task Outputs_are_named_after_their_unit()
    {
        await Driver.UpAsync(Token);
        Assert.Equal(["a_address", "a_key", "b_address", "b_key"], (await Driver.ReadOutputsAsync(Token)).Keys.Order());
        Assert.Contains("hidden-key", _bench.Log.Redacted);
        Assert.DoesNotContain("hidden-key", _bench.Log.Text, StringComparison.Ordinal);

        IReadOnlyDictionary<string, LayerOutput> one = await Of("0.99.4", all: false).ReadOutputsAsync(Token);
        Assert.Equal(("10.0.0.1", true), (one["address"].Value, one["key"].Sensitive));
    }

    [Fact]
    public async Task A_state_that_was_not_saved_is_never_lost_with_a_cache()
    {
        _bench.Write("live/b/.terragrunt-cache/x/errored.tfstate", "{}");
        Assert.Contains("could not save its state", (await Assert.ThrowsAsync<PhoenixException>(() => Driver.WipeAsync(Token))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PhoenixException>(() => Driver.ExistsAsync(Token));
        Assert.True(File.Exists(_bench.At("live/b/.terragrunt-cache/x/errored.tfstate")));
    }

    [Fact]
    public async Task A_place_without_units_is_an_error_and_a_stack_file_that_was_not_expanded_unverified()
    {
        Directory.CreateDirectory(_bench.At("live/none"));
        TerragruntDriver empty = new(Definition("0.99.4", "live/none", all: true), _bench.Scope);
        Assert.Contains("holds no unit", (await Assert.ThrowsAsync<PhoenixException>(() => empty.ExistsAsync(Token))).Message, StringComparison.Ordinal);

        TerragruntDriver folder = new(Definition("0.99.4", "live", all: false), _bench.Scope);
        Assert.Contains("write 'all: true'", (await Assert.ThrowsAsync<PhoenixException>(() => folder.ExistsAsync(Token))).Message, StringComparison.Ordinal);

        _bench.Write("live/none/terragrunt.stack.hcl", "");
        Assert.Null(await empty.ExistsAsync(Token));
        await Assert.ThrowsAsync<PhoenixException>(() => empty.WipeAsync(Token));
    }

    [Fact]
    public async Task A_file_that_units_only_include_is_no_unit()
    {
        _bench.Write("live/terragrunt.hcl", "remote_state { backend = \"local\" }\n");
        Assert.Equal(["a", "b"], new TerragruntUnits("base", _bench.At("live"), all: true).Find().Select(Path.GetFileName));

        _bench.Write("live/terragrunt.hcl", "terraform { source = \"x\" }\n");
        Assert.Equal(3, new TerragruntUnits("base", _bench.At("live"), all: true).Find().Count);
        await Driver.UpAsync(Token);
    }

    [Fact]
    public async Task A_program_without_a_version_is_refused()
    {
        TerragruntDriver driver = Of("none", all: true);
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => driver.UpAsync(Token));
        Assert.Equal(ErrorCode.ToolMissing, e.Code);
    }

    protected override void LetUpHang() => _bench.Write("live/b/hang", "");

    protected override Task HangsAsync() => _bench.AppearsAsync("live/b/hanging");

    private TerragruntDriver Of(string version, bool all, params string[] forget) =>
        new(Definition(version, all ? "live" : "live/a", all) with { Forget = forget }, _bench.Scope);

    private DriverDefinition.Terragrunt Definition(string version, string directory, bool all)
    {
        Version number = Version.TryParse(version, out Version? parsed) ? parsed : new Version(0, 0, 0);
        string binary = TerragruntStandIn.Write(_bench, version, number >= new Version(0, 74, 0), number >= new Version(0, 89, 0));
        return new(
            _bench.At(directory), all, binary, new Dictionary<string, ValueTemplate>(), new Dictionary<string, string>(), [], TimeSpan.FromSeconds(5));
    }
}
