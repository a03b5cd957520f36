using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Phoenix.Testing.Secrets;

namespace Phoenix.Testing.Proxmox;

/// <summary>
/// The API of a Proxmox cluster of two nodes over TLS, as far as a wipe uses it, modelled on the published API and its sources: listings that leave
/// out what the token may not see, errors as a sentence in the status line, tasks that take several looks, locks, protection, HA, nodes that are
/// down (595 without a body), a destroy that leaves a machine without name and tags when it fails.
/// <para>
/// Not modelled: logins by ticket, users and roles (a machine is seen or not, one privilege can be missing), storages and disks, quorum, migration
/// as a task, replication and backup jobs, the time that a change needs to reach other nodes, HTTP/1.1's line limits, formats other than JSON.
/// </para>
/// </summary>
public sealed class ProxmoxDouble : IAsyncDisposable
{
    public const string TokenName = "phoenix@pve!wipe";
    public const string TokenSecret = "5f1c9a52-9d7e-4c1f-8f0e-2b6d1e3a4c77";
    private const string Prefix = "/api2/json";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, WorkerTask> _tasks = [];
    private readonly List<(string Part, int Status, string Reason)> _planted = [];
    private readonly List<Task> _powerCuts = [];
    private int _tasksStarted;

    public static string Token => $"{TokenName}={TokenSecret}";

    public DoubleServer Server { get; private set; } = null!;

    public Dictionary<string, bool> NodesOnline { get; } = new() { ["pve1"] = true, ["pve2"] = true };

    public List<DoubleMachine> Machines { get; } = [];

    /// <summary>Whether the token has VM.Audit on all machines.</summary>
    public bool SeesAll { get; set; } = true;

    /// <summary>A privilege that the token lacks.</summary>
    public string? Denied { get; set; }

    public string Version { get; set; } = "8.2.4";

    /// <summary>So often is a task still running when it is asked for.</summary>
    public int TaskLooks { get; set; } = 2;

    /// <summary>What dies with a machine that is stopped; the API answers when it is dead.</summary>
    public Func<DoubleMachine, Task>? PowerCut { get; set; }

    /// <summary>What changed something, in order.</summary>
    public IReadOnlyList<string> Changes => [.. Server.Requests.Where(r => !r.StartsWith("GET ", StringComparison.Ordinal))];

    public static async Task<ProxmoxDouble> StartAsync(X509Certificate2 certificate)
    {
        ProxmoxDouble api = new();
        api.Server = await DoubleServer.StartAsync(api.AnswerAsync, certificate);
        return api;
    }

    public DoubleMachine Add(DoubleMachine machine)
    {
        lock (_lock)
        {
            Machines.Add(machine);
            return machine;
        }
    }

    /// <summary>The next request whose method and path contain this is answered so, without a body.</summary>
    public void Plant(string part, int status, string reason, int times = 1) => _planted.AddRange(Enumerable.Repeat((part, status, reason), times));

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        (int status, string reason, JsonNode? data, JsonObject? errors) answer;
        Task[] cuts;
        lock (_lock)
        {
            answer = Answer(context.Request);
            cuts = [.. _powerCuts];
            _powerCuts.Clear();
        }

        await Task.WhenAll(cuts);

        context.Response.StatusCode = answer.status;
        context.Features.Get<IHttpResponseFeature>()!.ReasonPhrase = answer.reason;
        if (answer.status >= 595 || answer.reason == "")
        {
            return;
        }

        JsonObject body = new() { ["data"] = answer.data };
        if (answer.errors is not null)
        {
            body["errors"] = answer.errors;
        }

