using Phoenix.Drills;
using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Stacks;

namespace Phoenix.Rebirths;

/// <summary>
/// Raises a stack: its layers along their graph, its database from the repository, compared with the last witness before it is published, and only then
/// the layers that need it.
/// </summary>
/// <param name="stack">The stack.</param>
/// <param name="settings">How.</param>
/// <param name="time">The clock.</param>
/// <param name="observer">Is told of each layer.</param>
/// <param name="record">Puts what becomes of the database on record.</param>
public sealed class StackRaising(DeclaredStack stack, RaiseSettings settings, TimeProvider time, ILayerObserver observer, Action<JournalEvent> record)
{
    private const int Cycle = 1;
    private readonly long _startedAt = time.GetTimestamp();

    /// <summary>Raises it. A layer that fails is in the result; what is refused is thrown, and nothing was published then.</summary>
    /// <exception cref="PhoenixException">RebirthRefused and what the choice of a restore throws.</exception>
    public async Task<RaisedStack> RunAsync(CancellationToken cancellationToken)
    {
        LayerSelection selection = LayerSelection.Of(stack.Definition.Layers, settings);
        bool withDatabase = stack.HasDatabase && selection.Wanted.Contains(DatabaseName);
        if (!withDatabase)
        {
            RebirthIntent none = new RebirthIntent.Initialize();
            LayerGraph alone = stack.Layers(none);
            IReadOnlyList<StepResult> all = await RaiseAsync(alone, selection, stack.HasDatabase ? new HashSet<string> { DatabaseName } : [], cancellationToken);
            return new RaisedStack(all, RaisedDatabase.None, null);
        }

        (RebirthIntent? intent, Witness? witness) = await ChooseAsync(cancellationToken);
        LayerGraph graph = stack.Layers(intent ?? new RebirthIntent.Initialize());
        HashSet<string> before = [.. graph.Order.Select(l => l.Name).Except(graph.AfterDatabase)];
        LayerSelection first = intent is null ? selection.With(DatabaseName, "the database is there and was published") : selection;
        if (intent is null)
        {
            await stack.DatabaseLayer.ResumeAsync(cancellationToken);
        }

        List<StepResult> results = [.. await RaiseAsync(graph, first, graph.AfterDatabase, cancellationToken)];
        if (results.Find(r => r.Name == DatabaseName) is not { State: StepState.Succeeded or StepState.Skipped })
        {
            results.AddRange(Blocked(graph, selection));
            return new RaisedStack(results, RaisedDatabase.NotRaised, null);
        }

        RaisedDatabase became = intent is null ? RaisedDatabase.Kept : await PublishAsync(intent, witness, cancellationToken);
        TellDatabaseIsBack(graph, results);
        results.AddRange(await RaiseAsync(graph, selection, before, cancellationToken));
        return new RaisedStack(results, became, witness);
    }

    private string DatabaseName => stack.DatabaseName;

    // Null: there is a published database, which is never restored over.
    private async Task<(RebirthIntent? Intent, Witness? Witness)> ChooseAsync(CancellationToken cancellationToken)
    {
        IDatabaseLayer database = stack.DatabaseLayer;
        await database.OpenAsync(cancellationToken);
        if (database.IsPublished)
        {
            return (null, null);
        }

        RepositoryClaim claim = await database.ClaimAsync(settings.Fenced, cancellationToken);
        if (claim.TakenOverFrom is string former)
        {
            record(new JournalEvent.RepositoryTakenOver(Cycle, former, settings.Fenced));
        }

        RebirthIntent intent = await RebirthChoice.ChooseAsync(database, claim, settings.Target, settings.Initialize, cancellationToken);
        Witness? witness = intent is RebirthIntent.Restore ? await new WitnessStore(database).ReadAsync(cancellationToken) : null;
        if (intent is RebirthIntent.Restore && witness is null && !settings.AcceptUnwitnessed)
        {
            throw new PhoenixException(
                ErrorCode.RebirthRefused,
                "no witness of this repository is known: what is restored cannot be compared with anything",
                "nothing was touched; --accept-unwitnessed restores and publishes it, and the result is Inconclusive");
        }

        return (intent is RebirthIntent.Restore restore ? new RebirthIntent.Restore(restore.Request with { SystemIdentifier = witness?.SystemIdentifier }) : intent, witness);
    }

