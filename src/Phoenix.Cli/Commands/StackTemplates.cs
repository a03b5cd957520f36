using System.Reflection;
using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Cli.Commands;

/// <summary>The stack files that <c>phoenix init</c> starts from. They are whole and valid; only the name <c>example</c> is replaced.</summary>
internal static class StackTemplates
{
    private const string Prefix = "template:";

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Select(n => n[Prefix.Length..]).Order(StringComparer.Ordinal)];

    /// <summary>The text of one.</summary>
    /// <exception cref="PhoenixException">Usage: there is none of that name.</exception>
    public static string Read(string name)
    {
        using Stream? resource = Names.Contains(name) ? Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name) : null;
        if (resource is null)
        {
            string near = NearestName.Of(name, Names) is string nearest ? $"; did you mean '{nearest}'?" : "";
            throw new PhoenixException(ErrorCode.Usage, $"there is no template '{name}'{near}", $"its names are {string.Join(", ", Names)}");
        }

        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}
