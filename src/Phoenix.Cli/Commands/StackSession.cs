using System.Globalization;
using Phoenix.Adapters.Files;
using Phoenix.Adapters.Gates;
using Phoenix.Adapters.Layers;
using Phoenix.Adapters.Processes;
using Phoenix.Adapters.Proxmox;
using Phoenix.Adapters.Secrets;
using Phoenix.Drills;
using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Kubernetes.Crunchy;
using Phoenix.Kubernetes.Layers;
using Phoenix.Lab.Local;
using Phoenix.Ports;
using Phoenix.Rebirths;
using Phoenix.Stacks;

namespace Phoenix.Cli.Commands;

/// <summary>A declared stack that one command works on: locked, cleared of what a killed command left running, with a driver for each layer.</summary>
internal sealed class StackSession : IAsyncDisposable
{
    private static readonly TimeSpan KillBound = TimeSpan.FromSeconds(30);
    private readonly FileLock? _local;
    private RepositoryLock? _lock;

    private readonly SecretReader _secrets;
    private readonly ClusterLayers? _cluster;

    private StackSession(FileLock? local, SecretReader secrets, DeclaredStack stack, LabSession? lab, ClusterLayers? cluster, IReadOnlyDictionary<string, LayerLogFile> logs)
    {
        _local = local;
        _cluster = cluster;
        _secrets = secrets;
        Stack = stack;
        Lab = lab;
        Logs = logs;
    }

    /// <summary>The stack.</summary>
    public DeclaredStack Stack { get; }

    /// <summary>The lab that one of its layers is; null for none.</summary>
    public LabSession? Lab { get; }

    /// <summary>The database of a cluster that one of its layers is; null for none.</summary>
    public CrunchyDatabaseLayer? Castle => _cluster?.Database;

    /// <summary>The repository with what the next restore will use; null when the stack has none, or nobody may look.</summary>
    public RepositorySettings? Repository => Lab?.Stack.Site.Credentials.Outside ?? DeclaredRepository;

    /// <summary>Why a stack that was opened to be looked at cannot be; null when it can.</summary>
    public PhoenixException? Trouble { get; private init; }

    private RepositorySettings? DeclaredRepository { get; init; }

    /// <summary>Each layer's log.</summary>
    public IReadOnlyDictionary<string, LayerLogFile> Logs { get; }

    /// <summary>What a layer's tool printed last, after how much of its work is done where it tells that; null for a layer without a log.</summary>
    public string? LastLine(string layer) => !Logs.TryGetValue(layer, out LayerLogFile? log) ? null
        : log.Total > 0 ? string.Create(CultureInfo.InvariantCulture, $"{log.Done} of {log.Total}: {log.LastLine}") : log.LastLine;

    /// <summary>Cancelled when somebody else may have taken the repository's lock.</summary>
    public CancellationToken Lost => _lock?.Lost ?? CancellationToken.None;

    /// <summary>Opens a stack; nothing of it is touched, but for processes that a killed command left behind.</summary>
    /// <param name="definition">The stack.</param>
    /// <param name="command">What is to be done, for whoever finds the stack locked.</param>
    /// <param name="state">Holds runs, labs and locks.</param>
    /// <param name="logs">Folder for the layers' logs.</param>
    /// <param name="observer">Is told of every tool process.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PhoenixException">Locked, Configuration, ToolMissing, Secret*.</exception>
    public static async Task<StackSession> OpenAsync(
        StackDefinition definition, string command, StateDirectory state, string logs, IToolObserver observer, TimeProvider time, CancellationToken cancellationToken)
    {
        string locks = Path.Combine(state.Path, "stacks");
        Directory.CreateDirectory(locks);
        FileLock local = FileLock.Take(Path.Combine(locks, StackMark.Of(definition) + ".lock"), $"the stack '{definition.Name}'", "wait for it to end", command);
        try
        {
            var runner = new ToolRunner(observer, time);
            await new UnfinishedLayers(state, definition.Name, StackMark.Of(definition), time).ClearAsync(KillBound, cancellationToken);
            var secrets = new SecretReader(definition.Secrets, runner, time, Environment.GetEnvironmentVariable);
            RepositorySettings? repository = await ReadRepositoryAsync(definition, secrets, cancellationToken);
            LabSession? lab = DatabaseLayerOf(definition)?.Driver is DriverDefinition.Lab { Name: string name }
                ? await LabSession.OpenAsync(new LabOptions { State = state.Path, Name = name }, repository, observer, time, cancellationToken)
                : null;
            try
            {
                ClusterTrust trust = command == "create" ? ClusterTrust.Note : ClusterTrust.MustKnow;
                return Make(definition, local, state, logs, runner, secrets, repository, lab, trust, unseen: null, time);
            }
            catch
            {
                lab?.Dispose();
                throw;
            }
        }
        catch
        {
            local.Dispose();
            throw;
        }
    }

