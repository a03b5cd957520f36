namespace Phoenix.Proof.Checkers;

/// <summary>The owner's own queries give what the owner expects.</summary>
public sealed class QueriesChecker : IChecker
{
    /// <inheritdoc/>
    public string Name => "queries";

    /// <inheritdoc/>
    public Finding Check(History history)
    {
        var finding = new FindingBuilder(Name);
        if (history.Queries is not IReadOnlyList<QueryObservation> queries)
        {
            finding.Doubt("proof.queries were not run");
            return finding.Build("");
        }

        if (queries.Count == 0)
        {
            finding.Leave("user data (no proof.queries declared)");
            return finding.Build("no proof.queries declared");
        }

        foreach (QueryObservation query in queries)
        {
            if (query.Error is not null)
            {
                finding.Doubt($"'{query.Sql}' could not be run: {query.Error}");
            }
            else
            {
                finding.RefuteIf(query.Found != query.Expected, $"'{query.Sql}' gave {(query.Found is null ? "no row" : $"'{query.Found}'")}, expected '{query.Expected}'");
            }
        }

        return finding.Build($"{queries.Count} queries gave what was expected");
    }
}
