using Phoenix.Manifests.Lint;
using Xunit;

namespace Phoenix.Tests.Lint;

/// <summary>Each rule's bad example shows exactly that rule, and its good one nothing.</summary>
public sealed class RuleExampleTests
{
    public static TheoryData<string> Ids => new(LintRules.All.Select(r => r.Id));

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_bad_example_shows_this_rule_and_no_other(string id)
    {
        LintRule rule = LintRules.Find(id)!;

        IReadOnlyList<LintFinding> findings = Linter.Check(LintReader.Read(rule.Bad), LintRules.All);

        Assert.NotEmpty(findings);
        Assert.All(findings, f => Assert.True(f.Rule.Id == id, $"{f.Rule.Id} at {f.Place}: {f.Message}"));
        Assert.All(findings, f => Assert.True(f.Severity <= rule.Severity && IsSentence(f.Message), f.Message));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_good_example_shows_nothing(string id)
    {
        IReadOnlyList<LintFinding> findings = Linter.Check(LintReader.Read(LintRules.Find(id)!.Good), LintRules.All);

        Assert.Empty(findings.Select(f => $"{f.Rule.Id} at {f.Place}: {f.Message}"));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_fix_ends_its_finding(string id)
    {
        LintRule rule = LintRules.Find(id)!;
        LintFinding[] fixable = [.. Linter.Check(LintReader.Read(rule.Bad), [rule]).Where(f => f.Fix is not null)];
        foreach (LintFinding finding in fixable)
        {
            LintExample mended = new([.. rule.Bad.Files.Select(f => (f.Path, f.Path == finding.Fix!.File.Path ? Spliced(f.Text, finding.Fix) : f.Text))]);

            Assert.DoesNotContain(Linter.Check(LintReader.Read(mended), LintRules.All), f => f.Rule.Id == id && f.Message == finding.Message && f.Place.Line == finding.Place.Line);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_rule_says_all_that_a_person_needs(string id)
    {
        LintRule rule = LintRules.Find(id)!;

        Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", rule.Id);
        Assert.All(new[] { rule.What, rule.Why, rule.Remedy }, text => Assert.Matches(@"^[A-Z`<].{15,}[.)]\s*$", text));
        Assert.True(rule.Source.Length > 10, rule.Source);
    }

    [Fact]
    public void Ids_are_unique() => Assert.Equal(LintRules.All.Count, LintRules.All.Select(r => r.Id).Distinct().Count());

    private static bool IsSentence(string message) => message.Length > 10 && !message.EndsWith('.') && !message.Contains('\n', StringComparison.Ordinal);

    private static string Spliced(string text, LintFix fix) => text[..fix.Start] + fix.Text + text[fix.End..];
}
