using System.Text.RegularExpressions;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A script that deletes what was restored.</summary>
internal sealed partial class InitSqlDestroysRule : LintRule
{
    public override string Id => "init-sql-destroys";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "The script of databaseInitSQL deletes data.";

    public override string Why => "Whether it has run is remembered in the status of the PostgresCluster, which a wipe takes away: it runs again after every rebirth, and what it deletes was just restored.";

    public override string Remedy => "Remove the statement. What must go once belongs into a migration that remembers in the database itself that it was done.";

    public override string Source => "https://github.com/CrunchyData/postgres-operator/blob/main/internal/controller/postgrescluster/postgres.go (reconcileDatabaseInitSQL: SQL can be run again if the status is lost)";

    public override LintExample Bad { get; } = CrunchyExamples.WithSql("DROP TABLE IF EXISTS memories;");

    public override LintExample Good { get; } = CrunchyExamples.WithSql("CREATE TABLE IF NOT EXISTS memories (id bigint PRIMARY KEY);");

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from sql in InitSql.In(set)
        from statement in sql.Statements
        let what = Deletes().Match(statement.Text)
        where what.Success && !statement.Text.StartsWith("CREATE TEMP", StringComparison.Ordinal)
        select Found(sql.At(statement), $"{sql.Key.Text}, which {sql.Cluster.Title} runs after each rebirth, has {what.Value.TrimEnd()}: it deletes what was just restored");

    [GeneratedRegex(@"^(DROP (TABLE|DATABASE|SCHEMA|OWNED|TABLESPACE)\b|TRUNCATE\b|DELETE FROM\b|ALTER TABLE .*\bDROP COLUMN\b)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Deletes();
}
