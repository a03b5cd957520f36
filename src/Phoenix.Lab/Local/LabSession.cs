using System.Globalization;
using Phoenix.Adapters.Files;
using Phoenix.Adapters.PgBackRest;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Adapters.Processes;
using Phoenix.Adapters.Secrets;
using Phoenix.Errors;
using Phoenix.Ports;

namespace Phoenix.Lab.Local;

/// <summary>A lab that one command works on: locked, cleared of what a killed command left running, ready to be prepared or drilled.</summary>
public sealed class LabSession : IDisposable
{
    private static readonly TimeSpan KillBound = TimeSpan.FromSeconds(30);
    private readonly FileLock? _lock;

    private LabSession(FileLock? taken, LabStack stack, LabEndpoint endpoint, LabHome home, PostgresChoice choice, bool isEmbedded)
    {
        _lock = taken;
        Stack = stack;
        Endpoint = endpoint;
        Home = home;
        Choice = choice;
        HasOwnEndpoint = isEmbedded;
    }

    /// <summary>The lab as a stack.</summary>
    public LabStack Stack { get; }

    /// <summary>Its S3 endpoint (not started when the repository is elsewhere).</summary>
    public LabEndpoint Endpoint { get; }

    /// <summary>Whether the repository is on the lab's own endpoint.</summary>
    public bool HasOwnEndpoint { get; }

    /// <summary>Its folder.</summary>
    public LabHome Home { get; }

    /// <summary>The PostgreSQL in use, and newer ones that were passed over.</summary>
    public PostgresChoice Choice { get; }

