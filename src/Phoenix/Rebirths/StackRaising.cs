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
    private const string Witnessed = "the witness knows";
    private readonly long _startedAt = time.GetTimestamp();

    /// <summary>Raises it. What fails or is refused is in the result, by layer; what is refused before anything is raised is thrown.</summary>
    /// <exception cref="PhoenixException">RebirthRefused and what the choice of a restore throws.</exception>
    public async Task<RaisedStack> RunAsync(CancellationToken cancellationToken)
    {
        LayerSelection selection = LayerSelection.Of(stack.Definition.Layers, settings);
        if (!stack.HasDatabase || !selection.Wanted.Contains(DatabaseName))
        {
            LayerGraph alone = stack.Layers(new RebirthIntent.Initialize());
            return new RaisedStack(await RaiseAsync(alone, selection, settle: null, cancellationToken), RaisedDatabase.None, null);
        }

        (RebirthIntent? intent, Witness? witness) = await ChooseAsync(cancellationToken);
        RaisedDatabase became = RaisedDatabase.NotRaised;
        if (intent is null)
        {
            witness = await ResumeKnownAsync(cancellationToken);
            selection = selection.With(DatabaseName, "the database is there and was published");
        }

        IReadOnlyList<StepResult> results = await RaiseAsync(
            stack.Layers(intent ?? new RebirthIntent.Initialize()),
            selection,
            async token => became = intent is null ? RaisedDatabase.Kept : await PublishAsync(intent, witness, token),
            cancellationToken);
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

    // That one is there does not make it the stack's: somebody may have made a new, empty one in its place while nobody looked.
    private async Task<Witness?> ResumeKnownAsync(CancellationToken cancellationToken)
    {
        IDatabaseLayer database = stack.DatabaseLayer;
        Witness? witness = await new WitnessStore(database).ReadAsync(cancellationToken);
        RefuseUnknown(database.ReportedIdentifier, witness?.SystemIdentifier, Witnessed);
        await database.ResumeAsync(cancellationToken);
        ServerObservation found = await database.Database.ObserveAsync(cancellationToken);
        if (witness is null)
        {
            // It was made before Phoenix came, or was not wiped yet: the stanza tells, where there is one.
            RefuseUnknown(found.SystemIdentifier, (await database.Repository.ReadInfoAsync(cancellationToken)).SystemIdentifier, "the repository belongs to");
            return null;
        }

        RefuseUnknown(found.SystemIdentifier, witness.SystemIdentifier, Witnessed);
        if (settings.PublishedBefore && RebirthComparison.Refuse(found, witness, settings.Target) is { } late)
        {
            throw late; // a process of this run that died had published it, and nobody has compared what was opened then
        }

        return witness;
    }

    private static void RefuseUnknown(ulong? found, ulong? known, string says)
    {
        if (found is ulong it && known is ulong expected && RebirthComparison.RefuseFound(it, expected, says) is { } refused)
        {
            throw refused;
        }
    }

    private async Task<RaisedDatabase> PublishAsync(RebirthIntent intent, Witness? witness, CancellationToken cancellationToken)
    {
        IDatabase database = stack.Database;
        ServerObservation? reborn = null;
        if (intent is RebirthIntent.Restore)
        {
            reborn = await database.ObserveAsync(cancellationToken);
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
        if (reborn is { InRecovery: true } && witness is not null && RebirthComparison.Refuse(await database.ObserveAsync(cancellationToken), witness, settings.Target) is { } late)
        {
            // It held all of it as a standby. That it opened elsewhere must not pass for a rebirth; it is running, and a person has to look.
            throw new PhoenixException(ErrorCode.RebirthRefused, $"the standby held what the witness knows, and the server that was opened does not: {late.Message}", "let nobody write to it; compare its timeline history with the archive's");
        }

        return intent is RebirthIntent.Initialize ? RaisedDatabase.Initialized : witness is null ? RaisedDatabase.Unwitnessed : RaisedDatabase.Restored;
    }

    private async Task<IReadOnlyList<StepResult>> RaiseAsync(
        LayerGraph graph, LayerSelection selection, Func<CancellationToken, Task>? settle, CancellationToken cancellationToken)
    {
        HashSet<string> leftOut = settle is null && stack.HasDatabase ? [DatabaseName] : [];
        Dictionary<string, string> doneBefore = new(selection.DoneBefore);
        if (settings.KeepWhatExists)
        {
            await LayerRunner.ReadOutputsAsync(graph, cancellationToken);
            foreach (Layer layer in graph.Order.Where(l => !l.HoldsDatabase && !doneBefore.ContainsKey(l.Name)))
            {
                if (await layer.Driver.ExistsAsync(cancellationToken) == true)
                {
                    doneBefore[layer.Name] = "it is there";
                }
            }
        }

        if (settings.RaisedBefore.Count > 0)
        {
            // The record says that this run raised them. Whether they are there is asked of themselves: somebody may have wiped the stack since.
            await LayerRunner.ReadOutputsAsync(graph, cancellationToken);
            foreach (Layer layer in graph.Order.Where(l => !l.HoldsDatabase && selection.Wanted.Contains(l.Name) && settings.RaisedBefore.Contains(l.Name)))
            {
                if (await layer.Driver.ExistsAsync(cancellationToken) == false)
                {
                    doneBefore.Remove(layer.Name);
                }
            }
        }

        leftOut.UnionWith(graph.Order.Select(l => l.Name).Where(n => !selection.Wanted.Contains(n) && !doneBefore.ContainsKey(n)));
        return await new LayerRunner(time, observer).RaiseAsync(
            graph,
            new RaiseOptions
            {
                Parallelism = stack.Parallelism,
                DoneBefore = doneBefore,
                LeftOut = leftOut,
                StartedAt = _startedAt,
                Milestones = stack.Milestones,
                Settle = settle is null ? new Dictionary<string, Func<CancellationToken, Task>>() : new Dictionary<string, Func<CancellationToken, Task>> { [DatabaseName] = settle },
            },
            cancellationToken);
    }
}
