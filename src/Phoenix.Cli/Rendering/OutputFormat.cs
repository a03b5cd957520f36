namespace Phoenix.Cli.Rendering;

/// <summary>How a result is printed on stdout.</summary>
public enum OutputFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>One JSON document.</summary>
    Json,
}
