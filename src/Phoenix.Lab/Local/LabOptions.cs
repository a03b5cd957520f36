using System.Globalization;
using System.Text.RegularExpressions;
using Phoenix.Errors;

namespace Phoenix.Lab.Local;

/// <summary>Which lab, and where.</summary>
public sealed partial record LabOptions
{
    /// <summary>The name of the lab that a command means when none is given.</summary>
    public const string DefaultName = "lab";

    /// <summary>The state directory, absolute.</summary>
    public required string State { get; init; }

    /// <summary>The lab's name.</summary>
    public string Name { get; init; } = DefaultName;

    /// <summary>Port for the S3 endpoint of a lab that is made now; null for a free one.</summary>
    public int? S3Port { get; init; }

    /// <summary>Port for PostgreSQL of a lab that is made now; null for a free one.</summary>
    public int? PostgresPort { get; init; }

    /// <summary>Checks name and ports.</summary>
    /// <exception cref="PhoenixException">Usage.</exception>
    public LabOptions Validated()
    {
        CheckName(Name);
        foreach (int port in new[] { S3Port, PostgresPort }.OfType<int>())
        {
            if (port is < 1 or > 65535)
            {
                throw new PhoenixException(ErrorCode.Usage, string.Create(CultureInfo.InvariantCulture, $"{port} is no TCP port"), "give a number from 1 to 65535, or leave the option out for a free one");
            }
        }

        return this;
    }

    /// <summary>Checks a lab's name.</summary>
    /// <returns>The name.</returns>
    /// <exception cref="PhoenixException">Usage.</exception>
    public static string CheckName(string name) => NameForm().IsMatch(name)
        ? name
        : throw new PhoenixException(ErrorCode.Usage, $"'{name}' is no name for a lab", "use 1 to 32 of a-z, 0-9 and -, beginning with a letter");

    [GeneratedRegex("^[a-z][a-z0-9-]{0,31}$")]
    private static partial Regex NameForm();
}
