using System.Globalization;
using Phoenix.Errors;

namespace Phoenix.Adapters.PostgreSql;

/// <summary>One major version of PostgreSQL on this machine.</summary>
/// <param name="Major">Its major version.</param>
/// <param name="BinDirectory">Directory of its programs.</param>
public sealed record PostgresInstallation(int Major, string BinDirectory)
{
    /// <summary>Where Debian's and PGDG's packages put it.</summary>
    public const string DefaultRoot = "/usr/lib/postgresql";

    /// <summary>Every installed version that has a server, newest first.</summary>
    public static IReadOnlyList<PostgresInstallation> FindAll(string root = DefaultRoot) =>
        [.. (Directory.Exists(root) ? Directory.EnumerateDirectories(root) : [])
            .Select(directory => (Directory: directory, Parsed: int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int major), Major: major))
            .Where(found => found.Parsed && File.Exists(Path.Combine(found.Directory, "bin", "postgres")))
            .OrderByDescending(found => found.Major)
            .Select(found => new PostgresInstallation(found.Major, Path.Combine(found.Directory, "bin")))];

    /// <summary>The newest installed version that pgBackRest supports.</summary>
    /// <exception cref="PhoenixException">ToolMissing: there is none.</exception>
    public static PostgresChoice Choose(IReadOnlyList<PostgresInstallation> installed, Version pgBackRest)
    {
        int newest = NewestSupportedBy(pgBackRest);
        PostgresInstallation chosen = installed.Where(i => i.Major <= newest).MaxBy(i => i.Major) ?? throw new PhoenixException(
            ErrorCode.ToolMissing,
            installed.Count == 0
                ? "no PostgreSQL server is installed"
                : $"pgBackRest {pgBackRest} supports PostgreSQL up to {newest}, and only {string.Join(", ", installed.Select(i => i.Major))} is installed",
            $"Install one with 'apt-get install postgresql-{newest}', or a newer pgBackRest");
        return new PostgresChoice(chosen, [.. installed.Where(i => i.Major > newest)]);
    }

    /// <summary>The newest major version that a pgBackRest knows. A newer one ends in [056].</summary>
    public static int NewestSupportedBy(Version pgBackRest) => pgBackRest switch
    {
        // pgBackRest's release notes (doc/xml/release): 2.55.0 "PostgreSQL 18 support", 2.53.1 "PostgreSQL 17 support"; 2.48 and 2.41 by its
        // announcements for 16 and 15. A version newer than this table supports at least what the last entry does.
        _ when pgBackRest >= new Version(2, 55) => 18,
        _ when pgBackRest >= new Version(2, 53, 1) => 17,
        _ when pgBackRest >= new Version(2, 48) => 16,
        _ when pgBackRest >= new Version(2, 41) => 15,
        _ => 14,
    };

    /// <summary>Reads what <c>pgbackrest version</c> prints, e.g. <c>pgBackRest 2.45</c>.</summary>
    /// <exception cref="PhoenixException">ToolMissing: the text is something else.</exception>
    public static Version ParsePgBackRestVersion(string text)
    {
        string number = text.Trim().Split(' ')[^1];
        int end = number.AsSpan().IndexOfAnyExcept("0123456789.");
        return text.StartsWith("pgBackRest ", StringComparison.Ordinal) && Version.TryParse(end < 0 ? number : number[..end], out Version? version)
            ? version
            : throw new PhoenixException(ErrorCode.ToolMissing, $"'{text.Trim()}' is no pgBackRest version", "Check what 'pgbackrest version' prints");
    }
}
