using System.Globalization;
using Phoenix.Errors;

namespace Phoenix.Adapters.Processes;

/// <summary>An account of the operating system under which a driven tool runs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="UserId">Numeric user id.</param>
/// <param name="GroupId">Numeric id of its primary group.</param>
/// <param name="Home">Its home directory.</param>
public sealed record Account(string Name, uint UserId, uint GroupId, string Home)
{
    /// <summary>The account that Debian's and PGDG's packages make for servers.</summary>
    public const string PostgresName = "postgres";

    /// <summary>
    /// The account under which servers and pgBackRest must run: null (the present one) unless Phoenix is root, because PostgreSQL
    /// refuses root and pgBackRest as root leaves files that the server cannot read.
    /// </summary>
    /// <exception cref="PhoenixException">ToolMissing: Phoenix is root and there is no <c>postgres</c> account.</exception>
    public static Account? ForServers() => Environment.IsPrivilegedProcess
        ? Find(PostgresName) ?? throw new PhoenixException(
            ErrorCode.ToolMissing,
            "PostgreSQL refuses to run as root, and there is no account 'postgres' to drop to",
            "Install the servers with 'apt-get install postgresql pgbackrest', which makes the account, or run Phoenix as an ordinary user")
        : null;

    /// <summary>Looks an account up in the system's local account file; null when it is not there.</summary>
    public static Account? Find(string name)
    {
        foreach (string line in File.ReadLines("/etc/passwd"))
        {
            string[] fields = line.Split(':');
            if (fields.Length >= 6 && fields[0] == name
                && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint uid)
                && uint.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out uint gid))
            {
                return new Account(name, uid, gid, fields[5]);
            }
        }

        return null;
    }

    /// <summary>Gives a file or directory to this account, so that the tool can read and write it.</summary>
    /// <exception cref="IOException">The owner could not be changed.</exception>
    public void TakeOver(string path)
    {
        if (Libc.ChangeOwner(path, UserId, GroupId) != 0)
        {
            throw new IOException($"cannot give '{path}' to the account '{Name}': {Libc.LastError()}");
        }
    }
}
