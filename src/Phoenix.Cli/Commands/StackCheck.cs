using Phoenix.Adapters.Checks;
using Phoenix.Adapters.Files;
using Phoenix.Adapters.PgBackRest;
using Phoenix.Adapters.Processes;
using Phoenix.Adapters.Secrets;
using Phoenix.Checks;
using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Lab.Local;
using Phoenix.Plans;
using Phoenix.Ports;
using Phoenix.Recovery;
using Phoenix.Stacks;
using Phoenix.Statistics;

namespace Phoenix.Cli.Commands;

/// <summary>What a check looks at of a stack: its repository, its server where one runs, and what earlier runs tell.</summary>
/// <param name="session">The stack, opened to be looked at.</param>
/// <param name="definition">What its file declares.</param>
/// <param name="state">Holds runs and labs.</param>
internal sealed class StackCheck(StackSession session, StackDefinition definition, StateDirectory state)
{
    public async Task<CheckEvidence> LookAsync(RecoveryTarget target, string scratch, CancellationToken cancellationToken)
    {
        RepositorySettings settings = session.Trouble is { } trouble ? throw trouble : session.Repository ?? throw Nothing();
        LabSite? site = session.Lab?.Stack.Site;
        bool isPublished = session.Stack.HasDatabase && session.Stack.DatabaseLayer.IsPublished;
        bool isRunning = session.Lab?.Stack.LabDatabase.IsRunning ?? true; // whether that of a cluster runs, only asking it tells
        ServerAccess? server = isPublished && isRunning ? ServerAccess.Of(session.Stack.DatabaseLayer) : null;
        using RepositoryLook look = RepositoryLook.Of(settings, Kept(site), scratch, new ToolRunner(new DeferredToolObserver(), TimeProvider.System), TimeProvider.System);
        CheckEvidence evidence = await look.LookAsync(target, server, cancellationToken);
        return evidence with
        {
            Standing = session.Stack.HasDatabase ? await Seen<RepositoryStanding>.LookAsync(() => session.Stack.DatabaseLayer.ReadStandingAsync(cancellationToken)) : null,
            // One that is held, unpublished, has written nothing that counts.
            Idle = isPublished && server is null && site is not null ? LocalServer.FindIdle(site.Paths.DataDirectory) : null,
            Space = site is null ? null : RestoreSpace.Of(site.Paths.DataDirectory),
            Predicted = Predict(),
        };
    }

    private PhoenixException Nothing() => definition.Layers.Any(l => l.Driver is DriverDefinition.Lab)
        ? new PhoenixException(ErrorCode.NotFound, $"the lab of '{definition.Name}' was never made under {state.Path}: there is no repository to check", "make it with 'phoenix lab up', or check another one with --stanza and --config")
        : new PhoenixException(ErrorCode.Configuration, $"stack '{definition.Name}' declares no repository", "add 'repository' to the stack file, or check one with --stanza and --config");

    // What the stack's own configuration says: it is the one that backs up and expires.
    private static int? Kept(LabSite? site) => site is not null && Directory.Exists(site.ConfigDirectory)
        ? ConfiguredPlace.Of(PgBackRestConfFile.Read(site.ConfigDirectory, new Dictionary<string, string>()), site.Record.Stanza, "expire").RetentionFull
        : null;

    private PredictedTime Predict()
    {
        LayerHistory history = new RecordedLayerTimes(state).Read(definition.Name, definition.File);
        StackPlan plan = new StackPlanner(definition, session.Stack.Layers(new RebirthIntent.Initialize()), layer => history.Find(layer, LayerPhase.Up)).Offline();
        PlannedLayer[] known = [.. plan.Layers.Where(l => l.Seconds is not null)];
        return new PredictedTime(known.Length == 0 ? null : plan.Schedule.Seconds, known.Select(l => l.Seconds!.Count).DefaultIfEmpty(0).Min(), [.. plan.Schedule.Unknown], definition.Objectives.Rto);
    }
}
