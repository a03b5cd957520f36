namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>An option that pgBackRest refuses on a command line.</summary>
internal sealed class CallOptionRule : LintRule
{
    public override string Id => "restore-option-invalid";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A command line of pgBackRest has an option that does not exist, is not for this command, or has a value of the wrong form.";

    public override string Why => "On a command line that is an error and no warning: [031] invalid option, or option not valid for command. The Job fails again and again.";

    public override string Remedy => "Write the option as in pgBackRest's command reference.";

    public override string Source => "https://pgbackrest.org/command.html; options of " + PgBackRestOptions.Versions;

    public override LintExample Bad { get; } = LintExample.Yaml(Examples.Cluster.With("--process-max=4", "--proces-max=4"));

    public override LintExample Good { get; } = LintExample.Yaml(Examples.Cluster);

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (Call call in Call.In(set))
        {
            foreach (CallOption option in call.Options.Where(o => !o.IsOpen))
            {
                if (Fault(call, option) is (string what, var meant))
                {
                    string old = "--" + option.Name.Written;
                    bool sure = meant is not null && option.From.Text.StartsWith(old, StringComparison.Ordinal) && option.From.Text.Split(old).Length == 2;
                    yield return Found(call.Owner.At(option.From), what, sure ? call.Owner.Replace(option.From, option.From.Text.Replace(old, "--" + meant, StringComparison.Ordinal)) : null);
                }
            }
        }
    }

    private static (string What, string? Meant)? Fault(Call call, CallOption option)
    {
        OptionName name = option.Name;
        if (name.Option is null)
        {
            // The beginning of one name alone is enough on a command line.
            if (PgBackRestOptions.All.Count(o => o.Name.StartsWith(name.Base, StringComparison.Ordinal)) == 1)
            {
                return null;
            }

            (string Name, bool IsSure)? near = OptionSpelling.Nearest(name);
            string prefix = name.IsNegated ? "no-" : name.IsReset ? "reset-" : "";
            return ($"pgBackRest has no option '--{name.Written}'{(near is { } n ? $"; did you mean '--{prefix}{n.Name}'?" : "")}", near is { IsSure: true } sure ? prefix + sure.Name : null);
        }

        if (name.LacksIndex)
        {
            return ($"'--{name.Written}' needs a number: '--{name.Option.Indexed(1)}' for the first", null);
        }

        if (name.HasNeedlessIndex)
        {
            return ($"'--{name.Written}' may have no number: it is '--{name.Option.Name}'", null);
        }

        if (!name.Option.IsFor(call.Command))
        {
            return ($"'--{name.Written}' is not for '{call.Command}'", null);
        }

        return option.Value is string value && name is { IsNegated: false, IsReset: false } && name.Option.Type is not OptionType.Secret && OptionValue.Fault(name.Option, value) is (string what, _)
            ? ($"--{name.Written}: {what}", null)
            : null;
    }
}
