using System.CommandLine;

namespace Phoenix.Cli.Commands;

/// <summary>Options of the commands that work on a declared stack.</summary>
internal static class StackOptions
{
    public static Option<string?> Stack { get; } = new("--stack") { Description = "Stack file (default: phoenix.yaml in this folder; without one, the embedded lab)", HelpName = "FILE" };

    public static Option<string?> Confirm { get; } = new("--confirm") { Description = "The stack's name: destroys it only when it is given (not needed for the embedded lab)", HelpName = "NAME" };

    public static Option<string?> Resume { get; } = new("--resume") { Description = "Go on with a run that did not end well", HelpName = "RUN" };
}
