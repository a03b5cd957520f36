using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Phoenix.Testing.Proxmox;

namespace Phoenix.Castle;

/// <summary>
/// What Terragrunt and the providers would do with the units of the copy: states with the addresses of the units' own resources, dependencies and their mocks as
/// the units' <c>terragrunt.hcl</c> has them, credentials by environment; and applies that act on the doubles. Not modelled: plans, drift, locks, versions.
/// </summary>
internal sealed partial class CastleUnits(string copy, CastleSite site, ProxmoxDouble proxmox, CastleSecrets secrets)
{
    private readonly ConcurrentDictionary<string, List<string>> _states = new(StringComparer.Ordinal);

    /// <summary>Everything that a state still knows.</summary>
    public IReadOnlyList<string> Left => [.. _states.SelectMany(s => s.Value.Select(a => $"{s.Key}: {a}"))];

    /// <summary>Answers a call of <c>terragrunt</c> 0.99.</summary>
    public async Task<StandInAnswer> AnswerAsync(StandInCall call, CancellationToken cancellationToken)
    {
        if (call.Line == "--version")
        {
            return StandInAnswer.Fine("terragrunt version v0.99.4");
        }

        const string Run = "run --non-interactive --no-color -- ";
        if (!call.Line.StartsWith(Run, StringComparison.Ordinal))
        {
            return StandInAnswer.Fault($"flag provided but not defined: {call.Line}");
        }

        string unit = Path.GetFileName(call.Directory);
        if (Path.GetDirectoryName(call.Directory) != Path.Combine(copy, "live"))
        {
            return StandInAnswer.Fault($"{call.Directory} is no unit");
        }

        string command = call.Line[Run.Length..];
        return DependencyFault(unit, command.Split(' ')[0]) is { } fault ? StandInAnswer.Fault(fault)
            : call.Environment.GetValueOrDefault("AWS_ACCESS_KEY_ID") != secrets["CASTLE_STATE_KEY"] || call.Environment.GetValueOrDefault("AWS_SECRET_ACCESS_KEY") != secrets["CASTLE_STATE_SECRET"]
                ? StandInAnswer.Fault("Error: Failed to get existing workspaces: operation error S3: ListObjectsV2, https response error StatusCode: 403, api error AccessDenied")
            : await RunAsync(unit, command, call.Environment, cancellationToken);
    }

    private List<string> State(string unit) => _states.GetOrAdd(unit, _ => []);

    private async Task<StandInAnswer> RunAsync(string unit, string command, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        switch (command)
        {
            case "apply -auto-approve -json -input=false -lock-timeout=60s":
                return await ApplyAsync(unit, environment, cancellationToken) is { } refused ? Diagnosed(refused) : Applied(unit);
            case "destroy -auto-approve -json -input=false -lock-timeout=60s":
                return await DestroyAsync(unit, environment) is { } stuck ? Diagnosed(stuck) : StandInAnswer.Fine("""{"@level":"info","@message":"Destroy complete!","type":"change_summary"}""");
            case "show -json -no-color":
                return StandInAnswer.Fine(Show(unit).ToJsonString());
            case "output -json -no-color":
                return StandInAnswer.Fine(Outputs(unit).ToJsonString());
        }

        const string Forget = "state rm -lock-timeout=60s ";
        if (command.StartsWith(Forget, StringComparison.Ordinal))
        {
            string[] addresses = command[Forget.Length..].Split(' ');
            return State(unit).RemoveAll(a => addresses.Contains(a, StringComparer.Ordinal)) == addresses.Length ? StandInAnswer.Fine($"Successfully removed {addresses.Length} resource instance(s).") : StandInAnswer.Fault("Error: Invalid target address");
        }

        return StandInAnswer.Fault($"Error: no such arguments: {command}");
    }

    // Terragrunt evaluates a unit's dependencies for every command; mocks count for those that the unit names.
    private string? DependencyFault(string unit, string command)
    {
        string text = File.ReadAllText(Path.Combine(copy, "live", unit, "terragrunt.hcl"));
        string[] mocked = Mocks().Match(text) is { Success: true } mocks ? [.. mocks.Groups["commands"].Value.Split(',').Select(c => c.Trim(' ', '"'))] : [];
        return Dependency().Matches(text).Select(d => d.Groups["name"].Value).FirstOrDefault(d => State(d).Count == 0 && !mocked.Contains(command)) is { } missing
            ? $"{copy}/live/{missing}/terragrunt.hcl is a dependency of {copy}/live/{unit}/terragrunt.hcl but detected no outputs. Either the target module has not been applied yet, or the module has no outputs."
            : null;
    }

