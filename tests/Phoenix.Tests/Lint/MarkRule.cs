using Phoenix.Manifests.Lint;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Tests.Lint;

/// <summary>A rule for tests: finds each value <c>bad</c> and would write <c>good</c>.</summary>
internal sealed class MarkRule : LintRule
{
    public override string Id => "mark";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A value is bad.";

    public override string Why => "A test wants it so.";

    public override string Remedy => "Write good.";

    public override string Source => "these tests";

    public override LintExample Bad => LintExample.Yaml("");

    public override LintExample Good => LintExample.Yaml("");

    public override IEnumerable<LintFinding> Check(LintSet set) =>
    [
        .. from manifest in set.Manifests
           from value in manifest.Root.All().OfType<YamlScalar>()
           where value.Text == "bad"
           select Found(manifest.At(value), $"{manifest.Title} in {manifest.Namespace ?? "no namespace"} is bad", manifest.Replace(value, "good")),
        .. from conf in set.Confs
           from option in conf.Options
           where option.Value == "bad"
           select Found(option.ValueAt, $"[{option.Section}] {option.Name} is bad", option.Replace("good")),
    ];
}
