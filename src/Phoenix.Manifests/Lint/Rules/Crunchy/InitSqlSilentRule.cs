namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A script whose errors nobody sees.</summary>
internal sealed class InitSqlSilentRule : LintRule
{
    public override string Id => "init-sql-silent";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "The script of databaseInitSQL goes on after an error.";

    public override string Why => "The operator feeds it to psql without ON_ERROR_STOP: a statement that fails is skipped, psql ends with 0, and the script counts as done for the life of the cluster.";

    public override string Remedy => "Begin it with \\set ON_ERROR_STOP on, and write every statement so that it can be run again: it does run again after each rebirth, on the restored data.";

    public override string Source => "https://github.com/CrunchyData/postgres-operator/blob/main/internal/postgres/exec.go (psql -Xw --file=-) and internal/controller/postgrescluster/postgres.go (reconcileDatabaseInitSQL)";

    public override LintExample Bad { get; } = CrunchyExamples.WithSql("GRANT ALL ON SCHEMA public TO castle;").Changed("    \\set ON_ERROR_STOP on\n", "");

    public override LintExample Good { get; } = CrunchyExamples.WithSql("GRANT ALL ON SCHEMA public TO castle;");

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from sql in InitSql.In(set)
        where sql.Statements.Any(s => !s.IsCommand) && !sql.Statements.Any(s => s.Text.StartsWith("\\SET ON_ERROR_STOP", StringComparison.Ordinal))
        select Found(sql.Map.At(sql.Key), $"{sql.Key.Text}, which {sql.Cluster.Title} runs, does not stop at an error: what fails in it is never seen");
}