        context.Response.ContentType = "application/json;charset=UTF-8";
        await context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    private (int, string, JsonNode?, JsonObject?) Answer(HttpRequest request)
    {
        string call = $"{request.Method} {request.Path}";
        if (_planted.FindIndex(p => call.Contains(p.Part, StringComparison.Ordinal)) is >= 0 and int at)
        {
            (_, int status, string reason) = _planted[at];
            _planted.RemoveAt(at);
            return (status, reason, null, null);
        }

        string authorization = request.Headers.Authorization.ToString();
        if (authorization != "PVEAPIToken=" + Token)
        {
            return Error(401, authorization.StartsWith("PVEAPIToken=", StringComparison.Ordinal) ? "invalid token value!" : "No ticket");
        }

        string[] path = request.Path.Value![Prefix.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (request.Method, path) switch
        {
            ("GET", ["version"]) => Data(new JsonObject { ["version"] = Version, ["release"] = "8.2" }),
            ("GET", ["cluster", "resources"]) => Data(new JsonArray([.. Machines.Where(m => !m.IsHidden).Select(Listed)])),
            ("GET", ["cluster", "nextid"]) => NextId(request.Query["vmid"].ToString()),
            ("GET", ["access", "permissions"]) => Permissions(request.Query["path"].ToString()),
            ("GET", ["nodes"]) => Data(new JsonArray([.. NodesOnline.Select(n => ListedNode(n.Key, n.Value))])),
            (_, ["nodes", var node, ..]) when !NodesOnline.ContainsKey(node) => Error(500, $"hostname lookup '{node}' failed - failed to get address info for: {node}: Name or service not known"),
            (_, ["nodes", var node, ..]) when !NodesOnline[node] => (595, "No route to host", null, null),
            ("GET", ["nodes", _, "tasks", var task, "status"]) => TaskStatus(task),
            ("GET", ["nodes", _, "tasks", var task, "log"]) => TaskLog(task),
            (_, ["nodes", var node, "qemu" or "lxc", var id, ..]) => OfMachine(request, node, path[2], int.Parse(id, CultureInfo.InvariantCulture), path[4..]),
            _ => Error(501, $"Method '{request.Method} {request.Path}' not implemented"),
        };
    }

    private (int, string, JsonNode?, JsonObject?) OfMachine(HttpRequest request, string node, string kind, int id, string[] rest)
    {
        DoubleMachine? machine = Machines.Find(m => m.Id == id && m.Kind == kind && m.Node == node);
        if (machine is { IsHidden: true })
        {
            return Error(403, $"Permission check failed (/vms/{id}, VM.Audit)");
        }

        string method = string.Join('/', rest);
        if (machine is { MovesTo: string other } && method == "status/current")
        {
            (machine.Node, machine.MovesTo, machine) = (other, null, null);
        }

        string? needs = (request.Method, method) switch { ("POST", "status/stop") => "VM.PowerMgmt", ("DELETE", "") => "VM.Allocate", _ => "VM.Audit" };
        if (needs == Denied)
        {
            return Error(403, $"Permission check failed (/vms/{id}, {needs})");
        }

        if (machine is null)
        {
            return Error(500, $"Configuration file 'nodes/{node}/{(kind == "qemu" ? "qemu-server" : "lxc")}/{id}.conf' does not exist");
        }

        return (request.Method, method) switch
        {
            ("GET", "config") => Data(Configuration(machine)),
            ("GET", "status/current") => Data(Status(machine)),
            ("POST", "status/stop") => Stop(machine),
            ("DELETE", "") => Destroy(machine),
            _ => Error(501, $"Method '{request.Method} {request.Path}' not implemented"),
        };
    }

    private (int, string, JsonNode?, JsonObject?) Stop(DoubleMachine machine)
    {
        if (machine.Kind == "lxc" && !machine.IsRunning)
        {
            return Error(500, $"CT {machine.Id} not running");
        }

        string? fault = Locked(machine);
        bool isHa = machine.StopsAfterLooks > 0;
        return Start(machine, isHa ? "hastop" : machine.Kind == "qemu" ? "qmstop" : "vzstop", fault ?? "OK", () =>
        {
            bool wasRunning = machine.IsRunning;
            machine.IsRunning = (fault is not null || isHa) && machine.IsRunning;
            if (wasRunning && !machine.IsRunning && PowerCut is { } cut)
            {
                _powerCuts.Add(cut(machine));
            }
        });
    }

    private (int, string, JsonNode?, JsonObject?) Destroy(DoubleMachine machine)
    {
        string title = machine.Kind == "qemu" ? "VM" : "CT";
        if (machine.IsProtected)
        {
            return Error(500, $"can't remove {title} {machine.Id} - protection mode enabled");
        }

        if (machine.IsRunning)
        {
            return Error(500, $"{title} {machine.Id} is running - destroy failed");
        }

        string exit = Locked(machine) ?? machine.DestroyExit ?? (machine.Warnings > 0 ? $"WARNINGS: {machine.Warnings}" : "OK");
        bool isLocked = machine.Lock is not null;
        return Start(machine, machine.Kind == "qemu" ? "qmdestroy" : "vzdestroy", exit, () =>
        {
            if (isLocked)
            {
                return;
            }

            if (machine.DestroyExit is not null)
            {
                (machine.Lock, machine.Name, machine.Tags, machine.Pool) = ("destroyed", "", "", null);
                return;
            }

            Machines.Remove(machine);
            if (machine.ComesBack)
            {
                Machines.Add(new DoubleMachine(machine.Id, machine.Node, machine.Name, machine.Kind));
            }
        });
    }

    private static string? Locked(DoubleMachine machine) => machine.Lock is string kind ? $"{(machine.Kind == "qemu" ? "VM" : "CT")} is locked ({kind})" : null;

    private (int, string, JsonNode?, JsonObject?) Start(DoubleMachine machine, string kind, string exit, Action effect)
    {
        string task = string.Create(CultureInfo.InvariantCulture, $"UPID:{machine.Node}:{0x1000 + ++_tasksStarted:X8}:00A1B2C3:66112233:{kind}:{machine.Id}:{TokenName}:");
        _tasks[task] = new WorkerTask(machine, exit, effect, machine.HasEndlessTasks ? int.MaxValue : TaskLooks);
        return Data(task);
    }

    private (int, string, JsonNode?, JsonObject?) TaskStatus(string name)
    {
        if (!_tasks.TryGetValue(name, out WorkerTask? task))
        {
            return Error(400, "Parameter verification failed.", new JsonObject { ["upid"] = "no such task" });
        }

        bool runs = task.Looks-- > 0;
        if (!runs && !task.IsEnded)
        {
            task.IsEnded = true;
            task.Effect();
        }

        JsonObject status = new() { ["upid"] = name, ["status"] = runs ? "running" : "stopped" };
        if (!runs)
        {
            status["exitstatus"] = task.Exit;
        }

        return Data(status);
    }

    private (int, string, JsonNode?, JsonObject?) TaskLog(string name)
    {
        WorkerTask task = _tasks[name];
        string end = task.Exit == "OK" ? "TASK OK" : task.Exit.StartsWith("WARNINGS", StringComparison.Ordinal) ? "TASK " + task.Exit : "TASK ERROR: " + task.Exit;
        string[] warnings = [.. Enumerable.Range(1, task.Machine.Warnings).Select(n => $"WARN: disk {n} could not be removed")];
        return Data(new JsonArray([.. warnings.Append(end).Append("").Select((t, i) => new JsonObject { ["n"] = i + 1, ["t"] = t })]));
    }

    private static JsonObject Listed(DoubleMachine m)
    {
        JsonObject listed = new() { ["id"] = $"{m.Kind}/{m.Id}", ["vmid"] = m.Id, ["node"] = m.Node, ["type"] = m.Kind, ["status"] = "unknown" };
        if (!m.IsUnknown)
        {
            (listed["status"], listed["name"], listed["template"]) = (m.IsRunning ? "running" : "stopped", m.Name.Length > 0 ? m.Name : $"VM {m.Id}", m.IsTemplate ? 1 : 0);
        }

        if (m.Tags.Length > 0)
        {
            listed["tags"] = m.Tags;
        }

        if (m.Pool is string pool)
        {
            listed["pool"] = pool;
        }

        return listed;
    }

    private static JsonObject Configuration(DoubleMachine m)
    {
        JsonObject configuration = new() { ["digest"] = "0123456789abcdef0123456789abcdef01234567" };
        foreach ((string key, JsonNode? value) in new (string, JsonNode?)[]
        {
            (m.Kind == "lxc" ? "hostname" : "name", m.Name.Length > 0 ? m.Name : null), ("template", m.IsTemplate ? 1 : null), ("protection", m.IsProtected ? 1 : null), ("lock", m.Lock),
        })
        {
            if (value is not null)
            {
                configuration[key] = value;
            }
        }

        return configuration;
    }

    private static JsonObject Status(DoubleMachine m)
    {
        if (m is { StopsAfterLooks: > 0, IsRunning: true } && --m.StopsAfterLooks == 0)
        {
            m.IsRunning = false;
        }

        return new JsonObject { ["vmid"] = m.Id, ["status"] = m.IsRunning ? "running" : "stopped" };
    }

    private static JsonObject ListedNode(string name, bool isOnline)
    {
        JsonObject node = new() { ["id"] = $"node/{name}", ["node"] = name, ["type"] = "node", ["status"] = isOnline ? "online" : "offline", ["maxmem"] = 68_719_476_736 };
        if (isOnline)
        {
            node["mem"] = 17_179_869_184;
        }

        return node;
    }

    private (int, string, JsonNode?, JsonObject?) NextId(string id) => Machines.Any(m => m.Id.ToString(CultureInfo.InvariantCulture) == id)
        ? Error(400, "Parameter verification failed.", new JsonObject { ["vmid"] = $"VM {id} already exists" })
        : Data(id);

    private (int, string, JsonNode?, JsonObject?) Permissions(string path) =>
        Data(SeesAll || path.StartsWith("/pool/", StringComparison.Ordinal) ? new JsonObject { [path] = new JsonObject { ["VM.Audit"] = 1, ["VM.Allocate"] = 1 } } : new JsonObject());

    private static (int, string, JsonNode?, JsonObject?) Data(JsonNode data) => (200, "OK", data, null);

    private static (int, string, JsonNode?, JsonObject?) Error(int status, string reason, JsonObject? errors = null) => (status, reason, null, errors);

    private sealed class WorkerTask(DoubleMachine machine, string exit, Action effect, int looks)
    {
        public DoubleMachine Machine => machine;

        public string Exit => exit;

        public Action Effect => effect;

        public int Looks { get; set; } = looks;

        public bool IsEnded { get; set; }
    }
}
