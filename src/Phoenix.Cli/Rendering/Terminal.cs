using Spectre.Console;

namespace Phoenix.Cli.Rendering;

/// <summary>A place that text goes to, and what it can show.</summary>
/// <param name="Writer">Where text goes.</param>
/// <param name="IsTerminal">Whether a person looks at it: without, there is no colour, no spinner and no cursor movement.</param>
/// <param name="Colour">Whether colours may be used (<c>NO_COLOR</c> is kept).</param>
/// <param name="Width">Columns.</param>
public sealed record Terminal(TextWriter Writer, bool IsTerminal, bool Colour, int Width)
{
    /// <summary>Columns where nobody says how many there are.</summary>
    public const int DefaultWidth = 80;

    /// <summary>What stands behind <paramref name="writer"/>: this process's stdout or stderr, or something that is no terminal.</summary>
    public static Terminal Of(TextWriter writer)
    {
        bool redirected = ReferenceEquals(writer, Console.Out) ? Console.IsOutputRedirected
            : !ReferenceEquals(writer, Console.Error) || Console.IsErrorRedirected;
        return Of(writer, redirected, Environment.GetEnvironmentVariable);
    }

    /// <summary>The same with the environment given: <c>TERM</c> and <c>NO_COLOR</c> are read.</summary>
    public static Terminal Of(TextWriter writer, bool redirected, Func<string, string?> environment)
    {
        bool terminal = !redirected && environment("TERM") is not (null or "" or "dumb");
        // no-color.org: set and not empty, whatever the value.
        bool colour = terminal && string.IsNullOrEmpty(environment("NO_COLOR"));
        return new Terminal(writer, terminal, colour, terminal ? WindowWidth() : DefaultWidth);
    }

    /// <summary>A console of Spectre that keeps to this.</summary>
    internal IAnsiConsole Open()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Writer),
            Ansi = IsTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = Colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = IsTerminal ? InteractionSupport.Yes : InteractionSupport.No,
        });
        console.Profile.Width = Width;
        return console;
    }

    private static int WindowWidth()
    {
        try
        {
            return Console.WindowWidth > 0 ? Console.WindowWidth : DefaultWidth;
        }
        catch (IOException)
        {
            return DefaultWidth;
        }
    }
}
