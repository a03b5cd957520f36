namespace Phoenix.Kubernetes.Tests.Operators.Crunchy;

/// <summary>The contract on the simulated API server.</summary>
public sealed class SimPostgresClusterTests : PostgresClusterContract
{
    private protected override Task<DatabaseServer> StartAsync()
    {
        Full.Only("three generations of a real server");
        return DatabaseServer.SimulatedAsync(Token);
    }
}
