using System.Text.RegularExpressions;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A script that cannot be run twice.</summary>
internal sealed partial class InitSqlRepeatsRule : LintRule
{
    public override string Id => "init-sql-repeats";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "The script of databaseInitSQL has a statement that does something else, or fails, when it is run again.";

    public override string Why => "It runs again after every rebirth, on restored data: rows are inserted twice or values set back; CREATE fails, and with ON_ERROR_STOP the operator then tries for ever.";

    public override string Remedy => "Write INSERT ... ON CONFLICT DO NOTHING, CREATE ... IF NOT EXISTS or OR REPLACE; for roles and databases SELECT 'CREATE ROLE ...' WHERE NOT EXISTS (...) \\gexec, or spec.users.";

    public override string Source => "https://github.com/CrunchyData/postgres-operator/blob/main/internal/controller/postgrescluster/postgres.go (reconcileDatabaseInitSQL: SQL can be run again if the status is lost)";

    public override LintExample Bad { get; } = CrunchyExamples.WithSql("INSERT INTO memories (id) VALUES (1);");

    public override LintExample Good { get; } = CrunchyExamples.WithSql("INSERT INTO memories (id) VALUES (1) ON CONFLICT DO NOTHING;");

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from sql in InitSql.In(set)
        from statement in sql.Statements
        where !statement.IsCommand
        let what = Fault(statement.Text)
        where what is not null
        select Found(sql.At(statement), $"{sql.Key.Text}, which {sql.Cluster.Title} runs after each rebirth, {what}");

    private static string? Fault(string text)
    {
        if (text.StartsWith("INSERT INTO ", StringComparison.Ordinal))
        {
            return text.Contains(" ON CONFLICT", StringComparison.Ordinal) || text.Contains("NOT EXISTS", StringComparison.Ordinal) || text.Contains(" EXCEPT ", StringComparison.Ordinal) ? null : "inserts rows without ON CONFLICT: they are there twice, or it fails";
        }

        if (text.StartsWith("UPDATE ", StringComparison.Ordinal))
        {
            return "has an UPDATE: values that were just restored are set back";
        }

        if (Creates().Match(text) is { Success: true } match && !text.Contains(" IF NOT EXISTS ", StringComparison.Ordinal) && !text.StartsWith("CREATE OR REPLACE ", StringComparison.Ordinal))
        {
            return $"has {match.Value.Trim()}, which fails when it is already there";
        }

        return text.StartsWith("ALTER TABLE ", StringComparison.Ordinal) && text.Contains(" ADD COLUMN ", StringComparison.Ordinal) && !text.Contains(" IF NOT EXISTS ", StringComparison.Ordinal)
            ? "adds a column without IF NOT EXISTS: it fails when it is already there"
            : null;
    }

    [GeneratedRegex(@"^CREATE (UNLOGGED )?(TABLE|SCHEMA|EXTENSION|ROLE|USER|DATABASE|SEQUENCE|(UNIQUE )?INDEX|TYPE|DOMAIN|VIEW|MATERIALIZED VIEW|FUNCTION|PROCEDURE|TRIGGER|POLICY|PUBLICATION|SUBSCRIPTION|TABLESPACE)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Creates();
}
