using System.Text.RegularExpressions;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>An image of another major version.</summary>
internal sealed partial class ImageVersionRule : LintRule
{
    public override string Id => "image-version";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "The PostgreSQL image is of another major version than spec.postgresVersion.";

    public override string Why => "A server starts on data of its own major version only: the restored files are refused (database files are incompatible with server), and a newcomer is made in the wrong version.";

    public override string Remedy => "Make both the major version that took the backups. To go to another one, restore first and use a PGUpgrade then.";

    public override string Source => "https://access.crunchydata.com/documentation/postgres-operator/latest/references/components; https://www.postgresql.org/docs/current/upgrading.html";

    public override LintExample Bad { get; } = CrunchyExamples.More("  image: registry.developers.crunchydata.com/crunchydata/crunchy-postgres:ubi9-16.8-2516\n");

    public override LintExample Good { get; } = CrunchyExamples.More("  image: registry.developers.crunchydata.com/crunchydata/crunchy-postgres:ubi9-17.4-2516\n");

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (PgoCluster cluster in PgoCluster.In(set))
        {
            Manifest manifest = cluster.Manifest;
            if (manifest.Scalar("spec", "image") is YamlScalar image && manifest.Text("spec", "postgresVersion") is string version && !PgoSetting.IsUnknown(image.Text) && !PgoSetting.IsUnknown(version)
                && Tag().Match(image.Text) is { Success: true } match && match.Groups[1].Value != version)
            {
                yield return Found(manifest.At(image), $"{manifest.Title} is of PostgreSQL {version}, but its image is of {match.Groups[1].Value}") with { Related = [manifest.Near("spec", "postgresVersion")] };
            }
        }
    }

    // crunchy-postgres:ubi9-17.4-2516, crunchy-postgres-gis:ubi8-14.5-3.1-1, crunchy-postgres:centos8-13.4-1; tags of the operator's own release (ubi8-5.6.1-0) are of other images.
    [GeneratedRegex(@"/crunchy-postgres(?:-gis)?:(?:[a-z]+[0-9]*-)?([1-9][0-9])(?:\.[0-9]+)?(?:-|$|@)", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
