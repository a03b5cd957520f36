namespace Phoenix.Cli.Rendering;

/// <summary>How findings are printed.</summary>
public enum LintFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>One JSON document.</summary>
    Json,

    /// <summary>SARIF 2.1.0, for code scanning.</summary>
    Sarif,
}
