using Phoenix.Errors;
using Phoenix.Manifests.Yaml;
using Phoenix.Stacks;

namespace Phoenix.Manifests.Stacks;

/// <summary>Reads <c>layers</c>.</summary>
internal sealed class LayerSection(Section top, Places places, IReadOnlyDictionary<string, SecretDefinition> secrets, ClusterDefinition? cluster)
{
    private static readonly string[] Drivers = ["command", "terraform", "terragrunt", "lab", "kubernetes", "flux", "externalSecret", "longhorn", "postgresCluster"];
    private static readonly string[] Databases = ["lab", "postgresCluster"];
    private static readonly string[] Own = ["needs", "wipe", "memory", "gates", "timeout", "retries"];

    public IReadOnlyList<LayerDefinition> Read()
    {
        top.Require("layers");
        Section all = top.Sub("layers")!;
        if (all.Entries.Count == 0)
        {
            throw all.Wrong(top.Require("layers"), "no layer is declared", "declare at least one");
        }

        LayerDefinition[] layers = [.. all.Entries.Select(e => Read(all, e.Key, e.Value))];
        var named = layers.ToDictionary(l => l.Name);
        foreach ((YamlScalar key, YamlValue value) in all.Entries)
        {
            CheckReferences(all, named, named[key.Text], value);
        }

        if (layers.Where(l => l.Driver.HoldsDatabase).Skip(1).FirstOrDefault() is { } second)
        {
            throw all.Wrong(all.Entries.First(e => e.Key.Text == second.Name).Key, $"'{second.Name}' is a second {(second.Driver is DriverDefinition.Lab ? "lab" : "database")}", "a stack has one database: remove one of them");
        }

        CheckCircles(all, layers);
        return layers;
    }

    private LayerDefinition Read(Section all, YamlScalar name, YamlValue value)
    {
        new NameRule(all).Check(name, name.Text, "layer");
        Section layer = all.Open(value, $"layer '{name.Text}'", [.. Drivers, .. Own]);
        string[] drivers = [.. layer.Entries.Select(e => e.Key.Text).Where(Drivers.Contains)];
        if (drivers.Length != 1)
        {
            throw layer.Wrong(name, $"layer '{name.Text}' must have one driver, and has {(drivers.Length == 0 ? "none" : string.Join(" and ", drivers))}", $"name one of {string.Join(", ", Drivers)}");
        }

        if (layer.Find("wipe") is { } wiped && Databases.Contains(drivers[0]))
        {
            throw layer.Wrong(wiped, drivers[0] == "lab" ? "a lab's database has no machines" : "a database of a cluster has no machines of its own", "put 'wipe' on the layer that makes them");
        }

        var gates = new GateSection(layer, places, secrets);
        var wipe = new WipeSection(layer, places, secrets);
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
                "command" => Command(layer, gates),
                _ => new ClusterDriverSection(layer, places, secrets).Read(drivers[0]),
            },
            Wipe = wipe.Read(),
            Memory = wipe.ReadMemory(),
            Gates = gates.Read(),
            Timeout = layer.Duration("timeout") ?? (Databases.Contains(drivers[0]) ? TimeSpan.FromHours(24) : TimeSpan.FromMinutes(30)),
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

    private void CheckReferences(Section all, Dictionary<string, LayerDefinition> layers, LayerDefinition layer, YamlValue value)
    {
        if (layer.Needs.FirstOrDefault(n => !layers.ContainsKey(n)) is string missing)
        {
            YamlValue at = all.Open(value, layer.Name).Require("needs") is YamlSequence needs ? needs.Items[layer.Needs.ToList().IndexOf(missing)] : value;
            throw all.Wrong(at, $"layer '{layer.Name}' needs '{missing}', which is not declared{Section.Nearest(missing, layers.Keys)}", $"the layers are {string.Join(", ", layers.Keys)}");
        }

        string[] references = [.. TemplateReferences.Of(layer), .. ClusterDefinition.IsUsedBy(layer) ? TemplateReferences.Of(cluster) : []];
        if (references.Length == 0)
        {
            return; // what it needs by way of others is looked for only where that matters: a stack may have a thousand layers
        }

        HashSet<string> reachable = [layer.Name];
        Stack<LayerDefinition> open = new([layer]);
        while (open.TryPop(out LayerDefinition? next))
        {
            // A need that is missing is told of where its own layer is checked.
            foreach (LayerDefinition need in next.Needs.Where(reachable.Add).Select(n => layers.GetValueOrDefault(n)).OfType<LayerDefinition>())
            {
                open.Push(need);
            }
        }

        if (references.FirstOrDefault(r => !reachable.Contains(r)) is string referred)
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