    /// <summary>Opens a stack to be looked at: not locked, nothing made, started or ended. Why its database cannot be reached is told by its layer.</summary>
    /// <param name="definition">The stack.</param>
    /// <param name="state">Holds runs, labs and locks.</param>
    /// <param name="scratch">A folder of the caller, for logs and for the configuration with which the repository is read.</param>
    /// <param name="offline">Whether nobody will look: no secret is read then.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<StackSession> LookAsync(
        StackDefinition definition, StateDirectory state, string scratch, bool offline, TimeProvider time, CancellationToken cancellationToken)
    {
        var runner = new ToolRunner(new DeferredToolObserver(), time);
        var secrets = new SecretReader(definition.Secrets, runner, time, Environment.GetEnvironmentVariable);
        RepositorySettings? repository = null;
        LabSession? lab = null;
        PhoenixException? trouble = null;
        try
        {
            repository = offline ? null : await ReadRepositoryAsync(definition, secrets, cancellationToken);
            if (!offline && DatabaseLayerOf(definition)?.Driver is DriverDefinition.Lab { Name: string name })
            {
                lab = await LabSession.LookAsync(new LabOptions { State = state.Path, Name = name }, repository, scratch, new DeferredToolObserver(), time, cancellationToken);
            }
        }
        catch (PhoenixException e)
        {
            trouble = e;
        }

        StackSession Looking(bool opens) => Make(
            definition, local: null, state, scratch, runner, secrets, repository, lab, ClusterTrust.Look,
            new UnseenDriver(IsAbsent: trouble is null && !offline, trouble) { IsWanted = !opens }, time);
        StackSession session = Looking(opens: trouble is null && !offline);
        try
        {
            if (session.Castle is { } castle)
            {
                await castle.LookAsync(cancellationToken);
            }

            return session;
        }
        catch (PhoenixException e)
        {
            await session._cluster!.DisposeAsync();
            foreach (LayerLogFile log in session.Logs.Values)
            {
                log.Dispose();
            }

            trouble = e;
            return Looking(opens: false);
        }
    }

    private static LayerDefinition? DatabaseLayerOf(StackDefinition definition) => definition.Layers.FirstOrDefault(l => l.Driver.HoldsDatabase);

    // A look has a driver for a database that cannot be opened; to all else one that is declared was opened.
    private static StackSession Make(
        StackDefinition definition, FileLock? local, StateDirectory state, string logs, ToolRunner runner, SecretReader secrets, RepositorySettings? repository, LabSession? lab, ClusterTrust trust,
        UnseenDriver? unseen, TimeProvider time)
    {
        var outputs = new LayerOutputs();
        var files = definition.Layers.ToDictionary(l => l.Name, l => new LayerLogFile(Path.Combine(logs, l.Name + ".log"), time));
        LayerScope Scope(LayerDefinition l) => new(l.Name, runner, files[l.Name], outputs, secrets, StackMark.Of(definition), l.Timeout, time)
        {
            Stack = definition.Name,
            RepositoryBucket = repository?.S3.Bucket,
            IsLook = unseen is not null,
        };
        HashSet<string> read = [.. TemplateReferences.Of(definition)];
        var cluster = ClusterLayers.Of(definition, outputs, secrets, runner, state, trust, time);
        LayerDefinition? databaseLayer = DatabaseLayerOf(definition);
        if (databaseLayer?.Driver is DriverDefinition.PostgresCluster && unseen is not { IsWanted: true })
        {
            cluster!.OpenDatabase(databaseLayer, Scope(databaseLayer), repository ?? throw NoRepository(definition, "the database"));
        }

        IDatabaseLayer? database = lab is not null ? new LabDatabaseLayer(lab.Stack) : cluster?.Database;
        Gate Gate(LayerDefinition l, GateDefinition g) => ClusterDefinition.IsGate(g)
            ? cluster!.Gate(g, Scope(l), repository)
            : GateFactory.Create(g, Scope(l), _ => Task.FromResult(repository ?? throw NoRepository(definition, "the gate 's3'")));
        Layer Layer(LayerDefinition l, ILayerDriver driver) => new(l.Name, l.Needs, driver, [.. l.Gates.Select(g => Gate(l, g))], l.Timeout)
        {
            Retries = l.Retries,
            HasReaders = read.Contains(l.Name),
        };
        List<Layer> layers =
        [
            .. definition.Layers.Where(l => l != databaseLayer).Select(l => Layer(l, ClusterDefinition.IsDriver(l.Driver) ? cluster!.Driver(l, Scope(l), repository) : LayerDriverFactory.Create(l, Scope(l)))),
        ];
        cluster?.Bind(layers);
        if (databaseLayer is not null && database is null)
        {
            layers.Add(Layer(databaseLayer, unseen!) with { HoldsDatabase = true });
        }

        var stack = new DeclaredStack(
            definition, layers, databaseLayer is null || database is null ? null : Layer(databaseLayer, new UnboundDriver()), database, outputs,
            async (s, token) => Refuse(await new StackRaising(s, new RaiseSettings { KeepWhatExists = true }, time, new SilentObserver(), _ => { }).RunAsync(token)));
        return new StackSession(local, secrets, stack, lab, cluster, files) { DeclaredRepository = repository, Trouble = unseen?.Trouble };
    }

    /// <summary>Takes the repository's lock, which operators on other machines see. A lab's own endpoint is on this machine, where the lab's lock is enough.</summary>
    /// <exception cref="PhoenixException">Locked.</exception>
    public async Task LockRepositoryAsync(string command, CancellationToken cancellationToken)
    {
        if (!Stack.HasDatabase || Lab is { HasOwnEndpoint: true })
        {
            return;
        }

        RepositoryLocation at = Stack.Repository.Location;
        if (await new ConditionalPutTrial(Stack.Objects, at).RunAsync(cancellationToken) != ConditionalPuts.Kept)
        {
            Console.Error.WriteLine("warning: this S3 endpoint keeps no conditions of puts, so only commands on this machine see each other: let nobody else work on this stack");
            return;
        }

        string who = $"{Environment.UserName}@{Environment.MachineName}";
        _lock = await RepositoryLock.TakeAsync(Stack.Objects, at, who, Stack.Name, command, TimeProvider.System, cancellationToken);
    }

    /// <summary>Memory of the platform's nodes in MiB, as the hypervisor of the first layer that names one tells it; empty where none does.</summary>
    /// <exception cref="PhoenixException">It does not answer, or its token cannot be read.</exception>
    public async Task<IReadOnlyDictionary<string, long>> ReadNodeMemoryAsync(CancellationToken cancellationToken)
    {
        const int BytesPerMebibyte = 1 << 20;
        WipeDefinition.Proxmox? proxmox = Stack.Definition.Layers.Select(l => l.Wipe).OfType<WipeDefinition.Proxmox>().FirstOrDefault();
        return proxmox is null
            ? new Dictionary<string, long>()
            : (await new ProxmoxNodes(ProxmoxAccess.Of(proxmox), _secrets, TimeProvider.System).ReadAsync(cancellationToken))
                .Where(n => n.TotalMemory is not null).ToDictionary(n => n.Name, n => n.TotalMemory!.Value / BytesPerMebibyte);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_lock is not null)
        {
            await _lock.DisposeAsync();
        }

        foreach (LayerLogFile log in Logs.Values)
        {
            log.Dispose();
        }

        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        Lab?.Dispose();
        _secrets.Dispose();
        _local?.Dispose();
    }

    private static async Task<RepositorySettings?> ReadRepositoryAsync(StackDefinition definition, SecretReader secrets, CancellationToken cancellationToken)
    {
        RepositorySettings? fromEnvironment = new RepositoryEnvironment(Environment.GetEnvironmentVariable).Read();
        if (definition.Repository is null)
        {
            return fromEnvironment;
        }

        return fromEnvironment is null
            ? await new RepositoryCredentials(secrets).ReadAsync(definition.Repository, cancellationToken)
            : throw new PhoenixException(ErrorCode.Configuration, $"both {definition.File} and PHOENIX_S3_ variables name a repository", "unset the variables, or remove 'repository' from the stack file");
    }

    private static PhoenixException NoRepository(StackDefinition definition, string who) =>
        new(ErrorCode.Configuration, $"{who} needs the repository, and stack '{definition.Name}' declares none", "add 'repository' to the stack file");

    private static void Refuse(RaisedStack raised)
    {
        if (raised.Layers.FirstOrDefault(l => l.State is StepState.Failed or StepState.Cancelled) is { } failed)
        {
            throw failed.Error as PhoenixException ?? new PhoenixException(ErrorCode.LayerFailed, $"layer {failed.Name}: {failed.Reason}", "look at the layer's log", failed.Error);
        }
    }
}
