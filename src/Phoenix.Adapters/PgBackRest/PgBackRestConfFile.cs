using Phoenix.Errors;

namespace Phoenix.Adapters.PgBackRest;

/// <summary>
/// A user's own pgBackRest configuration, read as pgBackRest reads it for one command: variables <c>PGBACKREST_*</c> before the file, and in the file
/// <c>[stanza:command]</c> before <c>[stanza]</c>, <c>[global:command]</c> and <c>[global]</c>. Holds secrets: never print it.
/// </summary>
public sealed class PgBackRestConfFile
{
    private const string VariablePrefix = "PGBACKREST_";
    private const string IncludeFolder = "conf.d";
    private readonly Dictionary<string, Dictionary<string, string>> _sections;
    private readonly IReadOnlyDictionary<string, string> _variables;

    private PgBackRestConfFile(string path, Dictionary<string, Dictionary<string, string>> sections, IReadOnlyDictionary<string, string> variables)
    {
        Path = path;
        _sections = sections;
        _variables = variables;
    }

    /// <summary>The file, or the folder of files.</summary>
    public string Path { get; }

    /// <summary>The stanzas that it has a section of.</summary>
    public IReadOnlyList<string> Stanzas => [.. _sections.Keys.Select(s => s.Split(':')[0]).Where(s => s != "global").Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Reads a file; or a folder with <c>pgbackrest.conf</c> and <c>conf.d/*.conf</c> in it, as pgBackRest's <c>--config-path</c>.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="environment">Variables of Phoenix's own environment.</param>
    /// <exception cref="PhoenixException">Configuration: it cannot be read, or a line is none; the message never shows a value.</exception>
    public static PgBackRestConfFile Read(string path, IReadOnlyDictionary<string, string> environment)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(environment);
        Dictionary<string, Dictionary<string, string>> sections = new(StringComparer.Ordinal);
        foreach (string file in Files(path))
        {
            Add(file, sections);
        }

        Dictionary<string, string> variables = environment.Where(v => v.Key.StartsWith(VariablePrefix, StringComparison.Ordinal) && v.Value.Length > 0)
            .ToDictionary(v => v.Key[VariablePrefix.Length..].ToLowerInvariant().Replace('_', '-'), v => v.Value, StringComparer.Ordinal);
        return new PgBackRestConfFile(path, sections, variables);
    }

    /// <summary>The options that are in force for one command of one stanza.</summary>
    /// <param name="stanza">The stanza.</param>
    /// <param name="command">The command, e.g. <c>restore</c>.</param>
    public IReadOnlyDictionary<string, string> Options(string stanza, string command)
    {
        Dictionary<string, string> options = new(StringComparer.Ordinal);
        foreach (string section in (string[])["global", "global:" + command, stanza, $"{stanza}:{command}"])
        {
            foreach ((string name, string value) in _sections.GetValueOrDefault(section) ?? [])
            {
                options[name] = value;
            }
        }

        foreach ((string name, string value) in _variables)
        {
            options[name] = value;
        }

        return options;
    }

    private static IReadOnlyList<string> Files(string path)
    {
        try
        {
            if (!Directory.Exists(path))
            {
                return File.Exists(path) ? [path] : throw Wrong(path, "there is no such file");
            }

            string main = System.IO.Path.Combine(path, PgBackRestConfig.MainFile);
            string include = System.IO.Path.Combine(path, IncludeFolder);
            string[] included = Directory.Exists(include) ? [.. Directory.EnumerateFiles(include, "*.conf").Order(StringComparer.Ordinal)] : [];
            string[] all = File.Exists(main) ? [main, .. included] : included;
            return all.Length > 0 ? all : throw Wrong(path, $"the folder holds neither {PgBackRestConfig.MainFile} nor {IncludeFolder}/*.conf");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Wrong(path, e.Message, e);
        }
    }

    private static void Add(string file, Dictionary<string, Dictionary<string, string>> sections)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Wrong(file, e.Message, e);
        }

        Dictionary<string, string>? section = null;
        for (int n = 0; n < lines.Length; n++)
        {
            string line = lines[n].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line[0] == '[' && line[^1] == ']')
            {
                string name = line[1..^1];
                if (!sections.TryGetValue(name, out section))
                {
                    sections[name] = section = new Dictionary<string, string>(StringComparer.Ordinal);
                }

                continue;
            }

            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || section is null)
            {
                // Not what the line says: it may be a secret.
                throw Wrong(file, $"line {n + 1} is {(section is null ? "before the first section" : "no 'option=value'")}");
            }

            section[line[..equals].Trim()] = line[(equals + 1)..].Trim();
        }
    }

    private static PhoenixException Wrong(string path, string what, Exception? inner = null) =>
        new(ErrorCode.Configuration, $"the pgBackRest configuration '{path}' cannot be used: {what}", "name with --config the file that the restore uses, or the folder that holds it", inner);
}
