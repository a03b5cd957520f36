using Phoenix.Adapters.Processes;
using Phoenix.Ports;

namespace Phoenix.EndToEnd.Tests.Sagas;

/// <summary>Runs PostgreSQL's and pgBackRest's own programs under the servers' account, as a person would.</summary>
internal sealed class SagaTools : IToolObserver
{
    private const string PgBackRest = "/usr/bin/pgbackrest";
    private const string Binaries = "/usr/lib/postgresql/15/bin";
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);
    private readonly ToolRunner _runner;

    public SagaTools() => _runner = new ToolRunner(this, TimeProvider.System);

    /// <summary>Whether the programs are here.</summary>
    public static bool Possible => File.Exists(PgBackRest) && Directory.Exists(Binaries);

    /// <summary>Who runs them; null for the present account.</summary>
    public Account? Account { get; } = Account.ForServers();

    /// <summary>Runs one of PostgreSQL's programs.</summary>
    public Task<ToolResult> PostgresAsync(string program, params IReadOnlyList<string> arguments) => RunAsync(Path.Combine(Binaries, program), arguments);

    /// <summary>Runs pgBackRest.</summary>
    public Task<ToolResult> PgBackRestAsync(params IReadOnlyList<string> arguments) => RunAsync(PgBackRest, arguments);

    /// <summary>Runs any program.</summary>
    public Task<ToolResult> RunAsync(string program, params IReadOnlyList<string> arguments) => _runner.RunAsync(
        new ToolCommand { Tool = Path.GetFileName(program), FileName = program, Arguments = arguments, Account = Account, Timeout = Bound }, CancellationToken.None);

    /// <inheritdoc/>
    public void Started(ToolProcess process)
    {
        // Nothing is put on record: the test ends what it starts.
    }

    /// <inheritdoc/>
    public void Ended(ToolProcess process, int exitCode, TimeSpan duration)
    {
        // As above.
    }
}
