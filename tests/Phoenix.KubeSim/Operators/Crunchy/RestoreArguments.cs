namespace Phoenix.KubeSim.Operators.Crunchy;

/// <summary>The options of the restore Job's <c>pgbackrest restore</c>.</summary>
internal static class RestoreArguments
{
    /// <summary>What the operator says against an option of the user's; null when it takes them all.</summary>
    public static string? Refuse(IEnumerable<string> options) => options.Select(Refuse).FirstOrDefault(refusal => refusal is not null);

    /// <summary>The user's options, and the operator's behind them, as one text for the shell.</summary>
    public static string Make(RestoreSource source, int version)
    {
        List<string> all =
        [
            .. source.Options,
            "--stanza=" + source.Stanza,
            "--pg1-path=" + CrunchyNames.DataDirectory(version),
            "--repo=" + new string([.. source.RepoName.Where(char.IsAsciiDigit)]),
        ];
        bool target = Contains(all, "--target");
        if (!Contains(all, "--delta"))
        {
            all.Add("--delta");
        }

        if (target)
        {
            all.Add("--target-action=promote");
        }

        all.Add("--link-map=pg_wal=" + CrunchyNames.WalDirectory(version));
        return string.Join(' ', all);
    }

    private static string? Refuse(string option) => option switch
    {
        _ when Has(option, "--repo=") || Has(option, "--repo ") => "Option '--repo' is not allowed: please use the 'repoName' field instead.",
        _ when Has(option, "--stanza") => "Option '--stanza' is not allowed: the operator will automatically set this option",
        _ when Has(option, "--pg1-path") => "Option '--pg1-path' is not allowed: the operator will automatically set this option",
        _ when Has(option, "--target-action") => "Option '--target-action' is not allowed: the operator will automatically set this option ",
        _ when Has(option, "--link-map") => "Option '--link-map' is not allowed: the operator will automatically set this option ",
        _ => null,
    };

    private static bool Contains(IEnumerable<string> options, string text) => options.Any(o => Has(o, text));

    private static bool Has(string option, string text) => option.Contains(text, StringComparison.Ordinal);
}
