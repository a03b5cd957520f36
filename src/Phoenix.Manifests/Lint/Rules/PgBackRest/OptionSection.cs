namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>Where pgBackRest takes an option from.</summary>
internal enum OptionSection
{
    /// <summary>The command line alone; in a file it is ignored with a warning.</summary>
    CommandLine,

    /// <summary>Any section of a file, and the command line.</summary>
    Global,

    /// <summary>A stanza's section, and the command line; in <c>[global]</c> it is ignored with a warning.</summary>
    Stanza,
}