    /// <summary>Opens a lab, and makes its folder when it is new.</summary>
    /// <param name="options">Which lab.</param>
    /// <param name="elsewhere">A repository on an S3 endpoint elsewhere; null for the lab's own.</param>
    /// <param name="observer">Is told of every tool process.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Errors.PhoenixException">Usage, ToolMissing, Locked, StateNotWritable, PortTaken.</exception>
    public static async Task<LabSession> OpenAsync(
        LabOptions options, RepositorySettings? elsewhere, IToolObserver observer, TimeProvider time, CancellationToken cancellationToken)
    {
        (LabHome home, PostgresChoice choice, Version pgBackRest, ToolRunner runner) = await PrepareAsync(options, observer, time, cancellationToken);
        LabPaths paths = await home.OpenFolderAsync(cancellationToken);
        FileLock taken = FileLock.Take(paths.Lock, $"the lab '{options.Name}'", "wait for it to end, or use another lab with --lab NAME");
        try
        {
            LabRecord record = home.OpenRecord(paths);
            Directory.CreateDirectory(paths.Logs);
            LabSession session = Make(taken, home, paths, record, elsewhere, choice, pgBackRest, runner, time);
            await session.Stack.Site.Strays().KillAsync(KillBound, cancellationToken);
            return session;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Opens a lab to be looked at: not locked, nothing made, started or ended.</summary>
    /// <param name="options">Which lab.</param>
    /// <param name="elsewhere">A repository on an S3 endpoint elsewhere; null for the lab's own.</param>
    /// <param name="scratch">A folder of the caller, for the configuration with which the repository is read.</param>
    /// <param name="observer">Is told of every tool process.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when there is no such lab.</returns>
    /// <exception cref="PhoenixException">Configuration: it cannot be looked at by this account or with these settings; ToolMissing.</exception>
    public static async Task<LabSession?> LookAsync(
        LabOptions options, RepositorySettings? elsewhere, string scratch, IToolObserver observer, TimeProvider time, CancellationToken cancellationToken)
    {
        (LabHome home, PostgresChoice choice, Version pgBackRest, ToolRunner runner) = await PrepareAsync(options, observer, time, cancellationToken);
        if (home.FindFolder() is not LabPaths paths)
        {
            return null;
        }

        if (!LabVault.IsWhole(paths, withKeys: elsewhere is null))
        {
            throw new PhoenixException(
                ErrorCode.Configuration,
                $"the lab '{options.Name}' is there, and its vault {paths.Vault} has not all that reading its repository takes, or may not be read by this account",
                "look as the account that made the lab, and set the repository as it was then (PHOENIX_S3_ variables or 'repository')");
        }

        LabSession session = Make(taken: null, home, paths with { Outside = Path.Combine(scratch, "outside") }, home.OpenRecord(paths), elsewhere, choice, pgBackRest, runner, time);
        try
        {
            session.Stack.RefuseOtherRepository();
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static async Task<(LabHome Home, PostgresChoice Choice, Version PgBackRest, ToolRunner Runner)> PrepareAsync(
        LabOptions options, IToolObserver observer, TimeProvider time, CancellationToken cancellationToken)
    {
        options.Validated();
        var runner = new ToolRunner(observer, time);
        Version pgBackRest = await new PgBackRestTool(runner, "/", "none", account: null, []).ReadVersionAsync(cancellationToken);
        return (new LabHome(options, Account.ForServers(), runner, time), PostgresInstallation.Choose(PostgresInstallation.FindAll(), pgBackRest), pgBackRest, runner);
    }

    private static LabSession Make(
        FileLock? taken, LabHome home, LabPaths paths, LabRecord record, RepositorySettings? elsewhere, PostgresChoice choice, Version pgBackRest, ToolRunner runner, TimeProvider time)
    {
        var vault = new LabVault(paths);
        var endpoint = new LabEndpoint(record, paths, runner, time);
        IStackCredentials credentials = elsewhere is null ? new MintedCredentials(record, vault, endpoint) : new GivenCredentials(elsewhere, vault);
        LabRecord used = elsewhere is null
            ? record
            : record with { Bucket = elsewhere.S3.Bucket, Region = elsewhere.S3.Region, RepositoryPath = elsewhere.Path, Stanza = elsewhere.Stanza };
        var site = new LabSite(used, paths, choice.Installation, Account.ForServers(), runner, vault, credentials, time);
        return new LabSession(taken, new LabStack(site, endpoint, Versions(choice, pgBackRest, elsewhere)), endpoint, home, choice, elsewhere is null);
    }

    /// <summary>Stops database and endpoint; all data stay.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Stack.Site.Node().Thaw();
        if (Stack.LabDatabase.IsRunning)
        {
            await Stack.LabDatabase.StopAsync(cancellationToken);
        }

        await Stack.Site.Node().KillAsync(KillBound, cancellationToken);
        await Endpoint.StopAsync(cancellationToken);
    }

    /// <summary>Stops everything and removes the lab with all its data, backups included.</summary>
    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        if (Stack.Site.Credentials is GivenCredentials { PassphraseIsOurs: true })
        {
            throw new PhoenixException(
                ErrorCode.NotConfirmed,
                $"the vault of this lab holds the only copy of the passphrase of the repository {Stack.Site.Credentials.Location.Bucket}{Stack.Site.Credentials.Location.Path}",
                $"copy {Path.Combine(Stack.Site.Paths.Vault, "cipher.pass")}, name the copy with PHOENIX_CIPHER_PASS_FILE, and run again");
        }

        await Stack.Site.Node().KillAsync(KillBound, cancellationToken);
        await Endpoint.StopAsync(cancellationToken);
        LayerFolder.Remove(Stack.Site.SocketDirectory);
        Home.Delete(Stack.Site.Paths);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stack.Dispose();
        _lock?.Dispose();
    }

    private static Dictionary<string, string> Versions(PostgresChoice choice, Version pgBackRest, RepositorySettings? elsewhere)
    {
        Dictionary<string, string> versions = new()
        {
            ["postgresql"] = choice.Installation.Major.ToString(CultureInfo.InvariantCulture),
            ["pgbackrest"] = pgBackRest.ToString(),
            ["s3"] = elsewhere is null ? "embedded lab endpoint" : "given endpoint",
            ["dotnet"] = Environment.Version.ToString(),
            ["os"] = System.Runtime.InteropServices.RuntimeInformation.OSDescription,
        };
        if (choice.PassedOver.Count > 0)
        {
            versions["postgresqlPassedOver"] = string.Join(", ", choice.PassedOver.Select(p => p.Major.ToString(CultureInfo.InvariantCulture)));
        }

        return versions;
    }
}
