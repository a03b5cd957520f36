using System.Text.RegularExpressions;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>A value with a space that the operator's shell takes apart.</summary>
internal sealed partial class RestoreUnquotedRule : LintRule
{
    public override string Id => "restore-option-unquoted";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "An option that the operator passes on has a space in its value, and no quotes that the shell would see.";

    public override string Why => "The operator joins the options and hands them to a shell. The part behind the space becomes a word of its own, and pgBackRest ends with: command does not allow parameters. Quotes of YAML are gone by then.";

    public override string Remedy => "Put quotes inside of the text, as in --target=\"2026-02-10 14:55:00+00\" (without quotes of YAML around it).";

    public override string Source => "internal/pgbackrest/config.go of the operator, RestoreCommand(): bash -xc \"pgbackrest restore ${opts}\"";

    public override LintExample Bad { get; } = LintExample.Yaml(Manual("--exclude=old logs/"));

    public override LintExample Good { get; } = LintExample.Yaml(Manual("--exclude=\"old logs/\""));

    /// <summary>Whether the option's value was taken apart by the shell.</summary>
    public static bool Holds(Call call, CallOption option) => call.Part is not null && call.Strays.Any(s => ReferenceEquals(s.From, option.From)) && Broken().IsMatch(option.From.Text);

    /// <summary>The text of an item with quotes around its value, for an operator's shell; as it is for a container's own.</summary>
    public static string Quoted(CallOption option, string text, Call call)
    {
        Match m = Broken().Match(text);
        char quote = option.From.Style == YamlScalarStyle.DoubleQuoted ? '\'' : '"';
        return call.Part is not null && m.Success ? $"{m.Groups["option"].Value}{quote}{m.Groups["value"].Value}{quote}" : text;
    }

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (Call call in Call.In(set).Where(c => c.Part is not null))
        {
            foreach (CallOption option in call.Options.Where(o => !o.IsOpen && Holds(call, o)))
            {
                yield return Found(
                    call.Owner.At(option.From),
                    $"the shell takes {(option.Name.Option?.Type == OptionType.Secret ? $"the value of '--{option.Name.Written}'" : $"'{option.From.Text}'")} apart at the space",
                    call.Owner.Replace(option.From, Quoted(option, option.From.Text, call)));
            }
        }
    }

    private static string Manual(string exclude) => Examples.Cluster.With(
        "  backups:\n    pgbackrest:\n",
        $"  backups:\n    pgbackrest:\n      manual:\n        repoName: repo1\n        options:\n          - --type=full\n          - {exclude}\n");

    // One option and nothing else in the item, its value without quotes.
    [GeneratedRegex("""\A(?<option>--[a-z0-9-]+=)(?<value>[^"'\\$`=]*[^\s"'\\$`=] [^"'\\$`=-][^"'\\$`=]*)\z""")]
    private static partial Regex Broken();
}
