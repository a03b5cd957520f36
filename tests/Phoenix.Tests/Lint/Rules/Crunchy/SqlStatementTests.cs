using Phoenix.Manifests.Lint.Rules.Crunchy;
using Xunit;

namespace Phoenix.Tests.Lint.Rules.Crunchy;

/// <summary>Scripts of psql are split where PostgreSQL splits them, and judged by their statements.</summary>
public sealed class SqlStatementTests
{
    [Theory]
    [InlineData("SELECT 1; select 2", "SELECT 1|SELECT 2")]
    [InlineData("-- DROP TABLE a;\nSELECT 1;", "SELECT 1")]
    [InlineData("/* DROP\nTABLE a; */ SELECT 1;", "SELECT 1")]
    [InlineData("SELECT 'a;b', \"c;d\";", "SELECT '' , ''")]
    [InlineData("DO $$ BEGIN DROP TABLE a; END $$;", "DO ''")]
    [InlineData("DO $do$ BEGIN EXECUTE $x$a;$x$; END $do$; SELECT 1", "DO ''|SELECT 1")]
    [InlineData("\\set ON_ERROR_STOP on\n\\connect castle\nSELECT 1", "\\SET ON_ERROR_STOP ON|\\CONNECT CASTLE|SELECT 1")]
    [InlineData("SELECT $1;", "SELECT $1")]
    [InlineData("SELECT 'open", "SELECT ''")]
    [InlineData(";;\n", "")]
    public void Statements_are_told_apart(string script, string statements) => Assert.Equal(statements, string.Join("|", SqlStatement.Split(script).Select(s => s.Text)));

    [Fact]
    public void A_statement_knows_its_line() => Assert.Equal([0, 2, 4], SqlStatement.Split("\\set A on\n-- one\nSELECT\n1;\nDROP TABLE a;").Select(s => s.Line));

    [Theory]
    [InlineData("TRUNCATE memories;", "init-sql-destroys")]
    [InlineData("DELETE FROM memories WHERE id = 1;", "init-sql-destroys")]
    [InlineData("ALTER TABLE memories DROP COLUMN id;", "init-sql-destroys")]
    [InlineData("DROP VIEW IF EXISTS old;", "")]
    [InlineData("CREATE ROLE reader;", "init-sql-repeats")]
    [InlineData("CREATE EXTENSION IF NOT EXISTS vector;", "")]
    [InlineData("CREATE OR REPLACE VIEW all_of AS SELECT 1;", "")]
    [InlineData("CREATE UNIQUE INDEX a ON memories (id);", "init-sql-repeats")]
    [InlineData("ALTER TABLE memories ADD COLUMN IF NOT EXISTS b int;", "")]
    [InlineData("ALTER TABLE memories ADD COLUMN b int;", "init-sql-repeats")]
    [InlineData("UPDATE settings SET value = 1;", "init-sql-repeats")]
    [InlineData("SELECT 'CREATE DATABASE a' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'a') \\gexec", "")]
    [InlineData("INSERT INTO a SELECT 1 WHERE NOT EXISTS (SELECT FROM a);", "")]
    [InlineData("ALTER ROLE castle SET search_path = public; GRANT ALL ON SCHEMA public TO castle;", "")]
    public void A_statement_is_judged(string statement, string rule) => Assert.Equal(rule, string.Join(",", Clusters.Ids(CrunchyExamples.WithSql(statement).Files[0].Text)));

    [Fact]
    public void A_finding_shows_the_statement_itself()
    {
        string text = CrunchyExamples.WithSql("DROP TABLE memories;").Files[0].Text;

        Assert.Equal("DROP TABLE memories;", text.Split('\n')[Assert.Single(Clusters.Findings(text)).Place.Line - 1].Trim());
    }
}
