namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>A word that is no option.</summary>
internal sealed class StrayWordRule : LintRule
{
    public override string Id => "restore-option-stray";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "Among the options of a restore or a backup is a word that is no option.";

    public override string Why => "The command ends with: command does not allow parameters (or option must begin with --), and the Job fails again and again.";

    public override string Remedy => "Begin each option with two dashes, and write its value behind '='.";

    public override string Source => "src/config/parse.c; https://pgbackrest.org/command.html#command-restore";

    public override LintExample Bad { get; } = LintExample.Yaml(Examples.Cluster.With("--process-max=4", "process-max=4"));

    public override LintExample Good { get; } = LintExample.Yaml(Examples.Cluster);

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (Call call in Call.In(set).Where(c => c.Part is not null))
        {
            foreach (CallWord word in call.Strays.Where(s => !s.Text.Contains('$', StringComparison.Ordinal) && !s.Text.Contains("{{", StringComparison.Ordinal)))
            {
                if (!call.Options.Any(o => ReferenceEquals(o.From, word.From) && RestoreUnquotedRule.Holds(call, o)))
                {
                    bool dashless = OptionName.Parse(word.Text.TrimStart('-', '\u2013', '\u2014').Split('=')[0]).Key is not null && !word.Text.Contains(' ', StringComparison.Ordinal);
                    string meant = "--" + word.Text.TrimStart('-', '\u2013', '\u2014');
                    yield return Found(
                        call.Owner.At(word.From),
                        $"'{word.Text}' is no option{(dashless ? $": it is written '{meant}'" : "")}",
                        dashless && word.From.Text == word.Text ? call.Owner.Replace(word.From, meant) : null);
                }
            }
        }
    }
}
