using Phoenix.Ports;

namespace Phoenix.Adapters.Processes;

/// <summary>One call of a driven tool. The argument list must not hold a secret: other users of the machine can read it.</summary>
public sealed record ToolCommand
{
    /// <summary>Environment variable that marks every process of a node, so that strays can be found.</summary>
    public const string MarkerVariable = "PHOENIX_NODE";

    /// <summary>Environment variable that names the layer a process was started for, so that what a layer left running can be found.</summary>
    public const string LayerVariable = "PHOENIX_LAYER";

    /// <summary>Name for people, e.g. <c>pgbackrest restore</c>; free of secrets.</summary>
    public required string Tool { get; init; }

    /// <summary>The program: an absolute path, or a name that is looked up in PATH.</summary>
    public required string FileName { get; init; }

    /// <summary>Its arguments, one element each; never passed through a shell.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Variables added to the small clean environment (PATH, HOME, LANG, LC_ALL, TZ). This is where secrets belong.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The account to run under; null for the present one.</summary>
    public Account? Account { get; init; }

    /// <summary>Working directory; the root directory by default, which every account may enter.</summary>
    public string WorkingDirectory { get; init; } = "/";

    /// <summary>The longest that the tool may run. Ignored for detached processes.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>
    /// How long the tool may take to end by itself once it is cancelled or out of time: its group gets SIGINT then, and SIGKILL afterwards. For tools
    /// that would leave a lock or lose a state behind; zero, the default, kills at once.
    /// </summary>
    public TimeSpan Grace { get; init; }

    /// <summary>
    /// Whether only the tool itself is asked to end, not its group: Terragrunt passes a signal on to Terraform by itself, and Terraform takes a second one as an order to drop
    /// everything at once.
    /// </summary>
    public bool GraceToLeader { get; init; }

    /// <summary>Value of <see cref="MarkerVariable"/> on the process and all it starts; null for a tool that belongs to no node.</summary>
    public string? Marker { get; init; }

    /// <summary>Texts that must not appear in what is captured, e.g. passwords given by environment.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Also gets what the tool prints, while it prints it (its error stream only, where <see cref="Output"/> reads the other one); null for nobody.</summary>
    public ILayerLog? Log { get; init; }

    /// <summary>What the tool reads from its standard input; nothing by default.</summary>
    public ReadOnlyMemory<byte> StandardInput { get; init; }

    /// <summary>
    /// Reads standard output in place of the capture (for output too long to keep, or binary); what it reads is not redacted. It must read to the
    /// end; a failure of it ends the tool and is rethrown.
    /// </summary>
    public Func<Stream, CancellationToken, Task>? Output { get; init; }
}