    private async Task<RaisedDatabase> PublishAsync(RebirthIntent intent, Witness? witness, CancellationToken cancellationToken)
    {
        IDatabase database = stack.Database;
        if (intent is RebirthIntent.Restore)
        {
            ServerObservation reborn = await database.ObserveAsync(cancellationToken);
            record(new JournalEvent.RebirthHeld(Cycle, reborn));
            if (witness is not null && RebirthComparison.Refuse(reborn, witness, settings.Target) is { } refused)
            {
                await database.DiscardAsync(CancellationToken.None);
                record(new JournalEvent.Discarded(Cycle, refused.Message));
                throw refused;
            }
        }

        await stack.DatabaseLayer.ConfirmAsync(cancellationToken);

        // On record before it is done: what may have reached the repository must never be taken for unpublished.
        record(new JournalEvent.Published(Cycle));
        await database.PublishAsync(cancellationToken);
        return intent is RebirthIntent.Initialize ? RaisedDatabase.Initialized : witness is null ? RaisedDatabase.Unwitnessed : RaisedDatabase.Restored;
    }

    private async Task<IReadOnlyList<StepResult>> RaiseAsync(
        LayerGraph graph, LayerSelection selection, IReadOnlySet<string> leftOut, CancellationToken cancellationToken)
    {
        Dictionary<string, string> doneBefore = new(selection.DoneBefore);
        if (settings.KeepWhatExists)
        {
            await LayerRunner.ReadOutputsAsync(graph, cancellationToken);
            foreach (Layer layer in graph.Order.Where(l => !l.HoldsDatabase && !leftOut.Contains(l.Name) && !doneBefore.ContainsKey(l.Name)))
            {
                if (await layer.Driver.ExistsAsync(cancellationToken) == true)
                {
                    doneBefore[layer.Name] = "it is there";
                }
            }
        }

        HashSet<string> absent = [.. leftOut, .. graph.Order.Select(l => l.Name).Where(n => !selection.Wanted.Contains(n) && !doneBefore.ContainsKey(n))];
        return await new LayerRunner(time, observer).RaiseAsync(
            graph,
            new RaiseOptions
            {
                Parallelism = stack.Parallelism,
                DoneBefore = doneBefore,
                LeftOut = absent,
                StartedAt = _startedAt,
                Milestones = Milestones(graph, leftOut),
            },
            cancellationToken);
    }

    // A finish line belongs to the part in which its last layer is raised; one that ends with the database is told of apart.
    private Dictionary<string, IReadOnlyList<string>> Milestones(LayerGraph graph, IReadOnlySet<string> leftOut) => stack.Milestones
        .Select(m => (m.Key, Left: (IReadOnlyList<string>)[.. m.Value.Where(l => !leftOut.Contains(l))], All: m.Value))
        .Where(m => m.Left.Count > 0
            && (m.All.Any(graph.AfterDatabase.Contains) ? m.Left.Any(graph.AfterDatabase.Contains) : !graph.Order.Any(l => l.HoldsDatabase && m.All.Contains(l.Name))))
        .ToDictionary(m => m.Key, m => m.Left);

    // "The data is back" is true once it was compared and published, not when a server is up.
    private void TellDatabaseIsBack(LayerGraph graph, List<StepResult> results)
    {
        foreach ((string milestone, IReadOnlyList<string> names) in stack.Milestones.Where(m => m.Value.Contains(DatabaseName) && !m.Value.Any(graph.AfterDatabase.Contains)))
        {
            if (names.All(n => results.Exists(r => r.Name == n && r.State is StepState.Succeeded or StepState.Skipped)))
            {
                observer.Reached(milestone, time.GetElapsedTime(_startedAt));
            }
        }
    }

    private IEnumerable<StepResult> Blocked(LayerGraph graph, LayerSelection selection)
    {
        foreach (Layer layer in graph.Order.Where(l => graph.AfterDatabase.Contains(l.Name) && selection.Wanted.Contains(l.Name)))
        {
            var result = new StepResult(layer.Name, StepState.Blocked, $"needs {DatabaseName}, which is not up", TimeSpan.Zero);
            observer.Told([result], [], LayerPhase.Up);
            yield return result;
        }
    }
}
