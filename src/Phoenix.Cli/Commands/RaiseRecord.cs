using Phoenix.Journal;
using Phoenix.Rebirths;
using Phoenix.Recovery;

namespace Phoenix.Cli.Commands;

/// <summary>What a create was asked for, as it stands in the journal: a resumed run goes on with exactly that.</summary>
internal static class RaiseRecord
{
    private const string From = "from";
    private const string Only = "only";
    private const string Initialize = "initdb";
    private const string AcceptUnwitnessed = "acceptUnwitnessed";
    private const string Fenced = "fenced";
    private const string Yes = "true";

    /// <summary>As settings of a run.</summary>
    public static IReadOnlyDictionary<string, string> Of(RaiseSettings asked)
    {
        Dictionary<string, string> record = new() { [SettingName.Target] = asked.Target.ToString() };
        foreach ((string name, string? value) in new (string, string?)[]
        {
            (From, asked.From), (Only, asked.Only.Count > 0 ? string.Join(',', asked.Only) : null), (Initialize, asked.Initialize ? Yes : null),
            (AcceptUnwitnessed, asked.AcceptUnwitnessed ? Yes : null), (Fenced, asked.Fenced ? Yes : null),
        })
        {
            if (value is not null)
            {
                record[name] = value;
            }
        }

        return record;
    }

    /// <summary>Out of the settings of a run.</summary>
    public static RaiseSettings Read(IReadOnlyDictionary<string, string> record) => new()
    {
        Target = RecoveryTargetParser.Parse(record[SettingName.Target]),
        From = record.GetValueOrDefault(From),
        Only = record.TryGetValue(Only, out string? only) ? only.Split(',') : [],
        Initialize = record.ContainsKey(Initialize),
        AcceptUnwitnessed = record.ContainsKey(AcceptUnwitnessed),
        Fenced = record.ContainsKey(Fenced),
    };
}
