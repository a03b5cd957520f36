using Phoenix.Adapters.Layers;
using Phoenix.Adapters.Proxmox;
using Phoenix.Errors;
using Phoenix.Stacks;
using Phoenix.Testing.Proxmox;
using Xunit;

namespace Phoenix.Adapters.Tests.Proxmox;

/// <summary>What a wipe destroys, and when it says that nothing is left.</summary>
public sealed class ProxmoxWipeTests : IAsyncLifetime
{
    private ProxmoxCluster _cluster = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ProxmoxDouble Api => _cluster.Api;

    public async ValueTask InitializeAsync() => _cluster = await ProxmoxCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Machines_of_two_nodes_and_kinds_are_stopped_and_destroyed_before_the_driver()
    {
        Api.Add(new DoubleMachine(421, "pve1", "cp-1"));
        Api.Add(new DoubleMachine(431, "pve2", "worker-1") { IsRunning = false });
        Api.Add(new DoubleMachine(432, "pve2", "dns", "lxc"));
        Api.Add(new DoubleMachine(500, "pve1", "of-somebody-else"));
        bool gone = false;
        _cluster.Inner.OnWipe = () => gone = Api.Machines.Count == 1;

        await _cluster.Wipe().WipeAsync(Token);

        Assert.Equal([500], Api.Machines.Select(m => m.Id));
        Assert.Equal(1, _cluster.Inner.Wipes);
        Assert.True(gone);
        Assert.Equal(
            [
                "DELETE /api2/json/nodes/pve1/qemu/421?purge=1&destroy-unreferenced-disks=1",
                "DELETE /api2/json/nodes/pve2/lxc/432?purge=1&destroy-unreferenced-disks=1",
                "DELETE /api2/json/nodes/pve2/qemu/431?purge=1&destroy-unreferenced-disks=1",
                "POST /api2/json/nodes/pve1/qemu/421/status/stop",
                "POST /api2/json/nodes/pve2/lxc/432/status/stop",
            ],
            Api.Changes.Order(StringComparer.Ordinal));
        Assert.False(await _cluster.Wipe().ExistsAsync(Token));
        Assert.Contains("destroying qemu pve1/421 (cp-1)", _cluster.LogText, StringComparison.Ordinal);
        Assert.DoesNotContain(ProxmoxDouble.TokenSecret, _cluster.LogText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_layer_with_a_wipe_gets_both_and_raises_with_its_driver_alone()
    {
        Api.Add(new DoubleMachine(421, "pve1", "cp-1"));
        DriverDefinition.Command command = new(
            [new ValueTemplate("true")], [new ValueTemplate("true")], [new ValueTemplate("false")], Path.GetTempPath(), new Dictionary<string, ValueTemplate>(), new Dictionary<string, string>(), null);
        ILayerDriver driver = LayerDriverFactory.Create(new LayerDefinition { Name = "platform", Driver = command, Wipe = _cluster.Definition() }, _cluster.Scope);

        await driver.UpAsync(Token);
        Assert.Empty(Api.Server.Requests);
        Assert.True(await driver.ExistsAsync(Token));
        await driver.WipeAsync(Token);
        Assert.Empty(Api.Machines);
        Assert.False(await driver.ExistsAsync(Token));
        Assert.IsNotType<ProxmoxWipe>(LayerDriverFactory.Create(new LayerDefinition { Name = "platform", Driver = command }, _cluster.Scope));
    }

    [Fact]
    public async Task A_machine_of_somebody_else_that_got_a_destroyed_one_s_id_is_left_alone()
    {
        WipeDefinition.Proxmox tagged = _cluster.Definition() with { Ranges = [], Tag = "lab" };
        ProxmoxWipe wipe = _cluster.Wipe(tagged);
        Api.Add(new DoubleMachine(105, "pve1", "cp-1") { Tags = "lab" });
        await wipe.WipeAsync(Token);
        Assert.Empty(Api.Machines);

        Api.Add(new DoubleMachine(105, "pve1", "mail-server"));
        Assert.False(await wipe.ExistsAsync(Token));
        await wipe.WipeAsync(Token);
        await wipe.UpAsync(Token);
        await wipe.WipeAsync(Token);
        Assert.Equal("mail-server", Assert.Single(Api.Machines).Name);
    }

    [Fact]
    public async Task What_the_driver_cannot_list_is_not_listed_as_nothing()
    {
        Api.Add(new DoubleMachine(421, "pve1", "cp-1"));
        _cluster.Inner.Objects = null;
        Assert.Null(await _cluster.Wipe().ListAsync(Token));
    }

    [Fact]
    public async Task A_wipe_of_nothing_succeeds_and_changes_nothing()
    {
        await _cluster.Wipe().WipeAsync(Token);
        await _cluster.Wipe().WipeAsync(Token);
        Assert.Empty(Api.Changes);
        Assert.Equal(2, _cluster.Inner.Wipes);
    }

    [Fact]
    public async Task Machines_are_found_by_id_range_tag_and_pool()
    {
        Api.Add(new DoubleMachine(101, "pve1", "by-id"));
        Api.Add(new DoubleMachine(425, "pve1", "by-range"));
        Api.Add(new DoubleMachine(102, "pve2", "by-tag") { Tags = "talos;TazLab" });
        Api.Add(new DoubleMachine(103, "pve2", "by-pool") { Pool = "lab" });
        Api.Add(new DoubleMachine(104, "pve2", "other") { Tags = "tazlab-old", Pool = "laboratory" });
        WipeDefinition.Proxmox definition = _cluster.Definition() with { VmIds = [101], Tag = "tazlab", Pool = "lab" };
        _cluster.Inner.Objects = [new StackObject("terraform_data", "terraform_data.x")];

        Assert.Equal(
            ["qemu pve1/101 (by-id)", "qemu pve2/102 (by-tag)", "qemu pve2/103 (by-pool)", "qemu pve1/425 (by-range)", "terraform_data terraform_data.x"],
            (await _cluster.Wipe(definition).ListAsync(Token))!.Select(o => o.ToString()));
        Assert.Empty(Api.Changes);
        await _cluster.Wipe(definition).WipeAsync(Token);
        Assert.Equal([104], Api.Machines.Select(m => m.Id));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(null, null)]
    public async Task Without_machines_the_driver_says_whether_anything_is_left(bool? inner, bool? expected)
    {
        _cluster.Inner.Exists = inner;
        Assert.Equal(expected, await _cluster.Wipe().ExistsAsync(Token));
    }

    [Fact]
    public async Task A_machine_that_is_left_exists_whatever_the_driver_says()
    {
        Api.Add(new DoubleMachine(421, "pve2", "cp-1") { IsRunning = false });
        Assert.True(await _cluster.Wipe().ExistsAsync(Token));
    }

    [Fact]
    public async Task One_name_that_does_not_match_stops_it_all_before_anything_is_destroyed()
    {
        Api.Add(new DoubleMachine(421, "pve1", "tazlab-cp-1"));
        Api.Add(new DoubleMachine(422, "pve1", "billing"));

        PhoenixException e = await _cluster.RefusedAsync(_cluster.Definition() with { NamePattern = "tazlab-*" });

        Assert.Equal(ErrorCode.LayerFailed, e.Code);
        Assert.False(e.IsTransient);
        Assert.Contains("no machine was destroyed: qemu pve1/422 (billing) is called 'billing', which does not match 'tazlab-*'", e.Message, StringComparison.Ordinal);
        Assert.Empty(Api.Changes);
        Assert.Equal(0, _cluster.Inner.Wipes);
    }

    [Fact]
    public async Task The_name_is_read_from_the_configuration_when_the_listing_has_none()
    {
        Api.Add(new DoubleMachine(421, "pve1", "billing") { IsUnknown = true });
        Assert.Contains("is called 'billing'", (await _cluster.RefusedAsync(_cluster.Definition() with { NamePattern = "tazlab-*" })).Message, StringComparison.Ordinal);
        Assert.Empty(Api.Changes);
    }

    [Fact]
    public async Task A_template_in_a_range_is_left_alone_also_when_the_listing_does_not_know_it()
    {
        Api.Add(new DoubleMachine(421, "pve1", "talos-template") { IsTemplate = true, IsRunning = false });
        await _cluster.Wipe().WipeAsync(Token);
        Assert.False(await _cluster.Wipe().ExistsAsync(Token));
        Assert.Empty(Api.Changes);

        Api.Machines[0].IsUnknown = true;
        ProxmoxWipe wipe = _cluster.Wipe();
        Assert.True(await wipe.ExistsAsync(Token));
        await wipe.WipeAsync(Token);
        Assert.False(await wipe.ExistsAsync(Token));
        Assert.Empty(Api.Changes);
    }

    [Fact]
    public async Task A_template_that_is_named_by_id_is_refused()
    {
        Api.Add(new DoubleMachine(421, "pve1", "talos-template") { IsTemplate = true, IsRunning = false });
        Assert.Contains("templates are never destroyed", (await _cluster.RefusedAsync(_cluster.Definition() with { VmIds = [421] })).Message, StringComparison.Ordinal);
        Assert.Empty(Api.Changes);
    }

    [Fact]
    public async Task A_protected_machine_is_explained_and_keeps_the_others_too()
    {
        Api.Add(new DoubleMachine(421, "pve1", "cp-1"));
        Api.Add(new DoubleMachine(422, "pve1", "cp-2") { IsProtected = true });
        Assert.Contains("422 (cp-2) is protected: 'qm set ID --protection 0'", (await _cluster.RefusedAsync()).Message, StringComparison.Ordinal);
        Assert.Empty(Api.Changes);
    }

    [Fact]
    public async Task A_machine_that_comes_back_is_never_called_gone()
    {
        Api.Add(new DoubleMachine(421, "pve1", "cp-1") { ComesBack = true });
        Assert.Contains("still lists what was destroyed: qemu pve1/421", (await _cluster.RefusedAsync()).Message, StringComparison.Ordinal);
        Assert.Equal(0, _cluster.Inner.Wipes);
        Assert.True(await _cluster.Wipe().ExistsAsync(Token));
    }

    [Fact]
    public async Task A_machine_that_moves_to_another_node_is_destroyed_there()
    {
        Api.Add(new DoubleMachine(421, "pve1", "cp-1") { MovesTo = "pve2" });
        await _cluster.Wipe().WipeAsync(Token);
        Assert.Empty(Api.Machines);
        Assert.Contains(Api.Changes, c => c.StartsWith("DELETE /api2/json/nodes/pve2/qemu/421", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_machine_under_ha_is_awaited_after_its_stop()
    {
        Api.Add(new DoubleMachine(421, "pve1", "cp-1") { StopsAfterLooks = 4 });
        await _cluster.Wipe().WipeAsync(Token);
        Assert.Empty(Api.Machines);
    }

    [Fact]
    public async Task A_driver_that_fails_afterwards_is_reported_with_what_is_gone()
    {
        Api.Add(new DoubleMachine(421, "pve1", "cp-1"));
        _cluster.Inner.Fault = new PhoenixException(ErrorCode.ToolFailed, "terraform destroy ended with exit code 1", "look") { IsTransient = true };
        PhoenixException e = await _cluster.RefusedAsync();
        Assert.Equal(ErrorCode.ToolFailed, e.Code);
        Assert.True(e.IsTransient);
        Assert.Contains("the machines are gone, but what else layer 'platform' made is not: terraform destroy", e.Message, StringComparison.Ordinal);
        Assert.Empty(Api.Machines);
    }

    [Fact]
    public async Task Machines_that_the_token_may_not_see_are_not_gone()
    {
        Api.Add(new DoubleMachine(421, "pve1", "cp-1") { IsHidden = true });
        Assert.Contains("has machines that the token may not see: 421", (await _cluster.RefusedAsync()).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PhoenixException>(() => _cluster.Wipe().ExistsAsync(Token));
        Assert.Empty(Api.Changes);
    }

    [Fact]
    public async Task A_tag_or_pool_proves_nothing_where_the_token_sees_some_machines_only()
    {
        Api.SeesAll = false;
        WipeDefinition.Proxmox none = _cluster.Definition() with { Ranges = [] };
        Assert.Contains("whether one with tag 'tazlab' is left cannot be told", (await _cluster.RefusedAsync(none with { Tag = "tazlab" })).Message, StringComparison.Ordinal);
        Assert.False(await _cluster.Wipe(none with { Pool = "lab" }).ExistsAsync(Token));

        (Api.SeesAll, Api.Version) = (true, "7.2-15");
        Assert.Contains("whose listing has no tags", (await _cluster.RefusedAsync(none with { Tag = "tazlab" })).Message, StringComparison.Ordinal);
    }
}
