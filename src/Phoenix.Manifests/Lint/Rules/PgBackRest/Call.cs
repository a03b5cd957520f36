using System.Runtime.CompilerServices;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>A command line of pgBackRest: written out in a container, or the options that CrunchyData's operator passes on.</summary>
internal sealed class Call
{
    // Many rules ask the same of one set.
    private static readonly ConditionalWeakTable<LintSet, IReadOnlyList<Call>> Known = new();

    private Call(Manifest owner, string command, string? part, IReadOnlyList<CallWord> words)
    {
        (Owner, Command, Part) = (owner, command, part);
        (Options, Strays) = Read(words);
    }

    /// <summary>The object that holds it.</summary>
    public Manifest Owner { get; }

    /// <summary>pgBackRest's command: <c>restore</c>, <c>backup</c>...</summary>
    public string Command { get; }

    /// <summary>Where the operator takes the options from: <c>dataSource</c>, <c>restore</c>, <c>manual</c>; null for a container's own command line.</summary>
    public string? Part { get; }

    /// <summary>Whether it is the restore that a rebirth runs.</summary>
    public bool IsRebirth => Part == "dataSource";

    /// <summary>Whether it restores.</summary>
    public bool IsRestore => Command == "restore";

    /// <summary>The options.</summary>
    public IReadOnlyList<CallOption> Options { get; }

    /// <summary>Words that are neither an option nor the value of one.</summary>
    public IReadOnlyList<CallWord> Strays { get; }

    /// <summary>The option of that name; null when it is not given.</summary>
    public CallOption? Find(string name) => Options.FirstOrDefault(o => o.Name.Option?.Name == name && !o.Name.IsNegated && !o.Name.IsReset);

    /// <summary>All command lines.</summary>
    public static IReadOnlyList<Call> In(LintSet set) => Known.GetValue(set, s => [.. s.Manifests.SelectMany(m => m.Kind == "PostgresCluster" ? Operators(m) : Containers(m))]);

    /// <summary>All that restore.</summary>
    public static IEnumerable<Call> Restores(LintSet set) => In(set).Where(c => c.IsRestore);

    private static IEnumerable<Call> Operators(Manifest cluster)
    {
        if (cluster.Group != "postgres-operator.crunchydata.com")
        {
            yield break;
        }

        foreach (string source in new[] { "pgbackrest", "postgresCluster" })
        {
            if (Passed(cluster, "restore", "dataSource", cluster.Items("spec", "dataSource", source, "options")) is Call rebirth)
            {
                yield return rebirth;
            }
        }

        // The operator looks at an in-place restore only when it is enabled.
        if (cluster.Root.Flag("spec", "backups", "pgbackrest", "restore", "enabled") == true
            && Passed(cluster, "restore", "restore", cluster.Items("spec", "backups", "pgbackrest", "restore", "options")) is Call inPlace)
        {
            yield return inPlace;
        }

        if (Passed(cluster, "backup", "manual", cluster.Items("spec", "backups", "pgbackrest", "manual", "options")) is Call manual)
        {
            yield return manual;
        }
    }

    // The operator joins the items with spaces and gives the result to a shell.
    private static Call? Passed(Manifest cluster, string command, string part, IReadOnlyList<YamlValue> items)
    {
        YamlScalar[] texts = [.. items.OfType<YamlScalar>()];
        return texts.Length == 0 ? null : new Call(cluster, command, part, [.. texts.SelectMany(t => ShellWords.Split(t.Text).Select(w => new CallWord(w, t)))]);
    }

    private static IEnumerable<Call> Containers(Manifest manifest)
    {
        if (manifest.Kind is not ("Pod" or "Job" or "CronJob" or "Deployment" or "StatefulSet" or "DaemonSet"))
        {
            yield break;
        }

        foreach (YamlMapping container in manifest.Root.All().OfType<YamlMapping>().Where(m => m.Find("command") is YamlSequence || m.Find("args") is YamlSequence))
        {
            YamlScalar[] texts = [.. container.Items("command").Concat(container.Items("args")).OfType<YamlScalar>()];
            IEnumerable<IReadOnlyList<CallWord>> lines = texts.Any(t => IsProgram(t.Text))
                ? [[.. texts.Select(t => new CallWord(t.Text, t))]]
                : texts.Where(t => t.Text.Contains("pgbackrest", StringComparison.Ordinal)).SelectMany(Lines);
            foreach (IReadOnlyList<CallWord> line in lines)
            {
                if (Written(manifest, line) is Call call)
                {
                    yield return call;
                }
            }
        }
    }

    // The commands of a script, as far as they stand on lines or behind && and ; of their own.
    private static IEnumerable<IReadOnlyList<CallWord>> Lines(YamlScalar script) =>
        script.Text.Replace("\\\n", " ", StringComparison.Ordinal).Split(["\n", ";", "&&", "||", "|"], StringSplitOptions.TrimEntries)
            .Where(l => l.Length > 0 && l[0] != '#')
            .Select(l => (IReadOnlyList<CallWord>)[.. ShellWords.Split(l).Select(w => new CallWord(w, script))]);

    private static Call? Written(Manifest manifest, IReadOnlyList<CallWord> words)
    {
        CallWord[] rest = [.. words.SkipWhile(w => !IsProgram(w.Text)).Skip(1)];
        return rest.FirstOrDefault(w => PgBackRestOptions.Commands.Contains(w.Text)) is CallWord command
            ? new Call(manifest, command.Text, null, [.. rest.Where(w => !ReferenceEquals(w, command))])
            : null;
    }

    private static bool IsProgram(string word) => word == "pgbackrest" || word.EndsWith("/pgbackrest", StringComparison.Ordinal);

    // As pgBackRest does: what has no '=' takes the next word, when it is an option that needs a value.
    private static (IReadOnlyList<CallOption> Options, IReadOnlyList<CallWord> Strays) Read(IReadOnlyList<CallWord> words)
    {
        List<CallOption> options = [];
        List<CallWord> strays = [];
        for (int i = 0; i < words.Count; i++)
        {
            CallWord word = words[i];
            if (!word.Text.StartsWith("--", StringComparison.Ordinal) || word.Text.Length == 2)
            {
                strays.Add(word);
                continue;
            }

            int equals = word.Text.IndexOf('=', StringComparison.Ordinal);
            OptionName name = OptionName.Parse(equals < 0 ? word.Text[2..] : word.Text[2..equals]);
            string? value = equals < 0 ? null : word.Text[(equals + 1)..];
            bool needsValue = name.Option is { } option && option.Type != OptionType.Boolean && !name.IsNegated && !name.IsReset;
            if (equals < 0 && needsValue && i + 1 < words.Count && !words[i + 1].Text.StartsWith("--", StringComparison.Ordinal))
            {
                value = words[++i].Text;
            }

            options.Add(new CallOption(name, value, word.From));
        }

        return (options, strays);
    }
}
