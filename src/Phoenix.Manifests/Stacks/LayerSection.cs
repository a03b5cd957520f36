using Phoenix.Errors;
using Phoenix.Manifests.Yaml;
using Phoenix.Stacks;

namespace Phoenix.Manifests.Stacks;

/// <summary>Reads <c>layers</c>.</summary>
internal sealed class LayerSection(Section top, Places places, IReadOnlyDictionary<string, SecretDefinition> secrets)
{
    private static readonly string[] Drivers = ["command", "terraform", "terragrunt", "lab"];
    private static readonly string[] Later = ["kubernetes", "flux", "externalSecret", "longhorn", "postgresCluster"];
    private static readonly string[] Own = ["needs", "gates", "timeout", "retries"];

    public IReadOnlyList<LayerDefinition> Read()
    {
        top.Require("layers");
        Section all = top.Sub("layers")!;
        if (all.Entries.Count == 0)
        {
            throw all.Wrong(top.Require("layers"), "no layer is declared", "declare at least one");
        }

        LayerDefinition[] layers = [.. all.Entries.Select(e => Read(all, e.Key, e.Value))];
        foreach ((YamlScalar key, YamlValue value) in all.Entries)
        {
            CheckReferences(all, layers, layers.First(l => l.Name == key.Text), value);
        }

        if (layers.Where(l => l.Driver is DriverDefinition.Lab).Skip(1).FirstOrDefault() is { } second)
        {
            throw all.Wrong(all.Entries.First(e => e.Key.Text == second.Name).Key, $"'{second.Name}' is a second lab", "a stack has one database: remove one of the labs");
        }

        CheckCircles(all, layers);
        return layers;
    }

    private LayerDefinition Read(Section all, YamlScalar name, YamlValue value)
    {
        new NameRule(all).Check(name, name.Text, "layer");
        Section layer = all.Open(value, $"layer '{name.Text}'", [.. Drivers, .. Later, "wipe", "memory", .. Own]);
        if (layer.Entries.FirstOrDefault(e => Later.Contains(e.Key.Text) || e.Key.Text is "wipe" or "memory") is { Key: { } later })
        {
            throw layer.Wrong(later, $"'{later.Text}' is not in this version", $"its drivers are {string.Join(", ", Drivers)}; 'command' can run the tool");
        }

        string[] drivers = [.. layer.Entries.Select(e => e.Key.Text).Where(Drivers.Contains)];
        if (drivers.Length != 1)
        {
            throw layer.Wrong(name, $"layer '{name.Text}' must have one driver, and has {(drivers.Length == 0 ? "none" : string.Join(" and ", drivers))}", $"name one of {string.Join(", ", Drivers)}");
        }

        var gates = new GateSection(layer, places, secrets);
        return new LayerDefinition
        {
            Name = name.Text,
            Line = name.Line,
            Needs = layer.Find("needs") is null or YamlSequence { Items.Count: 0 } ? [] : layer.Texts("needs")!,
            Driver = drivers[0] switch
            {
                "lab" => new DriverDefinition.Lab(layer.RequireText("lab")),
                "terraform" => new TerraformSection(layer, places, gates).Read(),
                "terragrunt" => new TerragruntSection(layer, places, gates).Read(),
                _ => Command(layer, gates),
            },
            Gates = gates.Read(),
            Timeout = layer.Duration("timeout") ?? (drivers[0] == "lab" ? TimeSpan.FromHours(24) : TimeSpan.FromMinutes(30)),
            Retries = layer.Whole("retries", 0, 20) ?? 2,
        };
    }

    private DriverDefinition.Command Command(Section layer, GateSection gates)
    {
        Section c = layer.Sub("command", "up", "wipe", "exists", "outputs", "directory", "env", "secrets")!;
        c.Require("up");
        return new DriverDefinition.Command(
            GateSection.Templates(c.Texts("up"))!, GateSection.Templates(c.Texts("wipe")), GateSection.Templates(c.Texts("exists")),
            places.Of(c.Text("directory") ?? "."), gates.Environment(c), gates.SecretNames(c), GateSection.Templates(c.Texts("outputs")));
    }

    private static void CheckReferences(Section all, LayerDefinition[] layers, LayerDefinition layer, YamlValue value)
    {
        if (layer.Needs.FirstOrDefault(n => layers.All(l => l.Name != n)) is string missing)
        {
            YamlValue at = all.Open(value, layer.Name).Require("needs") is YamlSequence needs ? needs.Items[layer.Needs.ToList().IndexOf(missing)] : value;
            throw all.Wrong(at, $"layer '{layer.Name}' needs '{missing}', which is not declared{Section.Nearest(missing, layers.Select(l => l.Name))}", $"the layers are {string.Join(", ", layers.Select(l => l.Name))}");
        }

        HashSet<string> reachable = [layer.Name];
        for (int before = 0; before != reachable.Count;)
        {
            before = reachable.Count;
            reachable.UnionWith(layers.Where(l => reachable.Contains(l.Name)).SelectMany(l => l.Needs));
        }

        foreach (string referred in TemplateReferences.Of(layer).Where(r => !reachable.Contains(r)))
        {
            throw all.Wrong(value, $"layer '{layer.Name}' refers to an output of '{referred}', which it does not need", $"add '{referred}' to its needs, or correct the reference");
        }
    }

    private static void CheckCircles(Section all, LayerDefinition[] layers)
    {
        try
        {
            _ = new LayerGraph([.. layers.Select(l => new Layer(l.Name, l.Needs, new NoDriver(), [], l.Timeout))]);
        }
        catch (PhoenixException e) when (e.Code == ErrorCode.Configuration)
        {
            throw all.Wrong(all.Entries[0].Key, e.Message, e.Hint);
        }
    }

    // The graph's own check looks at names only.
    private sealed class NoDriver : ILayerDriver
    {
        public Task UpAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task WipeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<bool?> ExistsAsync(CancellationToken cancellationToken) => Task.FromResult<bool?>(null);
    }
}
