using System.Text.RegularExpressions;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>Credentials of another repository's number.</summary>
internal sealed partial class RepositoryNumberRule : LintRule
{
    public override string Id => "secret-repository-number";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "The credentials are those of another repository number than the one that is restored from.";

    public override string Why => "A restore asks for the options of the repository by its number: repo2-s3-key is not repo1's, and the restore ends in [037].";

    public override string Remedy => "Give the options the number of the repository's name (repo1: repo1-s3-key).";

    public override string Source => "https://pgbackrest.org/configuration.html#section-repository (indexed options); [037] reproduced with pgBackRest 2.45";

    public override LintExample Bad { get; } = CrunchyExamples.First("repo1-s3-key={{ .id }}", "repo2-s3-key={{ .id }}");

    public override LintExample Good { get; } = CrunchyExamples.Good;

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        HashSet<LintPlace> told = [];
        foreach ((PgoCluster cluster, PgoRepository repository) in Credentials.Restoring(set))
        {
            foreach (string option in Credentials.Needed(repository).Where(o => repository.Side.IsVisible && repository.Setting(o) is null))
            {
                foreach (ConfOption stray in Strays(repository, option).Where(o => told.Add(o.At)))
                {
                    yield return Found(stray.At, $"{stray.Name} is no option of {repository.Name}, which {cluster.Manifest.Title} reads: {repository.Name}-{option} is missing") with { Related = [repository.Place] };
                }
            }
        }
    }

    /// <summary>The same option of numbers that no repository of the side has.</summary>
    public static IEnumerable<ConfOption> Strays(PgoRepository repository, string option)
    {
        string[] names = [.. repository.Side.Repositories.Select(r => r.Name)];
        return repository.Side.Texts.SelectMany(t => t.Options).Where(o => Numbered().Match(o.Name) is { Success: true } match && match.Groups[2].Value == option && !names.Contains(match.Groups[1].Value));
    }

    [GeneratedRegex("^(repo[0-9]*)-(.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();
}
