using Phoenix.Adapters.PgBackRest;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Adapters.Processes;

namespace Phoenix.Lab.Local;

/// <summary>What all parts of one lab share.</summary>
/// <param name="Record">What the lab is.</param>
/// <param name="Paths">Where it lies.</param>
/// <param name="PostgreSql">The PostgreSQL that it uses.</param>
/// <param name="Account">The account that its servers run under; null for the present one.</param>
/// <param name="Runner">Runs tools.</param>
/// <param name="Vault">Its secrets.</param>
/// <param name="Credentials">The repository's credentials.</param>
/// <param name="Time">The clock.</param>
public sealed record LabSite(
    LabRecord Record,
    LabPaths Paths,
    PostgresInstallation PostgreSql,
    Account? Account,
    ToolRunner Runner,
    LabVault Vault,
    IStackCredentials Credentials,
    TimeProvider Time)
{
    /// <summary>Marks the processes of the node: everything that burns.</summary>
    public string NodeMarker => Record.Id;

    /// <summary>Marks tools that Phoenix runs for the lab: strays of a killed Phoenix carry it.</summary>
    public string ToolMarker => Record.Id + "-tool";

    /// <summary>The stack's pgBackRest configuration (<c>--config-path</c>): the secrets layer.</summary>
    public string ConfigDirectory => Path.Combine(Paths.Secrets, "pgbackrest");

    /// <summary>The servers' socket directory: part of the platform layer.</summary>
    public string SocketDirectory => Record.SocketDirectory ?? Paths.NodeSockets;

    /// <summary>Who may connect: outside PGDATA, so that it can be closed while a rebirth is held.</summary>
    public string HbaFile => Path.Combine(Paths.Node, "pg_hba.conf");

    /// <summary>The restore_command wrapper of the present restore.</summary>
    public string RestoreScript => Path.Combine(Paths.Node, "restore-wal");

    /// <summary>Where the server lives.</summary>
    public PostgresPlace Place => new()
    {
        BinDirectory = PostgreSql.BinDirectory,
        DataDirectory = Paths.DataDirectory,
        SocketDirectory = SocketDirectory,
        LogFile = Path.Combine(Paths.Logs, "postgresql.log"),
        Port = Record.PostgresPort,
        Marker = NodeMarker,
        Account = Account,
    };

    /// <summary>Options of pgBackRest inside the stack.</summary>
    public PgBackRestOptions StackOptions => PgBackRestOptions.For(
        Path.Combine(Paths.Node, "pgbackrest"), new PgBackRestServer(Paths.DataDirectory, Record.PostgresPort, SocketDirectory));

    /// <summary>pgBackRest inside the stack, with the stack's own configuration.</summary>
    /// <param name="stanza">Another stanza than the lab's; null for that.</param>
    public PgBackRestTool StackTool(string? stanza = null) => new(Runner, ConfigDirectory, stanza ?? Record.Stanza, Account, Credentials.Stack?.Secrets ?? []) { Marker = ToolMarker };

    /// <summary>All processes of the node.</summary>
    public NodeProcesses Node() => new(NodeMarker, [Paths.Stack], Time);

    /// <summary>Tools that an earlier, killed Phoenix left running.</summary>
    public NodeProcesses Strays() => new(ToolMarker, [], Time);
}
