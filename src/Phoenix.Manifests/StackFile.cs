using Phoenix.Errors;
using Phoenix.Manifests.Stacks;
using Phoenix.Manifests.Yaml;
using Phoenix.Stacks;

namespace Phoenix.Manifests;

/// <summary>Reads a stack file (<c>phoenix.yaml</c>, see docs/spec/stack.md) into what it declares.</summary>
public static class StackFile
{
    private const long MostBytes = 4 << 20;

    /// <summary>Reads a file.</summary>
    /// <exception cref="PhoenixException">Configuration: it cannot be read, or <c>file:line:column: what is wrong</c>.</exception>
    public static StackDefinition Read(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            return new FileInfo(full).Length <= MostBytes
                ? Parse(File.ReadAllText(full), full)
                : throw new PhoenixException(ErrorCode.Configuration, $"{path} is larger than {MostBytes} bytes", "this is no stack file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PhoenixException(ErrorCode.Configuration, $"the stack file {path} cannot be read: {e.Message}", "name a file that is there and that this account may read", e);
        }
    }

    /// <summary>Reads the text of a file.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">Absolute path of the file: relative paths in it start from its folder.</param>
    /// <exception cref="PhoenixException">Configuration: <c>file:line:column: what is wrong</c>.</exception>
    public static StackDefinition Parse(string text, string path) => Parse(text, path, catalogue: null);

    /// <summary>The same, with every section that was read noted.</summary>
    internal static StackDefinition Parse(string text, string path, SectionCatalogue? catalogue)
    {
        var yaml = new YamlText(Path.GetFileName(path));
        var places = new Places(Path.GetDirectoryName(path) ?? "/");
        YamlValue document = yaml.Read(text);
        var top = new Section(yaml, document, "the stack", catalogue, ["name", "destroyable", "parallelism", "objectives", "repository", "secrets", "cluster", "layers", "milestones", "proof", "proxmox"]);
        IReadOnlyDictionary<string, SecretDefinition> secrets = top.Sub("secrets") is { } declared
            ? declared.Entries.ToDictionary(e => e.Key.Text, e => new SecretSection(declared, places).Read(e.Key.Text, e.Value))
            : new Dictionary<string, SecretDefinition>();
        ClusterDefinition? cluster = new ClusterSection(top, places, secrets).Read();
        IReadOnlyList<LayerDefinition> layers = new LayerSection(top, places, secrets, cluster).Read();
        ClusterSection.Check(top, cluster, layers);
        return new StackDefinition
        {
            Name = new NameRule(top).Check(top.Require("name"), top.RequireText("name"), "stack"),
            File = path,
            Directory = places.Folder,
            Destroyable = top.Flag("destroyable"),
            Parallelism = top.Whole("parallelism", 1, 64) ?? 4,
            Objectives = ReadObjectives(top),
            Repository = new RepositorySection(top, places).Read(),
            Cluster = cluster,
            Layers = layers,
            Secrets = secrets,
            Milestones = ReadMilestones(top, layers),
            Queries = ReadQueries(top),
            NodeMemory = MemorySection.Read(top.Sub("proxmox", "nodes")?.Sub("nodes")),
        };
    }

    private static Recovery.Objectives ReadObjectives(Section top)
    {
        Section? objectives = top.Sub("objectives", "rto", "rpo");
        return objectives is null ? Recovery.Objectives.None : new Recovery.Objectives(
            objectives.Duration("rto"),
            objectives.Find("rpo") is { } rpo ? objectives.At(rpo, () => Recovery.ObjectiveParser.ParseRpo(objectives.TextOf(rpo, "rpo"))) : Recovery.Objectives.None.Rpo);
    }

    private static Dictionary<string, IReadOnlyList<string>> ReadMilestones(Section top, IReadOnlyList<LayerDefinition> layers)
    {
        Dictionary<string, IReadOnlyList<string>> milestones = [];
        Section? section = top.Sub("milestones");
        foreach ((YamlScalar key, YamlValue value) in section?.Entries ?? [])
        {
            IReadOnlyList<string> names = section!.Texts(key.Text)!;
            if (names.FirstOrDefault(n => layers.All(l => l.Name != n)) is string unknown)
            {
                throw section.Wrong(value, $"milestone '{key.Text}' names layer '{unknown}', which is not declared{Section.Nearest(unknown, layers.Select(l => l.Name))}", "name declared layers");
            }

            milestones[key.Text] = names;
        }

        return milestones;
    }

    private static List<ProofQuery> ReadQueries(Section top)
    {
        Section? proof = top.Sub("proof", "queries");
        List<ProofQuery> queries = [];
        foreach (YamlValue item in proof?.Find("queries") is YamlSequence list ? list.Items : [])
        {
            Section query = proof!.Open(item, "a query of proof.queries", "database", "sql", "expect");
            queries.Add(new ProofQuery(query.Text("database") ?? "postgres", query.RequireText("sql"), query.RequireText("expect")));
        }

        return queries;
    }
}