    private string[] Resources(string unit) => unit switch
    {
        "secrets" => ["talos_machine_secrets.this"],
        "platform" =>
        [
            "talos_image_factory_schematic.this",
            .. site.Machines.Select(m => $"proxmox_download_file.talos[\"{m.Host}\"]").Distinct(),
            .. site.Machines.Select(m => $"proxmox_virtual_environment_vm.this[\"{m.Name}\"]"),
            .. site.Machines.Select(m => $"module.talos.talos_machine_configuration_apply.this[\"{m.Name}\"]"),
            "module.talos.talos_machine_bootstrap.this", "module.talos.talos_cluster_kubeconfig.this", "module.talos.local_sensitive_file.talosconfig", "module.talos.local_sensitive_file.kubeconfig",
        ],
        "engine" => ["helm_release.cilium"],
        "networking" => ["kubernetes_namespace_v1.metallb", "helm_release.metallb"],
        "storage" => ["kubernetes_namespace_v1.longhorn", "helm_release.longhorn"],
        "gitops" => ["kubernetes_namespace_v1.flux", "kubernetes_secret_v1.git", "kubernetes_secret_v1.infisical", "helm_release.operator", "helm_release.flux"],
        _ => throw new InvalidOperationException($"the unit {unit} is not known here"),
    };

    private async Task<string?> ApplyAsync(string unit, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        bool isKnown = State(unit).Count > 0;
        if (unit == "platform")
        {
            if (ProxmoxFault(environment) is { } denied)
            {
                return denied;
            }

            if (await site.RaiseAsync(isKnown, cancellationToken) is { } refused)
            {
                return refused;
            }

            WriteFiles();
        }
        else if (unit != "secrets")
        {
            if (site.Cluster is not { HasControlPlane: true } cluster)
            {
                return "Error: Kubernetes cluster unreachable: the server could not be reached";
            }

            if (isKnown)
            {
                return null;
            }

            await InstallAsync(unit, cluster, environment, cancellationToken);
        }

        _states[unit] = [.. Resources(unit)];
        return null;
    }

    private Task InstallAsync(string unit, CastleCluster cluster, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        string castle = File.ReadAllText(Path.Combine(copy, "live", "castle.hcl"));
        return unit switch
        {
            "engine" => cluster.ConnectAsync(cancellationToken),
            "networking" => cluster.InstallMetalLbAsync(cancellationToken),
            "storage" => cluster.InstallLonghornAsync(cancellationToken),
            _ => cluster.InstallFluxAsync(site.Git, Local(castle, "git_url"), Local(castle, "git_path"), environment, cancellationToken),
        };
    }

    private async Task<string?> DestroyAsync(string unit, IReadOnlyDictionary<string, string> environment)
    {
        // Providers of a cluster that does not answer hang or fail; one that answers would have to be emptied, which nobody asks for here.
        if (State(unit).Any(a => a.StartsWith("helm_", StringComparison.Ordinal) || a.StartsWith("kubernetes_", StringComparison.Ordinal)))
        {
            return site.Cluster is null ? "Error: Kubernetes cluster unreachable: the server could not be reached" : throw new NotSupportedException($"{unit} was to be uninstalled from a living cluster");
        }

        if (unit == "platform" && State(unit).Count > 0)
        {
            if (ProxmoxFault(environment) is { } denied)
            {
                return denied;
            }

            foreach (CastleMachine machine in site.Machines)
            {
                if (proxmox.Machines.Find(m => m.Id == machine.Id) is { } left)
                {
                    left.IsRunning = false;
                    await site.CutAsync(left);
                    proxmox.Machines.Remove(left);
                }
            }

            Directory.Delete(Path.Combine(copy, "out"), recursive: true);
        }

        _states[unit] = [];
        return null;
    }

