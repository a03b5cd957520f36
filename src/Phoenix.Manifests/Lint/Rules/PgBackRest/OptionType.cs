namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>The form of an option's value.</summary>
internal enum OptionType
{
    /// <summary><c>y</c> or <c>n</c>.</summary>
    Boolean,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>Bytes, with an optional unit: <c>128MiB</c>.</summary>
    Size,

    /// <summary>Seconds, in newer versions also with a unit: <c>30m</c>.</summary>
    Time,

    /// <summary>A path: begins with <c>/</c>, holds no <c>//</c>.</summary>
    Path,

    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>Any text.</summary>
    Text,

    /// <summary>A text that may not stand on a command line.</summary>
    Secret,

    /// <summary>A text that may be given more than once.</summary>
    List,

    /// <summary><c>key=value</c>, which may be given more than once.</summary>
    Hash,
}
