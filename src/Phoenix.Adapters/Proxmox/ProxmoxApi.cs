using System.Globalization;
using System.Text.Json;
using Phoenix.Errors;

namespace Phoenix.Adapters.Proxmox;

/// <summary>The calls of the API that a wipe needs; each is a method of the published one.</summary>
internal sealed class ProxmoxApi(ProxmoxHttp http)
{
    private static readonly char[] TagSeparators = [';', ',', ' '];

    internal ProxmoxHttp Http => http;

    /// <summary>Every machine of the cluster that the token may see, those of nodes that are down too.</summary>
    internal async Task<IReadOnlyList<ProxmoxMachine>> ListMachinesAsync(CancellationToken cancellationToken)
    {
        const string Path = "/cluster/resources?type=vm";
        JsonElement data = await ReadAsync(Path, cancellationToken).ConfigureAwait(false);
        return data.ValueKind == JsonValueKind.Array ? [.. data.EnumerateArray().Where(IsMachine).Select(Machine)] : throw Strange(Path);
    }

    /// <summary>Whether any machine has this id, seen or not: asked of a method that needs no privilege.</summary>
    internal async Task<bool> IsIdTakenAsync(int id, CancellationToken cancellationToken)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"/cluster/nextid?vmid={id}");
        ProxmoxReply reply = await http.GetAsync(path, cancellationToken).ConfigureAwait(false);
        return !reply.IsSuccess && (reply.Status == 400 && reply.Words.Contains("already exists", StringComparison.Ordinal) ? true : throw http.Fault(reply, path));
    }

    /// <summary>Whether the token may see what is below a path (<c>VM.Audit</c>, propagated).</summary>
    internal async Task<bool> MaySeeAsync(string path, CancellationToken cancellationToken)
    {
        JsonElement data = await ReadAsync($"/access/permissions?path={Uri.EscapeDataString(path)}", cancellationToken).ConfigureAwait(false);
        return data.ValueKind == JsonValueKind.Object && data.TryGetProperty(path, out JsonElement privileges) && privileges.ValueKind == JsonValueKind.Object
            && privileges.TryGetProperty("VM.Audit", out JsonElement propagated) && IsTrue(propagated);
    }

    /// <summary>The cluster's version, e.g. 8.2.</summary>
    internal async Task<Version> ReadVersionAsync(CancellationToken cancellationToken)
    {
        const string Path = "/version";
        string text = Text(await ReadAsync(Path, cancellationToken).ConfigureAwait(false), "version") ?? "";
        return Version.TryParse(new string([.. text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.')]).TrimEnd('.'), out Version? version) ? version : throw Strange(Path);
    }

    /// <summary>A machine's configuration; null when it is not on its node any more.</summary>
    internal async Task<MachineSettings?> ReadSettingsAsync(ProxmoxMachine machine, CancellationToken cancellationToken)
    {
        if (await ReadMachineAsync(machine, "/config", cancellationToken).ConfigureAwait(false) is not { } data)
        {
            return null;
        }

        return new MachineSettings(
            Text(data, machine.Kind == "lxc" ? "hostname" : "name") ?? "",
            data.TryGetProperty("template", out JsonElement template) && IsTrue(template),
            data.TryGetProperty("protection", out JsonElement protection) && IsTrue(protection),
            Text(data, "lock"));
    }

    /// <summary>Whether a machine runs; null when it is not on its node any more.</summary>
    internal async Task<bool?> IsRunningAsync(ProxmoxMachine machine, CancellationToken cancellationToken) =>
        await ReadMachineAsync(machine, "/status/current", cancellationToken).ConfigureAwait(false) is { } data ? Text(data, "status") != "stopped" : null;

    /// <summary>Pulls a machine's plug.</summary>
    /// <returns>The task; null when the machine is not on its node any more.</returns>
    internal Task<string?> StopAsync(ProxmoxMachine machine, CancellationToken cancellationToken) => StartTaskAsync(HttpMethod.Post, machine, $"{machine.Path}/status/stop", cancellationToken);

    /// <summary>Destroys a machine with all its disks, those too that its configuration does not name, and what refers to it (HA, backup and replication jobs).</summary>
    /// <returns>The task; null when the machine is not on its node any more.</returns>
    internal Task<string?> DestroyAsync(ProxmoxMachine machine, CancellationToken cancellationToken) =>
        StartTaskAsync(HttpMethod.Delete, machine, $"{machine.Path}?purge=1&destroy-unreferenced-disks=1", cancellationToken);

    /// <summary>How a task ended; null while it runs.</summary>
    internal async Task<string?> ReadExitAsync(string node, string task, CancellationToken cancellationToken)
    {
        string path = TaskPath(node, task) + "/status";
        JsonElement data = await ReadAsync(path, cancellationToken).ConfigureAwait(false);
        return Text(data, "status") switch
        {
            "running" => null,
            "stopped" => Text(data, "exitstatus") ?? "it left no exit status",
            _ => throw Strange(path),
        };
    }

    /// <summary>The lines of a task's log that are not empty.</summary>
    internal async Task<IReadOnlyList<string>> ReadLogAsync(string node, string task, CancellationToken cancellationToken)
    {
        string path = TaskPath(node, task) + "/log?start=0&limit=5000";
        JsonElement data = await ReadAsync(path, cancellationToken).ConfigureAwait(false);
        return data.ValueKind == JsonValueKind.Array
            ? [.. data.EnumerateArray().Select(l => http.Redact(Text(l, "t") ?? "").Trim()).Where(t => t.Length > 0)]
            : throw Strange(path);
    }

    /// <summary>The <c>data</c> of an answer.</summary>
    internal async Task<JsonElement> ReadAsync(string path, CancellationToken cancellationToken)
    {
        ProxmoxReply reply = await http.GetAsync(path, cancellationToken).ConfigureAwait(false);
        return reply.IsSuccess ? reply.Data : throw http.Fault(reply, path);
    }

    /// <summary>An answer of a form that the published API does not have.</summary>
    internal PhoenixException Strange(string path) =>
        http.Failed($"answers {path.Split('?')[0]} with something that this version of Phoenix does not know", "report it, with the version of Proxmox");

    /// <summary>A string member; null when there is none.</summary>
    internal static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    private async Task<JsonElement?> ReadMachineAsync(ProxmoxMachine machine, string what, CancellationToken cancellationToken)
    {
        ProxmoxReply reply = await http.GetAsync(machine.Path + what, cancellationToken).ConfigureAwait(false);
        return reply.IsSuccess ? (reply.Data.ValueKind == JsonValueKind.Object ? reply.Data : throw Strange(machine.Path + what))
            : ProxmoxWords.IsMissing(reply.Words) ? null
            : throw http.Fault(reply, machine.Path + what);
    }

    private async Task<string?> StartTaskAsync(HttpMethod method, ProxmoxMachine machine, string path, CancellationToken cancellationToken)
    {
        ProxmoxReply reply = await http.SendAsync(method, path, cancellationToken).ConfigureAwait(false);
        if (!reply.IsSuccess)
        {
            return ProxmoxWords.IsMissing(reply.Words) ? null : throw http.Fault(reply, path);
        }

        return reply.Data.ValueKind == JsonValueKind.String && reply.Data.GetString() is { } task && task.StartsWith("UPID:", StringComparison.Ordinal)
            ? task
            : throw http.Failed($"started no task for {machine}", "report it, with the version of Proxmox");
    }

    private static string TaskPath(string node, string task) => $"/nodes/{Uri.EscapeDataString(node)}/tasks/{Uri.EscapeDataString(task)}";

    private static bool IsMachine(JsonElement e) => Text(e, "type") is "qemu" or "lxc";

    // Perl is not sure what a number is: ids and flags also come as strings.
    private ProxmoxMachine Machine(JsonElement e)
    {
        int? id = !e.TryGetProperty("vmid", out JsonElement vmid) ? null
            : vmid.ValueKind == JsonValueKind.Number && vmid.TryGetInt32(out int number) ? number
            : int.TryParse(Text(e, "vmid"), NumberStyles.None, CultureInfo.InvariantCulture, out int text) ? text
            : null;
        return id is int known && Text(e, "node") is { Length: > 0 } node
            ? new ProxmoxMachine(
                known, Text(e, "type")!, node, Text(e, "name"), e.TryGetProperty("template", out JsonElement template) && IsTrue(template),
                (Text(e, "tags") ?? "").Split(TagSeparators, StringSplitOptions.RemoveEmptyEntries), Text(e, "pool"))
            : throw Strange("/cluster/resources");
    }

    private static bool IsTrue(JsonElement e) =>
        e.ValueKind == JsonValueKind.True || (e.ValueKind == JsonValueKind.Number && e.TryGetInt32(out int n) && n != 0) || (e.ValueKind == JsonValueKind.String && e.GetString() is ("1" or "true"));
}