    private string? ProxmoxFault(IReadOnlyDictionary<string, string> environment)
    {
        string endpoint = Local(File.ReadAllText(Path.Combine(copy, "live", "platform", "terragrunt.hcl")), "endpoint");
        return environment.GetValueOrDefault("PROXMOX_VE_API_TOKEN") != ProxmoxDouble.Token ? "Error: received an HTTP 401 response - Reason: invalid token value!"
            : new Uri(endpoint) != proxmox.Server.Address ? $"Error: Get \"{endpoint}\": dial tcp: no such host"
            : !environment.ContainsKey("SSL_CERT_FILE") ? $"Error: Get \"{endpoint}\": tls: failed to verify certificate: x509: certificate signed by unknown authority"
            : null;
    }

    private void WriteFiles()
    {
        string folder = Directory.CreateDirectory(Path.Combine(copy, "out")).FullName;
        foreach ((string name, string content) in new[] { ("kubeconfig", site.Cluster!.Kubeconfig), ("talosconfig", TalosConfig()) })
        {
            string path = Path.Combine(folder, name);
            File.WriteAllText(path, content);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private string TalosConfig() => $"context: castle\ncontexts:\n  castle:\n    endpoints: [{ControlPlane()}]\n    # {site.Cluster!.Uid}\n";

    private string ControlPlane() => string.Join(',', site.Machines.Where(m => m.Role == "controlplane").Select(m => m.Address));

    private JsonObject Show(string unit)
    {
        JsonObject[] all = [.. State(unit).Select(Resource)];
        JsonObject[] below = [.. all.Where(r => r["address"]!.ToString().StartsWith("module.", StringComparison.Ordinal))];
        JsonObject module = new() { ["resources"] = new JsonArray([.. all.Except(below)]) };
        if (below.Length > 0)
        {
            module["child_modules"] = new JsonArray(new JsonObject { ["address"] = "module.talos", ["resources"] = new JsonArray([.. below]) });
        }

        return all.Length == 0 ? new JsonObject { ["format_version"] = "1.0" } : new JsonObject { ["format_version"] = "1.0", ["values"] = new JsonObject { ["root_module"] = module } };
    }

    private static JsonObject Resource(string address)
    {
        string[] parts = address.Split('.');
        return new JsonObject { ["address"] = address, ["mode"] = "managed", ["type"] = parts[^2], ["values"] = new JsonObject { ["id"] = address } };
    }

    private JsonObject Outputs(string unit) => State(unit).Count == 0 ? [] : unit switch
    {
        "secrets" => new JsonObject { ["machine_secrets"] = Output(new JsonObject { ["bootstrap"] = "a-token-of-talos" }, true), ["client_configuration"] = Output(new JsonObject { ["key"] = "a-key-of-talos" }, true) },
        "platform" when site.Cluster is { } cluster => new JsonObject
        {
            ["endpoint"] = Output(ControlPlane(), false),
            ["control_plane"] = Output(ControlPlane(), false),
            ["talosconfig"] = Output(TalosConfig(), true),
            ["kubeconfig"] = Output(cluster.Kubeconfig, true),
        },
        _ => [],
    };

    private static JsonObject Output(JsonNode value, bool isSensitive) => new() { ["sensitive"] = isSensitive, ["value"] = value };

    private StandInAnswer Applied(string unit) => StandInAnswer.Fine(
        $$$"""{"@level":"info","@message":"Apply complete! Resources: {{{State(unit).Count}}} added, 0 changed, 0 destroyed.","changes":{"add":{{{State(unit).Count}}},"change":0,"remove":0,"operation":"apply"},"type":"change_summary"}""");

    private static StandInAnswer Diagnosed(string error) => new(1, new JsonObject
    {
        ["@level"] = "error",
        ["@message"] = error,
        ["diagnostic"] = new JsonObject { ["severity"] = "error", ["summary"] = error["Error: ".Length..], ["detail"] = "" },
        ["type"] = "diagnostic",
    }.ToJsonString(), "");

    private static string Local(string hcl, string name) => Regex.Match(hcl, $"""^\s*{name}\s*=\s*"(?<value>[^"]*)"$""", RegexOptions.Multiline).Groups["value"].Value;

    [GeneratedRegex("""^dependency "(?<name>[a-z-]+)" \{$""", RegexOptions.Multiline)]
    private static partial Regex Dependency();

    [GeneratedRegex("""mock_outputs_allowed_terraform_commands = \[(?<commands>[^\]]*)\]""")]
    private static partial Regex Mocks();
}
