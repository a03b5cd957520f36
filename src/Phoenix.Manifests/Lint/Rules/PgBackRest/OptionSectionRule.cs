using Phoenix.Stacks;

namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>An option in a section in which pgBackRest does not look for it.</summary>
internal sealed class OptionSectionRule : LintRule
{
    public override string Id => "pgbackrest-wrong-section";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "An option stands in a section in which pgBackRest does not look for it.";

    public override string Why =>
        "It is ignored: of a stanza's option in [global] pgBackRest only warns, of [global:command] with a name that is no command it says nothing at all. Without pg1-path a restore ends with [037] restore command requires option: pg1-path.";

    public override string Remedy => "Put pg1-... into the stanza's own section, and name after ':' a command that takes the option.";

    public override string Source => "https://pgbackrest.org/configuration.html; src/config/parse.c ('contains stanza-only option', 'invalid for section')";

    public override LintExample Bad { get; } = LintExample.Conf(Examples.Conf.With("start-fast=y", "start-fast=y\n\n[global:archive_push]\ncompress-level=3"));

    public override LintExample Good { get; } = LintExample.Conf(Examples.Conf.With("start-fast=y", "start-fast=y\n\n[global:archive-push]\ncompress-level=3"));

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (SettingBlock block in SettingBlock.In(set))
        {
            foreach ((string name, LintPlace at) in block.Sections)
            {
                if (CommandOf(name) is string command && !PgBackRestOptions.Commands.Contains(command))
                {
                    string hint = NearestName.Of(command, PgBackRestOptions.Commands) is string near ? $"; did you mean '{near}'?" : "";
                    yield return Found(at, $"[{name}] is never read: '{command}' is no command of pgBackRest{hint}") with { Severity = LintSeverity.Warning };
                }
            }

            foreach (Setting setting in block.Settings.Where(s => s.Option.Key is not null))
            {
                PgBackRestOption option = setting.Option.Option!;
                if (option.Section == OptionSection.Stanza && setting.IsGlobal)
                {
                    // The operator writes its own pg1-path.
                    bool grave = option.Name == "pg-path" && !block.IsOperators;
                    yield return Found(setting.At, $"'{setting.Name}' is ignored in [{setting.Section}]: it belongs into the stanza's section")
                        with { Severity = grave ? LintSeverity.Error : LintSeverity.Warning };
                }
                else if (option.Section != OptionSection.CommandLine && setting.Command is string command && PgBackRestOptions.Commands.Contains(command) && !option.IsFor(command))
                {
                    yield return Found(setting.At, $"'{setting.Name}' is ignored in [{setting.Section}]: it is for {string.Join(", ", option.Commands)}") with { Severity = LintSeverity.Warning };
                }
            }
        }
    }

    private static string? CommandOf(string section) => section.Contains(':', StringComparison.Ordinal) ? section[(section.IndexOf(':', StringComparison.Ordinal) + 1)..] : null;
}
