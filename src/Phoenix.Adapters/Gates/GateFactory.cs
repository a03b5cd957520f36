using Phoenix.Adapters.Layers;
using Phoenix.Adapters.Secrets;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Gates;

/// <summary>Makes the gates that a stack file asks for.</summary>
public static class GateFactory
{
    /// <summary>The gate; nothing is connected to yet. References to outputs are resolved at each look.</summary>
    /// <param name="definition">What must hold.</param>
    /// <param name="scope">What the layer works with.</param>
    /// <param name="repository">Reads the repository's settings with the credentials that the restore will use; asked by the s3 gate only.</param>
    /// <exception cref="ArgumentException">The gate is none of these.</exception>
    public static Gate Create(GateDefinition definition, LayerScope scope, Func<CancellationToken, Task<RepositorySettings>> repository)
    {
        return definition switch
        {
            GateDefinition.Tcp tcp => Of("tcp", $"tcp {tcp.Address} answers", new TcpGate(tcp, scope).LookAsync),
            GateDefinition.Http http => Of("http", $"http {http.Url} answers{(http.Status is int status ? $" {status}" : "")}", new HttpGate(http, scope).LookAsync),
            GateDefinition.Command command => Of("command", $"command {command.Arguments[0]} succeeds", new CommandGate(command, scope).LookAsync),
            GateDefinition.FileThere file => Of("file", $"file {file.Path} is there", new FileGate(file, scope).LookAsync),
            GateDefinition.S3 => Of("s3", "s3 lists the repository", new S3Gate(repository, scope.Time).LookAsync),
            GateDefinition.Postgres postgres => Of("postgres", $"postgres {postgres.Dsn} answers", new PostgresGate(postgres, scope).LookAsync),
            GateDefinition.Talos talos => Of("talos", $"talos {string.Join(',', talos.Nodes)} is healthy", new TalosGate(talos, scope).LookAsync),
            _ => throw new ArgumentException($"a gate of type {definition.GetType().Name} is made elsewhere", nameof(definition)),
        };

        Gate Of(string key, string name, Func<CancellationToken, Task<string?>> look) => new(name, definition.Timeout, new GateLook(scope.Layer, key, look).RunAsync);
    }
}
