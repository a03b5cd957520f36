using System.Diagnostics;
using Phoenix.Adapters.Proxmox;
using Phoenix.Errors;
using Phoenix.Stacks;
using Phoenix.Testing;
using Phoenix.Testing.Proxmox;
using Xunit;

namespace Phoenix.Adapters.Tests.Proxmox;

/// <summary>What the API and its tasks can answer beside success.</summary>
public sealed class ProxmoxFaultTests : IAsyncLifetime
{
    private ProxmoxCluster _cluster = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ProxmoxDouble Api => _cluster.Api;

    public async ValueTask InitializeAsync()
    {
        _cluster = await ProxmoxCluster.StartAsync();
        Api.Add(new DoubleMachine(421, "pve1", "cp-1"));
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_task_that_fails_is_told_with_its_exit_and_log_and_the_others_go_on()
    {
        Api.Machines[0].DestroyExit = "storage 'ceph' is not online";
        Api.Add(new DoubleMachine(422, "pve2", "cp-2"));
        PhoenixException e = await _cluster.RefusedAsync();
        Assert.False(e.IsTransient);
        Assert.Contains("could not destroy qemu pve1/421 (cp-1): the task UPID:pve1:", e.Message, StringComparison.Ordinal);
        Assert.Contains("ended with 'storage 'ceph' is not online'; last line of its log: TASK ERROR: storage 'ceph' is not online", e.Message, StringComparison.Ordinal);
        Assert.Equal([421], Api.Machines.Select(m => m.Id));
        Assert.Equal(0, _cluster.Inner.Wipes);
    }

    [Fact]
    public async Task A_machine_that_a_destroy_left_without_its_tag_is_still_the_layers()
    {
        Api.Machines[0].DestroyExit = "storage error";
        Api.Machines[0].Tags = "tazlab";
        ProxmoxWipe wipe = _cluster.Wipe(_cluster.Definition() with { Ranges = [], Tag = "tazlab" });
        await Assert.ThrowsAsync<PhoenixException>(() => wipe.WipeAsync(Token));
        Assert.Equal("", Api.Machines[0].Tags);
        Assert.True(await wipe.ExistsAsync(Token));
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => wipe.WipeAsync(Token));
        Assert.Contains("is what an earlier destroy left halfway", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_that_never_ends_is_bounded_and_named()
    {
        Api.Machines[0].HasEndlessTasks = true;
        long began = Stopwatch.GetTimestamp();
        PhoenixException e = await _cluster.RefusedAsync(_cluster.Definition() with { TaskTimeout = TimeSpan.FromSeconds(1) });
        Assert.Equal(ErrorCode.TimedOut, e.Code);
        Assert.Contains("stop qemu pve1/421 (cp-1): the task UPID:pve1:", e.Message, StringComparison.Ordinal);
        Assert.Contains("did not end within 1 s: it still runs", e.Message, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30));
        Assert.Single(Api.Machines);
        Assert.DoesNotContain(Api.Changes, c => c.StartsWith("DELETE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Warnings_of_a_task_are_success_and_in_the_log()
    {
        Api.Machines[0].Warnings = 2;
        await _cluster.Wipe().WipeAsync(Token);
        Assert.Empty(Api.Machines);
        Assert.Contains("ended with warnings: WARN: disk 1 could not be removed | WARN: disk 2 could not be removed", _cluster.LogText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("backup", true, "'qm unlock ID' on its node removes the lock of a task that died")]
    [InlineData("migrate", true, "another task (named in the parentheses) works on the machine")]
    public async Task A_lock_is_explained_and_may_pass(string kind, bool isTransient, string hint)
    {
        Api.Machines[0].Lock = kind;
        PhoenixException e = await _cluster.RefusedAsync();
        Assert.Equal(isTransient, e.IsTransient);
        Assert.Contains($"ended with 'VM is locked ({kind})'", e.Message, StringComparison.Ordinal);
        Assert.Contains(hint, e.Hint, StringComparison.Ordinal);
        Api.Machines[0].Lock = null;
        await _cluster.Wipe().WipeAsync(Token);
        Assert.Empty(Api.Machines);
    }

    [Fact]
    public async Task A_node_that_is_down_is_named_may_pass_and_keeps_everything()
    {
        Api.Add(new DoubleMachine(422, "pve2", "cp-2"));
        Api.NodesOnline["pve2"] = false;
        PhoenixException e = await _cluster.RefusedAsync();
        Assert.True(e.IsTransient);
        Assert.Contains("cannot reach the node that is asked for: /nodes/pve2/qemu/422/config (status 595, 'No route to host')", e.Message, StringComparison.Ordinal);
        Assert.Empty(Api.Changes);
        Assert.True(await _cluster.Wipe().ExistsAsync(Token));
    }

    [Fact]
    public async Task A_node_that_is_away_for_a_moment_while_a_task_runs_ends_nothing()
    {
        Api.Plant("/tasks/", 595, "Connection timed out", times: 4);
        await _cluster.Wipe().WipeAsync(Token);
        Assert.Empty(Api.Machines);
    }

    [Fact]
    public async Task A_machine_that_somebody_else_destroyed_is_done()
    {
        Api.Plant("DELETE", 500, "Configuration file 'nodes/pve1/qemu-server/421.conf' does not exist");
        Api.Machines[0].IsRunning = false;
        Task wiping = _cluster.Wipe().WipeAsync(Token);
        await Condition.HoldsAsync(() => Api.Changes.Count > 0 || wiping.IsCompleted);

        Api.Machines.Clear();
        await wiping;
        Assert.Equal(1, _cluster.Inner.Wipes);
    }

    [Fact]
    public async Task Not_there_is_believed_of_no_machine_that_is_still_listed()
    {
        Api.Plant("DELETE", 500, "Configuration file 'nodes/pve1/qemu-server/421.conf' does not exist");
        Assert.Contains("still lists what was destroyed", (await _cluster.RefusedAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_token_is_told_by_name_only()
    {
        _cluster.Token = $"{ProxmoxDouble.TokenName}=00000000-9d7e-4c1f-8f0e-2b6d1e3a4c77";
        PhoenixException e = await _cluster.RefusedAsync();
        Assert.Contains("refuses the API token 'phoenix@pve!wipe'", e.Message, StringComparison.Ordinal);
        Assert.Contains("status 401, 'invalid token value!'", e.Message, StringComparison.Ordinal);
        Assert.Contains("secret 'TOKEN'", e.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain("00000000-9d7e", e + e.Hint + _cluster.LogText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not-a-token")]
    [InlineData("PVEAPIToken=phoenix@pve!wipe=5f1c9a52-9d7e-4c1f-8f0e-2b6d1e3a4c77")]
    [InlineData("phoenix@pve!wipe=5f1c9a52-9d7e-4c1f-8f0e-2b6d1e3a4c77\r\nX: y")]
    public async Task What_is_no_token_is_refused_without_quoting_it(string text)
    {
        _cluster.Token = text;
        PhoenixException e = await _cluster.RefusedAsync();
        Assert.Equal(ErrorCode.Configuration, e.Code);
        Assert.DoesNotContain(text, e.ToString(), StringComparison.Ordinal);
        Assert.Empty(Api.Server.Requests);
    }

    [Theory]
    [InlineData("VM.PowerMgmt")]
    [InlineData("VM.Allocate")]
    public async Task A_missing_privilege_is_named(string privilege)
    {
        Api.Denied = privilege;
        PhoenixException e = await _cluster.RefusedAsync();
        Assert.Contains($"'Permission check failed (/vms/421, {privilege})'", e.Message, StringComparison.Ordinal);
        Assert.False(e.IsTransient);
        Assert.Single(Api.Machines);
    }

    [Fact]
    public async Task Another_fingerprint_is_refused_before_the_token_is_sent()
    {
        PhoenixException e = await _cluster.RefusedAsync(_cluster.Definition() with { Fingerprint = new string('A', 64) });
        Assert.Equal(ErrorCode.Configuration, e.Code);
        Assert.Contains($"has another fingerprint than the stack file: {_cluster.Fingerprint}", e.Message, StringComparison.Ordinal);
        Assert.Empty(Api.Server.Requests);
    }

    [Fact]
    public async Task A_private_authority_is_trusted_where_it_is_named_only()
    {
        WipeDefinition.Proxmox definition = _cluster.Definition() with { Fingerprint = null };
        PhoenixException e = await _cluster.RefusedAsync(definition);
        Assert.Equal(ErrorCode.Configuration, e.Code);
        Assert.Contains("is not trusted", e.Message, StringComparison.Ordinal);
        Assert.Empty(Api.Server.Requests);
        await _cluster.Wipe(definition with { CaFile = _cluster.CaFile }).WipeAsync(Token);
        Assert.Empty(Api.Machines);
    }

    [Fact]
    public async Task An_endpoint_that_is_away_may_pass_and_what_is_no_proxmox_does_not()
    {
        WipeDefinition.Proxmox definition = _cluster.Definition();
        Api.Plant("GET", 501, "Method not implemented");
        Assert.Equal(ErrorCode.Configuration, (await _cluster.RefusedAsync()).Code);
        await Api.DisposeAsync();
        PhoenixException e = await _cluster.RefusedAsync(definition);
        Assert.True(e.IsTransient);
        Assert.Contains("cannot be reached: connection refused", e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PhoenixException>(() => _cluster.Wipe(definition).ExistsAsync(Token));
    }

    [Fact]
    public async Task Nodes_are_read_with_their_memory()
    {
        Api.NodesOnline["pve2"] = false;
        ProxmoxNodes nodes = new(ProxmoxAccess.Of(_cluster.Definition()), _cluster.Scope.Secrets, TimeProvider.System);
        Assert.Equal([new ProxmoxNode("pve1", true, 68_719_476_736, 17_179_869_184), new ProxmoxNode("pve2", false, 68_719_476_736, null)], await nodes.ReadAsync(Token));
    }
}
