using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Plans;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Stacks;

namespace Phoenix.Drills;

/// <summary>The Phoenix Protocol, one cycle, as a list of named steps. A step that was done before a crash is left out of the list.</summary>
/// <param name="c">The cycle.</param>
/// <param name="layers">Is told of the layers.</param>
public sealed class CycleRunbook(CycleContext c, ILayerObserver layers)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>The steps still to do, each needing the one before.</summary>
    public IReadOnlyList<PlanStep> Steps()
    {
        var seed = new SeedSteps(c);
        var prove = new ProveSteps(c);
        List<(string Name, TimeSpan Timeout, Func<CancellationToken, Task> Run)> steps = [];

        // Once the wipe began there is nothing left to seed or to back up: a resumed run goes on from the wipe.
        if (c.Facts.WipeStartedAt is null)
        {
            steps.Add(("preflight", 30 * Minute, PreflightAsync));
            steps.Add(("seed-a", 2 * Minute, seed.SeedAAsync));
            steps.Add(("backup", 12 * 60 * Minute, seed.BackUpAsync));
            steps.Add(("seed-b", c.Settings.Load + (2 * Minute), seed.SeedBAsync));
            if (c.Settings.WipeAt == WipeMode.Instant)
            {
                steps.Add(("gate", c.Settings.Load + c.Settings.ArchiveTimeout + (10 * Minute), new InstantGateStep(c).RunAsync));
            }
            else
            {
                steps.Add(("choose-target", c.Settings.Load + (2 * Minute), seed.ChooseTargetAsync));
                steps.Add(("quiesce", 2 * Minute, seed.QuiesceAsync));
                steps.Add(("gate", c.Settings.ArchiveTimeout + (10 * Minute), new GateStep(c).RunAsync));
            }

            if (c.Sabotage is not null)
            {
                steps.Add(("sabotage", 5 * Minute, token => c.SabotageAsync(SabotagePoint.AfterGate, token)));
            }
        }

        if (c.Facts.Wipe is null || c.Facts.Wipe.Layers.Values.Contains(false))
        {
            steps.Add(("wipe", 30 * Minute, new WipeStep(c, layers).RunAsync));
        }

        var create = new CreateStep(c, layers);
        steps.Add(("create", 24 * 60 * Minute, create.RunAsync));
        steps.Add(("compare", 4 * 60 * Minute, prove.CompareAsync));
        steps.Add(("publish", 5 * Minute, async token =>
        {
            await prove.PublishAsync(token);
            create.TellDatabaseIsBack();
        }));
        if (c.Stack.Layers(new RebirthIntent.Initialize()).AfterDatabase.Count > 0)
        {
            steps.Add(("raise-rest", 24 * 60 * Minute, create.RaiseRestAsync));
        }

        steps.Add(("verify", 4 * 60 * Minute, prove.VerifyAsync));
        return [.. steps.Select((s, i) => new PlanStep(s.Name, i == 0 ? [] : [steps[i - 1].Name], s.Timeout, s.Run))];
    }

    private async Task PreflightAsync(CancellationToken cancellationToken)
    {
        await c.Stack.PrepareAsync(cancellationToken);
        c.Record(new JournalEvent.EndpointTried(c.Cycle, await new ConditionalPutTrial(c.Stack.Objects, c.Stack.Repository.Location).RunAsync(cancellationToken)));

        // With the restore's own configuration: keys that only the present stack has are no help after the wipe.
        Task<RepositoryInfo> reading = c.Stack.Repository.ReadInfoAsync(cancellationToken);
        Task<ServerIdentity> identifying = c.Stack.Database.IdentifyAsync(cancellationToken);
        await Task.WhenAll(reading, identifying);
        RepositoryInfo info = await reading;
        ServerIdentity server = await identifying;
        c.Facts.SegmentSize = server.SegmentSize;
        if (info.StatusCode is not (0 or 2) || info.SystemIdentifier != server.SystemIdentifier)
        {
            throw new PhoenixException(
                ErrorCode.GateRefused,
                $"the repository, read as a restore would read it, is not this server's: status {info.StatusCode} ({info.StatusMessage}), system identifier {info.SystemIdentifier}, server {server.SystemIdentifier}",
                "make bucket, path, stanza and passphrase of the restore's configuration the same as the backup's; nothing was touched");
        }

        if (c.Settings.Target.Value is not null)
        {
            await new GivenTarget(c).ResolveAsync(info, cancellationToken);
        }
    }
}
