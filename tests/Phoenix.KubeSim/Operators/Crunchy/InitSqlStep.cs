using Phoenix.Adapters.Processes;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Crunchy;

/// <summary>Runs <c>spec.databaseInitSQL</c> once for each PostgresCluster object: after a rebirth on restored data, too. Its errors are nobody's.</summary>
/// <param name="pass">The pass.</param>
internal sealed class InitSqlStep(ClusterPass pass)
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);

    public async Task RunAsync()
    {
        if (pass.Spec.InitSql is not (string name, string key))
        {
            pass.Status.Content.Remove("databaseInitSQL");
            return;
        }

        if (Json.Text(pass.Status.Content["databaseInitSQL"]) == name || pass.Writable is not { } server)
        {
            return;
        }

        KubeObject? map = await pass.Objects.GetAsync(pass.Kinds.ConfigMap, pass.Spec.Space, name, pass.Token);
        if (Json.Text(map?.At("data", key)) is not string sql)
        {
            pass.Again = pass.Options.RetryPause;
            return;
        }

        ToolResult result = await server.Place.RunAsync(
            "psql", ["-h", server.Place.Socket, "-p", $"{server.Place.Port}", "-U", "postgres", "-d", "postgres", "-X", "--file=-"], Bound, pass.Token, sql);
        pass.Node.Logs.Append(pass.Spec.Space, pass.WritablePod?.Name ?? "", CrunchyNames.DatabaseContainer, "databaseInitSQL: " + result.StandardOutput + result.StandardError);
        pass.Status.Content["databaseInitSQL"] = name;
    }
}
