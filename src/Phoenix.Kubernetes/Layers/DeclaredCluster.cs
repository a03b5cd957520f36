using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Ports;
using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Layers;

/// <summary>
/// The cluster that a stack file declares, opened when it is first asked: until then its machines may not be there. Its kubeconfig is looked at again at each call,
/// because a rebirth makes another cluster; and it is asked who it is before anything else.
/// </summary>
/// <param name="definition">What the stack file declares.</param>
/// <param name="outputs">The outputs of the layers that are up.</param>
/// <param name="secrets">The secrets of the stack.</param>
/// <param name="noted">Which cluster the stack was seen in last.</param>
/// <param name="trust">What is done about an unknown one.</param>
/// <param name="programs">Runs a kubeconfig's exec plugin.</param>
/// <param name="time">The clock.</param>
public sealed class DeclaredCluster(
    ClusterDefinition definition, LayerOutputs outputs, ISecretReader secrets, NotedCluster noted, ClusterTrust trust, ICredentialProgram programs, TimeProvider time) : IClusterApi, IAsyncDisposable
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly SemaphoreSlim _asking = new(1, 1);
    private readonly List<ClusterApi> _former = [];
    private ClusterApi? _api;
    private string? _openedWith;
    private bool _isKnown;

    /// <summary>Asks whether the machines are gone, and with them all that was in the cluster; null where no layer of the stack makes them.</summary>
    public Func<CancellationToken, Task<bool?>>? MachinesExist { get; set; }

    /// <summary>Reads the outputs of a layer that the kubeconfig refers to, where nobody has yet.</summary>
    public Func<string, CancellationToken, Task>? ReadOutputs { get; set; }

    /// <inheritdoc/>
    public Uri Server => _api?.Server ?? new Uri("https://cluster.invalid");

    /// <inheritdoc/>
    public string? Trouble => _api?.Trouble;

    /// <summary>Whether the cluster is gone because its machines are; never by its silence.</summary>
    public async Task<bool> IsGoneAsync(CancellationToken cancellationToken)
    {
        if (MachinesExist is null)
        {
            return false;
        }

        // One at a time: the tool that is asked may lock its folder.
        await _asking.WaitAsync(cancellationToken);
        try
        {
            if (await MachinesExist(cancellationToken) != false)
            {
                return false;
            }
        }
        finally
        {
            _asking.Release();
        }

        if (trust != ClusterTrust.Look)
        {
            noted.WriteGone();
        }

        _isKnown = false;
        return true;
    }

    /// <inheritdoc/>
    public async Task<KubeKind?> FindKindAsync(string apiVersion, string kind, CancellationToken cancellationToken) => await (await OpenAsync(cancellationToken)).FindKindAsync(apiVersion, kind, cancellationToken);

    /// <inheritdoc/>
    public async Task<KubeObject?> GetAsync(KubeKind kind, string? @namespace, string name, CancellationToken cancellationToken) =>
        await (await OpenAsync(cancellationToken)).GetAsync(kind, @namespace, name, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<KubeObject>> ListAsync(KubeKind kind, string? @namespace, string? labels, CancellationToken cancellationToken) =>
        await (await OpenAsync(cancellationToken)).ListAsync(kind, @namespace, labels, cancellationToken);

    /// <inheritdoc/>
    public async Task<KubeObject> ApplyAsync(KubeKind kind, KubeObject desired, bool force, CancellationToken cancellationToken) =>
        await (await OpenAsync(cancellationToken)).ApplyAsync(kind, desired, force, cancellationToken);

    /// <inheritdoc/>
    public async Task<KubeObject> PatchAsync(KubeKind kind, string? @namespace, string name, JsonObject patch, bool status, CancellationToken cancellationToken) =>
        await (await OpenAsync(cancellationToken)).PatchAsync(kind, @namespace, name, patch, status, cancellationToken);

    /// <inheritdoc/>
    public async Task<KubeObject?> CreateAsync(KubeKind kind, KubeObject desired, CancellationToken cancellationToken) => await (await OpenAsync(cancellationToken)).CreateAsync(kind, desired, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(KubeKind kind, string? @namespace, string name, string? uid, CancellationToken cancellationToken) =>
        await (await OpenAsync(cancellationToken)).DeleteAsync(kind, @namespace, name, uid, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<KubeChange> WatchAsync(KubeKind kind, string? @namespace, string? name, string? labels, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (KubeChange change in (await OpenAsync(cancellationToken)).WatchAsync(kind, @namespace, name, labels, cancellationToken))
        {
            yield return change;
        }
    }

    /// <inheritdoc/>
    public async Task<string?> ReadLogAsync(string @namespace, string pod, string? container, int tailLines, CancellationToken cancellationToken) =>
        await (await OpenAsync(cancellationToken)).ReadLogAsync(@namespace, pod, container, tailLines, cancellationToken);

    /// <inheritdoc/>
    public async Task<Stream> OpenPortAsync(string @namespace, string pod, int port, CancellationToken cancellationToken) =>
        await (await OpenAsync(cancellationToken)).OpenPortAsync(@namespace, pod, port, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        foreach (ClusterApi api in _former.Append(_api).OfType<ClusterApi>())
        {
            api.Dispose();
        }

        _opening.Dispose();
        _asking.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<ClusterApi> OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            (string with, Func<ClusterAccess> access) = await ReachAsync(cancellationToken);
            if (_api is null || with != _openedWith)
            {
                if (_api is not null)
                {
                    _former.Add(_api); // somebody may still be in a call of it
                }

                _api = new ClusterApi(access(), time);
                (_openedWith, _isKnown) = (with, false);
            }

            if (!_isKnown)
            {
                await RecognizeAsync(_api, cancellationToken);
                _isKnown = true;
            }

            return _api;
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task RecognizeAsync(ClusterApi api, CancellationToken cancellationToken)
    {
        if (definition.Identity is string uid)
        {
            await ClusterIdentity.RequireAsync(api, new ClusterIdentity(uid), "the stack file", cancellationToken);
            return;
        }

        if (noted.Read() is { } last)
        {
            await ClusterIdentity.RequireAsync(api, last, "the last create", cancellationToken);
            return;
        }

        ClusterIdentity found = await ClusterIdentity.ReadAsync(api, cancellationToken);
        switch (trust)
        {
            case ClusterTrust.Note:
            case ClusterTrust.MustKnow when noted.WasSeenGone:
                noted.Write(found);
                break;
            case ClusterTrust.MustKnow:
                throw new PhoenixException(
                    ErrorCode.WrongCluster,
                    $"nothing says that the cluster at {api.Server} ({found.Uid}) is the stack's: no create of this machine has noted it; nothing was touched",
                    $"if it is, write its identity into the stack file (cluster: {{ identity: {found.Uid} }}), or run 'phoenix create', which notes it");
            default:
                break;
        }
    }

    // What the cluster is reached by, to tell whether that has changed, and how it is then opened.
    private async Task<(string With, Func<ClusterAccess> Access)> ReachAsync(CancellationToken cancellationToken)
    {
        Kubeconfig reader = new(programs, time);
        if (definition.InCluster)
        {
            return ("pod", () => PodAccess.Read(time));
        }

        if (definition.KubeconfigSecret is string secret)
        {
            string text = await secrets.ReadAsync(secret, cancellationToken);
            return (text, () => reader.Parse(text, definition.Context, $"secret '{secret}'", "/"));
        }

        ValueTemplate template = definition.KubeconfigText ?? definition.KubeconfigFile ?? throw new InvalidOperationException("a cluster has a way to reach it");
        string value = await ResolveAsync(template, cancellationToken);
        if (definition.KubeconfigText is not null)
        {
            return value.Trim().Length > 0
                ? (value, () => reader.Parse(value, definition.Context, $"'{template}'", "/"))
                : throw Absent($"'{template}' is empty: the layer that makes the cluster is not up");
        }

        try
        {
            return (value + "\n" + await File.ReadAllTextAsync(value, cancellationToken), () => reader.Load(value, definition.Context));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Absent($"the kubeconfig {value} cannot be read: {e.Message}");
        }
    }

    private async Task<string> ResolveAsync(ValueTemplate template, CancellationToken cancellationToken)
    {
        foreach ((string layer, string output) in template.References)
        {
            if (outputs.Find(layer, output) is null && ReadOutputs is not null)
            {
                await ReadOutputs(layer, cancellationToken);
            }
        }

        return template.Resolve(outputs.Find).Value;
    }

    private static PhoenixException Absent(string why) =>
        new(ErrorCode.ClusterUnavailable, $"the cluster cannot be reached: {why}", "raise the layer that makes it first; or correct 'cluster' in the stack file");
}
