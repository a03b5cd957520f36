using System.Text.Json.Nodes;

namespace Phoenix.KubeSim.Operators.Crunchy;

/// <summary>One repository of a PostgresCluster.</summary>
/// <param name="content">The entry of the list.</param>
internal sealed class RepositorySpec(JsonObject content)
{
    public string Name => Json.Text(content["name"]) ?? "";

    /// <summary>Its number, as pgBackRest's <c>--repo</c> takes it.</summary>
    public string Index => new([.. Name.Where(char.IsAsciiDigit)]);

    public JsonObject? S3 => content["s3"] as JsonObject;

    /// <summary>Whether it is a volume of the cluster, in place of a store outside.</summary>
    public bool IsVolume => content["volume"] is JsonObject;

    /// <summary>The operator's hash of it: another one means another repository, so the stanza is made again.</summary>
    public string OptionsHash => SafeHash.Of(S3Text("bucket"), S3Text("endpoint"), S3Text("region"));

    /// <summary>Schedules by the names that pgBackRest gives the types of backups.</summary>
    public IEnumerable<(string Type, string Schedule)> Schedules =>
        from kind in (IEnumerable<(string Key, string Type)>)[("full", "full"), ("differential", "diff"), ("incremental", "incr")]
        let schedule = Json.Text(Json.At(content, "schedules", kind.Key))
        where schedule is not null
        select (kind.Type, schedule);

    /// <summary>Its options of pgBackRest.</summary>
    public IEnumerable<(string Option, string Value)> Options()
    {
        yield return (Name + "-path", "/pgbackrest/" + Name);
        if (S3 is not null)
        {
            yield return (Name + "-type", "s3");
            yield return (Name + "-s3-bucket", S3Text("bucket"));
            yield return (Name + "-s3-endpoint", S3Text("endpoint"));
            yield return (Name + "-s3-region", S3Text("region"));
        }
    }

    private string S3Text(string key) => Json.Text(S3?[key]) ?? "";
}
