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

    /// <summary>Checks the name.</summary>
    /// <exception cref="PhoenixException">Usage.</exception>
    public LabOptions Validated() => NameForm().IsMatch(Name)
        ? this
        : throw new PhoenixException(ErrorCode.Usage, $"'{Name}' is no name for a lab", "use 1 to 32 of a-z, 0-9 and -, beginning with a letter");

    [GeneratedRegex("^[a-z][a-z0-9-]{0,31}$")]
    private static partial Regex NameForm();
}
