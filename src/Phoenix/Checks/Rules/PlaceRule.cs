using Phoenix.Ports;

namespace Phoenix.Checks.Rules;

/// <summary>What really lies where the configuration points: a wrong path, bucket or stanza looks the same to pgBackRest, and is answered here with the right one.</summary>
public sealed class PlaceRule : ICheckRule
{
    private const int MostNamed = 5;

    /// <inheritdoc/>
    public string Name => "place";

    /// <inheritdoc/>
    public IReadOnlyList<CheckFinding> Judge(CheckEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        StanzaSearchResult search = evidence.Stanzas.Value;
        RepositoryLocation at = evidence.Location;
        string path = Normal(at.Path);
        FoundStanza[] here = [.. search.Found.Where(f => Normal(f.Path) == path)];
        if (here.Any(f => f.Stanza == at.Stanza))
        {
            string[] others = [.. here.Where(f => f.Stanza != at.Stanza).Select(f => $"'{f.Stanza}'")];
            return [CheckFinding.Safe(Name, $"stanza '{at.Stanza}' lies at {evidence.Place}{(others.Length == 0 ? "" : $", beside {string.Join(", ", others)}")}")];
        }

        string what = $"no stanza '{at.Stanza}' lies at {evidence.Place}";
        string bound = search.IsWhole ? "" : "; the search was ended by its bound, so there may be more";
        if (here.Length > 0)
        {
            return [CheckFinding.NotSafe(Name, $"{what}; the stanzas there are {Names(here, f => $"'{f.Stanza}'")}", $"use --stanza={here[0].Stanza}, or find out where '{at.Stanza}' was backed up to")];
        }

        FoundStanza? same = search.Found.FirstOrDefault(f => f.Stanza == at.Stanza);
        if (same is not null)
        {
            return [CheckFinding.NotSafe(Name, $"{what}; it lies under path {Names([.. search.Found.Where(f => f.Stanza == at.Stanza)], f => f.Path)}{bound}", $"set repo1-path={same.Path} in the configuration that the restore uses")];
        }

        if (search.Found.Count > 0)
        {
            return
            [
                CheckFinding.NotSafe(
                    Name, $"{what}; found: {Names(search.Found, f => $"stanza '{f.Stanza}' under path {f.Path}")}{bound}", $"set repo1-path={search.Found[0].Path} and --stanza={search.Found[0].Stanza} if that is the right one"),
            ];
        }

        string elsewhere = search.OtherBuckets.Count == 0 ? "" : $"; these credentials see other buckets: {string.Join(", ", search.OtherBuckets.Take(MostNamed))}";
        return [CheckFinding.NotSafe(Name, $"{what}, and there is no pgBackRest repository anywhere in it{bound}{elsewhere}", "check bucket, endpoint and region: they must be exactly those that the backup wrote to")];
    }

    private static string Normal(string path) => "/" + path.Trim('/');

    private static string Names(IReadOnlyList<FoundStanza> found, Func<FoundStanza, string> name) =>
        string.Join(", ", found.Take(MostNamed).Select(name)) + (found.Count > MostNamed ? $" and {found.Count - MostNamed} more" : "");
}
