using System.Collections.Concurrent;
using Phoenix.Adapters.Layers;
using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Proxmox;

/// <summary>
/// Destroys the machines of a choice and does not end before another listing shows none of them. Everything is looked at before anything is destroyed:
/// one machine that is not what the stack file means stops it all.
/// </summary>
/// <param name="api">The API.</param>
/// <param name="choice">The machines.</param>
/// <param name="definition">What the stack file says.</param>
/// <param name="scope">What the layer works with.</param>
internal sealed class MachineDestruction(ProxmoxApi api, MachineChoice choice, WipeDefinition.Proxmox definition, LayerScope scope)
{
    private const int AtOnce = 8;

    // A machine may move to another node (by hand, by HA) between a listing and its destroy.
    private const int MostRounds = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>How long the cluster's nodes may need to learn that a machine is gone.</summary>
    internal TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(10);

    private readonly ProxmoxTask _tasks = new(api, definition.TaskTimeout, scope.Time);
    private readonly ConcurrentDictionary<int, string> _gone = [];

    /// <summary>Destroys; succeeds on nothing.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        for (int round = 1; ; round++)
        {
            IReadOnlyList<ProxmoxMachine> left = await SettleAsync(cancellationToken).ConfigureAwait(false);
            if (left.Count == 0)
            {
                return;
            }

            if (left.Where(IsBack).ToList() is { Count: > 0 } back)
            {
                throw api.Http.Failed(
                    $"still lists what was destroyed: {string.Join(", ", back)}", "something makes it anew or keeps it: look for another run of its tool, a clone or restore task, and the destroy task's log");
            }

            if (round > MostRounds)
            {
                throw api.Http.Failed($"moves machines from node to node while they are destroyed: {string.Join(", ", left)}", "end the migration, or the node's maintenance mode, then run again", isTransient: true);
            }

            await DestroyAsync(await InspectAsync(left, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
    }

    private bool IsBack(ProxmoxMachine machine) => _gone.TryGetValue(machine.Id, out string? node) && node == machine.Node;

    private async Task<IReadOnlyList<ProxmoxMachine>> SettleAsync(CancellationToken cancellationToken)
    {
        long start = scope.Time.GetTimestamp();
        while (true)
        {
            IReadOnlyList<ProxmoxMachine> left = await choice.FindAsync(api, cancellationToken).ConfigureAwait(false);
            if (!left.Any(IsBack) || scope.Time.GetElapsedTime(start) >= Settle)
            {
                return left;
            }

            await Task.Delay(Pause, scope.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    // The listing's names and template flags come from statistics that a node may not have sent: the configuration decides.
    private async Task<IReadOnlyList<ProxmoxMachine>> InspectAsync(IReadOnlyList<ProxmoxMachine> machines, CancellationToken cancellationToken)
    {
        List<ProxmoxMachine> destroy = [];
        List<string> reasons = [];
        foreach (ProxmoxMachine machine in machines)
        {
            if (await api.ReadSettingsAsync(machine, cancellationToken).ConfigureAwait(false) is not { } settings)
            {
                _gone[machine.Id] = machine.Node;
                continue;
            }

            if (settings.IsTemplate && !choice.IsNamed(machine))
            {
                choice.LeaveOut(machine);
                scope.Log.Say($"{machine} is a template and is left alone");
                continue;
            }

            string? reason = settings.IsTemplate ? "is a template; templates are never destroyed: remove its id from the stack file"
                : settings.Lock == "destroyed" ? "is what an earlier destroy left halfway: look at its disks, then run 'qm destroy ID --purge --skiplock' (or 'pct destroy') on its node as root"
                : !choice.IsDeclared(machine) && !choice.IsRemainder(machine, settings.Name) ? $"is called '{settings.Name}' and has the id of a machine that was destroyed, but nothing else that the stack file asks for"
                : !choice.Matches(settings.Name) ? $"is called '{settings.Name}', which does not match '{definition.NamePattern}'"
                : settings.IsProtected ? "is protected: 'qm set ID --protection 0' (or 'pct set') if it really may go"
                : null;
            if (reason is null)
            {
                destroy.Add(machine);
            }
            else
            {
                reasons.Add($"{machine} {reason}");
            }
        }

        return reasons.Count == 0 ? destroy : throw new PhoenixException(
            ErrorCode.LayerFailed,
            $"layer '{scope.Layer}': {(_gone.IsEmpty ? "no machine was destroyed" : "no further machine was destroyed")}: {string.Join("; ", reasons)}",
            $"the wipe is about {Words()}: correct the stack file, or the machine");
    }

    private async Task DestroyAsync(IReadOnlyList<ProxmoxMachine> machines, CancellationToken cancellationToken)
    {
        choice.Remember(machines);
        ConcurrentQueue<PhoenixException> faults = [];
        int done = 0;
        await Parallel.ForEachAsync(machines, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (machine, token) =>
        {
            try
            {
                await DestroyAsync(machine, token).ConfigureAwait(false);
                scope.Log.Progress(Interlocked.Increment(ref done), machines.Count);
            }
            catch (PhoenixException e)
            {
                // The others go on; what is left is told together.
                scope.Log.Say(e.Message);
                faults.Enqueue(e);
            }
        }).ConfigureAwait(false);
        if (faults.ToArray() is { Length: > 0 } all)
        {
            PhoenixException first = all.FirstOrDefault(e => !e.IsTransient) ?? all[0];
            throw all.Length == 1 ? first : new PhoenixException(first.Code, string.Join("; ", all.Select(e => e.Message)), first.Hint, first) { IsTransient = all.All(e => e.IsTransient) };
        }
    }

    private async Task DestroyAsync(ProxmoxMachine machine, CancellationToken cancellationToken)
    {
        if (await api.IsRunningAsync(machine, cancellationToken).ConfigureAwait(false) is bool runs)
        {
            if (runs)
            {
                scope.Log.Say($"stopping {machine}");
                await EndAsync(await api.StopAsync(machine, cancellationToken).ConfigureAwait(false), $"stop {machine}", cancellationToken).ConfigureAwait(false);
                await StoppedAsync(machine, cancellationToken).ConfigureAwait(false);
            }

            scope.Log.Say($"destroying {machine}");
            await EndAsync(await api.DestroyAsync(machine, cancellationToken).ConfigureAwait(false), $"destroy {machine}", cancellationToken).ConfigureAwait(false);
        }

        _gone[machine.Id] = machine.Node;
    }

    private async Task EndAsync(string? task, string what, CancellationToken cancellationToken)
    {
        if (task is null || !await _tasks.WaitAsync(task, what, scope.Log.Say, cancellationToken).ConfigureAwait(false))
        {
            scope.Log.Say($"{what}: it is not there any more");
        }
    }

    // The stop of a machine under HA is a request: its task ends before the machine does.
    private async Task StoppedAsync(ProxmoxMachine machine, CancellationToken cancellationToken)
    {
        long start = scope.Time.GetTimestamp();
        while (await api.IsRunningAsync(machine, cancellationToken).ConfigureAwait(false) == true)
        {
            if (scope.Time.GetElapsedTime(start) >= definition.TaskTimeout)
            {
                throw new PhoenixException(
                    ErrorCode.TimedOut, $"{machine} still runs {definition.TaskTimeout.TotalSeconds:0.#} s after its stop", "look at 'ha-manager status' and at the machine's task list on its node");
            }

            await Task.Delay(Pause, scope.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private string Words() => string.Join(", ", new[]
    {
        definition.VmIds.Count > 0 ? $"the ids {string.Join(", ", definition.VmIds)}" : null,
        definition.Ranges.Count > 0 ? $"the ranges {string.Join(", ", definition.Ranges.Select(r => $"{r.First}-{r.Last}"))}" : null,
        definition.Tag is string tag ? $"the tag '{tag}'" : null,
        definition.Pool is string pool ? $"the pool '{pool}'" : null,
        definition.NamePattern is string pattern ? $"names like '{pattern}'" : null,
    }.Where(w => w is not null));
}
