namespace Phoenix.Cli.Rendering;

/// <summary>How a plan is printed.</summary>
public enum PlanFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>One JSON document.</summary>
    Json,

    /// <summary>A flowchart of Mermaid, for Markdown.</summary>
    Mermaid,

    /// <summary>A graph of Graphviz.</summary>
    Dot,
}
