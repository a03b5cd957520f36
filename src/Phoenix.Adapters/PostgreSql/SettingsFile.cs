using System.Text;

namespace Phoenix.Adapters.PostgreSql;

/// <summary>PostgreSQL's configuration syntax: <c>name = 'value'</c>.</summary>
public static class SettingsFile
{
    /// <summary>The text of a settings file, every value quoted.</summary>
    /// <exception cref="ArgumentException">A name is no setting's name, or a value holds a line break or NUL.</exception>
    public static string Format(IReadOnlyDictionary<string, string> settings)
    {
        StringBuilder text = new();
        foreach ((string name, string value) in settings)
        {
            if (name.Length == 0 || name.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_."))
            {
                throw new ArgumentException($"'{name}' is no name of a setting", nameof(settings));
            }

            text.Append(name).Append(" = ").Append(Quote(value)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A value between single quotes. Inside them a quote is doubled and a backslash escapes, so both are doubled.</summary>
    public static string Quote(string value) => value.AsSpan().IndexOfAny('\n', '\r', '\0') < 0
        ? "'" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal) + "'"
        : throw new ArgumentException("a setting's value cannot hold a line break or NUL", nameof(value));
}
