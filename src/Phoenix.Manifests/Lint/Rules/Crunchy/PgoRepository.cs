using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A pgBackRest repository as one side reaches it.</summary>
/// <param name="side">The side.</param>
/// <param name="node">The mapping with its name and storage.</param>
internal sealed class PgoRepository(PgoSide side, YamlMapping node)
{
    /// <summary>The side.</summary>
    public PgoSide Side { get; } = side;

    /// <summary>The mapping.</summary>
    public YamlMapping Node { get; } = node;

    /// <summary>Its name, <c>repo1</c> to <c>repo4</c>; empty when there is none.</summary>
    public string Name { get; } = node.Text("name") ?? "";

    /// <summary>Where it is stored: <c>s3</c>, <c>gcs</c>, <c>azure</c> or <c>volume</c>; null when nothing is said.</summary>
    public string? Storage { get; } = new[] { "azure", "gcs", "s3", "volume" }.FirstOrDefault(s => node.Mapping(s) is not null);

    /// <summary>Whether it is outside the cluster and outlives a wipe.</summary>
    public bool IsExternal => Storage is "s3" or "gcs" or "azure";

    /// <summary>The bucket or container.</summary>
    public PgoSetting? Bucket => Storage switch
    {
        "s3" => Setting("s3-bucket") ?? Own("s3", "bucket"),
        "gcs" => Setting("gcs-bucket") ?? Own("gcs", "bucket"),
        "azure" => Setting("azure-container") ?? Own("azure", "container"),
        _ => null,
    };

    /// <summary>The S3 endpoint.</summary>
    public PgoSetting? Endpoint => Setting("s3-endpoint") ?? Own("s3", "endpoint");

    /// <summary>The S3 region.</summary>
    public PgoSetting? Region => Setting("s3-region") ?? Own("s3", "region");

    /// <summary>The path that the operator sets where none is given.</summary>
    public string DefaultPath => $"/pgbackrest/{Name}";

    /// <summary>Its place.</summary>
    public LintPlace Place => Side.Cluster.At((YamlValue?)Node.Scalar("name") ?? Node);

    /// <summary>The place of its storage's value, or of the repository.</summary>
    public LintPlace PlaceOf(string key) => Own(Storage ?? "", key)?.Place ?? Place;

    /// <summary>The value of an option of this repository, without <c>repoN-</c>; null when it is not set, or not visibly.</summary>
    public PgoSetting? Setting(string option) => Name.Length == 0 ? null : Side.Setting($"{Name}-{option}");

    private PgoSetting? Own(params string[] path) => Node.Scalar(path) is YamlScalar scalar ? new PgoSetting(scalar.Text, Side.Cluster.At(scalar)) : null;
}
