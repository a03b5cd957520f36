using Phoenix.Adapters.Layers;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Gates;

/// <summary>
/// Whether a Talos cluster is healthy, and etcd has its members, as <c>talosctl</c> sees it; then its kubeconfig is written. Nothing that the cluster
/// answers is final: certificates, members and endpoints come up one after the other. A talosctl that does not know what it is asked for will not learn it.
/// </summary>
internal sealed class TalosGate(GateDefinition.Talos definition, LayerScope scope)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // talosctl itself waits 20 minutes by default; the gate asks again by itself.
    private const string HealthWait = "20s";

    // Of talosctl's cluster checks, in every version looked at.
    private const string LastCheck = "waiting for all k8s nodes to report schedulable";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>The program: a name that is looked up in PATH, or a path.</summary>
    internal string Program { get; init; } = "talosctl";

    /// <summary>One look.</summary>
    internal async Task<string?> LookAsync(CancellationToken cancellationToken)
    {
        string configuration = scope.Resolve(definition.TalosConfig);
        if (!Path.IsPathRooted(configuration))
        {
            throw new PhoenixException(
                ErrorCode.Configuration, $"layer '{scope.Layer}': gate talos: '{configuration}' is no absolute path", "Let the output that it comes from be an absolute path");
        }

        if (!File.Exists(configuration))
        {
            return $"the talosconfig '{configuration}' is not there";
        }

        // One output may hold several nodes.
        string[] nodes = [.. definition.Nodes.SelectMany(n => scope.Resolve(n).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct(StringComparer.Ordinal)];
        if (nodes.Length == 0)
        {
            throw new PhoenixException(ErrorCode.Configuration, $"layer '{scope.Layer}': gate talos: no node is named", "Look at the output that 'nodes' comes from");
        }

        return await HealthAsync(configuration, nodes[0], cancellationToken)
            ?? (definition.ControlPlane is int members ? await MembersAsync(configuration, nodes, members, cancellationToken) : null)
            ?? (definition.KubeConfig is string path ? await KubeConfigAsync(configuration, nodes[0], path, cancellationToken) : null);
    }

    private async Task<string?> HealthAsync(string configuration, string node, CancellationToken cancellationToken)
    {
        (string? fault, ToolResult? result) = await RunAsync("health", ["health", "--wait-timeout", HealthWait], configuration, node, cancellationToken);

        if (result is null)
        {
            return fault;
        }

        // A stream that is cut off ends talosctl with 0 too, also between two checks: the last one of all must have held.
        string[] lines = (result.StandardOutput + "\n" + result.StandardError).Split('\n', StringSplitOptions.TrimEntries);
        string? last = lines.LastOrDefault(l => l.StartsWith("waiting for ", StringComparison.Ordinal));
        return last is null ? "talosctl health ended without a check"
            : !last.EndsWith(": OK", StringComparison.Ordinal) && !last.EndsWith(": SKIP", StringComparison.Ordinal) ? $"talosctl health ended in the middle of a check: {last}"
            : !last.StartsWith(LastCheck, StringComparison.Ordinal) ? $"talosctl health ended before its last check, after: {last}"
            : null;
    }

    private async Task<string?> MembersAsync(string configuration, string[] nodes, int wanted, CancellationToken cancellationToken)
    {
        (string? fault, ToolResult? result) = await RunAsync("etcd members", ["etcd", "members"], configuration, string.Join(',', nodes), cancellationToken);
        return result is null ? fault
            : EtcdMembers.Parse(result.StandardOutput).Disagreement(nodes.Length, wanted) is not { } reason ? null
            : string.IsNullOrWhiteSpace(result.StandardError) ? reason
            : $"{reason}: {result.LastWords}";
    }

    // Into a file of our own that only this account may read: talosctl makes new ones readable for the group, and a half-written one must not be found.
    private async Task<string?> KubeConfigAsync(string configuration, string node, string path, CancellationToken cancellationToken)
    {
        string fresh = path + ".new";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(fresh);
        try
        {
            await using (new FileStream(fresh, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            {
            }

            (string? fault, _) = await RunAsync("kubeconfig", ["kubeconfig", fresh, "--force", "--merge=false"], configuration, node, cancellationToken);
            if (fault is not null)
            {
                return fault;
            }

            if (new FileInfo(fresh).Length == 0)
            {
                return "talosctl kubeconfig wrote nothing";
            }

            File.SetUnixFileMode(fresh, OwnerOnly);
            File.Move(fresh, path, overwrite: true);
            return null;
        }
        finally
        {
            File.Delete(fresh);
        }
    }

    // The words of its command line library, before anything is connected to.
    private static bool IsUnknown(string words) => words.Split('\n').Any(l => l.StartsWith("unknown flag: --", StringComparison.Ordinal) || l.StartsWith("unknown command \"", StringComparison.Ordinal)
        || l.StartsWith("Error: unknown flag: --", StringComparison.Ordinal) || l.StartsWith("Error: unknown command \"", StringComparison.Ordinal));

    private async Task<(string? Fault, ToolResult? Result)> RunAsync(string what, IReadOnlyList<string> arguments, string configuration, string nodes, CancellationToken cancellationToken)
    {
        ToolCommand command = new()
        {
            Tool = $"layer '{scope.Layer}': talosctl {what}",
            FileName = Program,
            Arguments = [.. arguments, "--talosconfig", configuration, "--nodes", nodes],
            Environment = new Dictionary<string, string> { [ToolCommand.LayerVariable] = scope.Layer },
            Timeout = Longest,
            Marker = scope.Marker,
            Secrets = scope.Secrets.Known,
        };
        try
        {
            ToolResult result = await scope.Runner.RunAsync(command, cancellationToken);
            return result.ExitCode == 0 ? (null, result)
                : !IsUnknown(result.StandardError) ? ($"talosctl {what} {result.Ending}: {result.LastWords}", null)
                : throw new PhoenixException(
                    ErrorCode.LayerFailed, $"layer '{scope.Layer}': gate talos: talosctl {what} {result.Ending}: {result.LastWords}", "This talosctl is of another version than Phoenix knows: see docs/drivers/talos.md");
        }
        catch (PhoenixException e) when (e.Code == ErrorCode.TimedOut)
        {
            return (e.Message, null);
        }
    }
}
