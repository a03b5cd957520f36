namespace Phoenix.Kubernetes.ExternalSecrets;

/// <summary>A configuration file of pgBackRest as it was rendered into a Secret. Holds secrets: only names of options may be printed.</summary>
internal sealed class RenderedConf
{
    private readonly List<(string Section, string Option, string Value)> _options = [];

    private RenderedConf(string file) => File = file;

    /// <summary>Its key in the Secret.</summary>
    internal string File { get; }

    /// <summary>The first line that is neither section, option nor comment, from 1; null when there is none.</summary>
    internal int? BadLine { get; private set; }

    /// <summary>The options, in order.</summary>
    internal IReadOnlyList<(string Section, string Option, string Value)> Options => _options;

    /// <summary>Options without a value, with their file.</summary>
    internal IEnumerable<string> EmptyOptions => _options.Where(o => o.Value.Length == 0).Select(o => $"{o.Option} in {File}");

    /// <summary>Reads it as pgBackRest does.</summary>
    /// <param name="file">Its key in the Secret.</param>
    /// <param name="text">Its text.</param>
    internal static RenderedConf Parse(string file, string text)
    {
        RenderedConf conf = new(file);
        string? section = null;
        int number = 0;
        foreach (string raw in text.Split('\n'))
        {
            number++;
            string line = raw.Trim();
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line[0] == '[' && line[^1] == ']')
            {
                section = line[1..^1];
            }
            else if (equals > 0 && section is not null)
            {
                conf._options.Add((section, line[..equals].Trim(), line[(equals + 1)..].Trim()));
            }
            else
            {
                conf.BadLine ??= number;
            }
        }

        return conf;
    }
}
