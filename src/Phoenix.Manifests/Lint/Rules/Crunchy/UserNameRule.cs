using System.Text.RegularExpressions;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A user that the API server refuses.</summary>
internal sealed partial class UserNameRule : LintRule
{
    public override string Id => "user-name";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "The name of a PostgreSQL user is not one that the operator accepts.";

    public override string Why => "User names become parts of Kubernetes names (RFC 1123): the API server refuses the whole PostgresCluster for one underscore, and there is no database at all.";

    public override string Remedy => "Use lower-case letters, digits and hyphens, at most 63 characters. A role with another name that is in the data comes back with it: it needs no entry, and its password is the one that it had.";

    public override string Source => "Custom resource definition of PostgresCluster 5.8.9 and 6.0.3, spec.users[].name: ^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

    public override LintExample Bad { get; } = CrunchyExamples.More("  users: [{ name: tazlab_admin, databases: [castle] }]\n");

    public override LintExample Good { get; } = CrunchyExamples.More("  users: [{ name: tazlab-admin, databases: [castle] }]\n");

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from cluster in PgoCluster.In(set)
        from user in cluster.Manifest.Items("spec", "users")
        let name = user.Scalar("name")
        where name is not null && !PgoSetting.IsUnknown(name.Text) && (name.Text.Length > 63 || !Rfc1123().IsMatch(name.Text))
        select Found(cluster.Manifest.At(name), $"{cluster.Manifest.Title} has a user '{name.Text}': {(name.Text.Length > 63 ? "it is longer than 63 characters" : "only lower-case letters, digits and hyphens are accepted")}");

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Rfc1123();
}
