using Phoenix.Manifests.Yaml;
using Phoenix.Stacks;

namespace Phoenix.Manifests.Stacks;

/// <summary>Reads the gates of a layer, and what gates and programs have in common.</summary>
internal sealed class GateSection(Section layer, Places places, IReadOnlyDictionary<string, SecretDefinition> secrets)
{
    private static readonly string[] Kinds = ["tcp", "http", "command", "file", "s3", "postgres", "talos", "webhook", "flux", "longhorn", "externalSecret"];

    public IReadOnlyList<GateDefinition> Read() => layer.Find("gates") switch
    {
        null => [],
        YamlSequence list => [.. list.Items.Select(Read)],
        { } other => throw layer.Wrong(other, "'gates' must be a list", "write '- tcp: host:port' lines below it"),
    };

    public static IReadOnlyList<ValueTemplate>? Templates(IReadOnlyList<string>? texts) => texts is null ? null : [.. texts.Select(t => new ValueTemplate(t))];

    public IReadOnlyDictionary<string, ValueTemplate> Environment(Section section) => section.Map("env").ToDictionary(e => e.Key, e => new ValueTemplate(e.Value));

    public IReadOnlyDictionary<string, string> SecretNames(Section section)
    {
        IReadOnlyDictionary<string, string> names = section.Map("secrets");
        foreach (string name in names.Values)
        {
            CheckSecret(section, section.Require("secrets"), name);
        }

        return names;
    }

    private GateDefinition Read(YamlValue value)
    {
        Section gate = layer.Open(value, "a gate", [.. Kinds, "timeout"]);
        string[] kinds = [.. gate.Entries.Select(e => e.Key.Text).Where(Kinds.Contains)];
        if (kinds.Length != 1)
        {
            throw gate.Wrong(value, "a gate must say what must hold, once", $"name one of {string.Join(", ", Kinds)}");
        }

        GateDefinition read = kinds[0] switch
        {
            "tcp" => new GateDefinition.Tcp(new ValueTemplate(gate.RequireText("tcp"))),
            "http" => Http(gate),
            "command" => Command(gate),
            "file" => new GateDefinition.FileThere(PathOf(gate.RequireText("file"))),
            "talos" => Talos(gate),
            "s3" => gate.Flag("s3") ? new GateDefinition.S3() : throw gate.Wrong(value, "a gate that is switched off holds nothing up", "write 's3: true', or remove it"),
            "postgres" => new GateDefinition.Postgres(CheckSecret(gate, gate.Require("postgres"), gate.RequireText("postgres"))),
            _ => new ClusterGateSection(gate).Read(kinds[0]),
        };
        return gate.Duration("timeout") is TimeSpan timeout ? read with { Timeout = timeout } : read;
    }

    private GateDefinition.Http Http(Section gate)
    {
        if (gate.Find("http") is YamlScalar)
        {
            return new GateDefinition.Http(new ValueTemplate(gate.RequireText("http")), null, null);
        }

        Section http = gate.Sub("http", "url", "status", "caFile")!;
        return new GateDefinition.Http(new ValueTemplate(http.RequireText("url")), http.Whole("status", 100, 599), http.Text("caFile") is string ca ? places.Of(ca) : null);
    }

    private GateDefinition.Talos Talos(Section gate)
    {
        Section talos = gate.Sub("talos", "talosconfig", "nodes", "controlPlane", "kubeconfig")!;
        talos.Require("nodes");
        return new GateDefinition.Talos(
            PathOf(talos.RequireText("talosconfig")), Templates(talos.Texts("nodes"))!, talos.Whole("controlPlane", 1, 99), talos.Text("kubeconfig") is string path ? places.Of(path) : null);
    }

    // A path that begins with an output is absolute once the output is known.
    private ValueTemplate PathOf(string path) => new(path.Contains("${", StringComparison.Ordinal) ? path : places.Of(path));

    private GateDefinition.Command Command(Section gate)
    {
        if (gate.Find("command") is YamlSequence)
        {
            return new GateDefinition.Command(Templates(gate.Texts("command"))!, places.Folder, new Dictionary<string, ValueTemplate>(), new Dictionary<string, string>());
        }

        Section command = gate.Sub("command", "arguments", "directory", "env", "secrets")!;
        command.Require("arguments");
        return new GateDefinition.Command(Templates(command.Texts("arguments"))!, places.Of(command.Text("directory") ?? "."), Environment(command), SecretNames(command));
    }

    private string CheckSecret(Section section, YamlValue at, string name) => secrets.ContainsKey(name)
        ? name
        : throw section.Wrong(at, $"there is no secret '{name}'{Section.Nearest(name, secrets.Keys)}", "declare it under 'secrets', with where it comes from");
}
