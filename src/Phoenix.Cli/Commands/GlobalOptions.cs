using System.CommandLine;
using Phoenix.Cli.Rendering;

namespace Phoenix.Cli.Commands;

/// <summary>Options that every command takes.</summary>
public static class GlobalOptions
{
    /// <summary>Where runs and labs are kept.</summary>
    public static Option<string> State { get; } = new("--state")
    {
        Description = "Directory that holds runs and labs",
        DefaultValueFactory = _ => ".phoenix",
        Recursive = true,
    };

    /// <summary>How the result is printed.</summary>
    public static Option<OutputFormat> Format { get; } = new("--format")
    {
        Description = "text or json; the result goes to stdout in both",
        DefaultValueFactory = _ => OutputFormat.Text,
        Recursive = true,
    };

    /// <summary>Which lab.</summary>
    public static Option<string> Lab { get; } = new("--lab")
    {
        Description = "Name of the lab (1 to 32 of a-z, 0-9 and -)",
        DefaultValueFactory = _ => "lab",
    };
}
