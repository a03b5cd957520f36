using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A user that PostgreSQL refuses.</summary>
internal sealed class UserReservedRule : LintRule
{
    // backend/utils/adt/acl.c (check_rolespec_name) and commands/user.c: names that no role can have.
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal) { "public", "none" };

    public override string Id => "user-reserved";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "The name of a user is reserved by PostgreSQL.";

    public override string Why => "The operator writes all users in one transaction that ends at the first error: for one reserved name none of them exists, and none has its password.";

    public override string Remedy => "Choose another name.";

    public override string Source => "https://github.com/CrunchyData/postgres-operator/blob/main/internal/postgres/users.go (WriteUsersInPostgreSQL, ON_ERROR_STOP); https://www.postgresql.org/docs/current/sql-createrole.html";

    public override LintExample Bad { get; } = CrunchyExamples.More("  users: [{ name: public, databases: [castle] }]\n");

    public override LintExample Good { get; } = CrunchyExamples.More("  users: [{ name: postgres }, { name: castle, databases: [castle] }]\n");

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from cluster in PgoCluster.In(set)
        from user in cluster.Manifest.Items("spec", "users")
        let name = user.Scalar("name")
        where name is not null && Reserved.Contains(name.Text)
        select Found(cluster.Manifest.At(name), $"{cluster.Manifest.Title} has a user '{name.Text}', which PostgreSQL reserves: none of its users can be written");
}
