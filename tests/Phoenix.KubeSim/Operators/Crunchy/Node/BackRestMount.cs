using System.Text;
using System.Text.Json.Nodes;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Adapters.Processes;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Crunchy.Node;

/// <summary>
/// The projected volume that the operator mounts at <c>/etc/pgbackrest/conf.d</c>: here a folder that pgBackRest is pointed to by variables, so that its
/// command lines, the server's <c>archive_command</c> too, stay those of the operator.
/// </summary>
/// <param name="folder">Folder of the container.</param>
/// <param name="account">Who reads it.</param>
internal sealed class BackRestMount(string folder, Account? account)
{
    private string Files => Path.Combine(folder, "conf.d");

    /// <summary>The variables for pgBackRest and for the server that calls it.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["PGBACKREST_CONFIG_PATH"] = folder,
        ["PGBACKREST_LOCK_PATH"] = Path.Combine(folder, "lock"),
        // In the operator's images the account and the superuser have one name.
        ["PGUSER"] = PostgresServer.Superuser,
    };

    /// <summary>Reads the sources, as the kubelet does: later ones win over earlier ones of the same path.</summary>
    /// <returns>The files; or what is missing, and then the container cannot start.</returns>
    public static async Task<(IReadOnlyDictionary<string, string>? Files, string? Missing)> ReadAsync(
        ClusterObjects objects, string space, IEnumerable<JsonObject> projections, CancellationToken cancellationToken)
    {
        Dictionary<string, string> files = new(StringComparer.Ordinal);
        foreach (JsonObject projection in projections)
        {
            foreach ((string key, KubeKind kind, string word) in ((string, KubeKind, string)[])[("secret", objects.Kinds.Secret, "secret"), ("configMap", objects.Kinds.ConfigMap, "configmap")])
            {
                if (projection[key] is not JsonObject source)
                {
                    continue;
                }

                string name = Json.Text(source["name"]) ?? "";
                KubeObject? found = await objects.GetAsync(kind, space, name, cancellationToken);
                if (found is null)
                {
                    if (Json.Flag(source["optional"]))
                    {
                        continue;
                    }

                    return (null, $"{word} \"{name}\" not found");
                }

                Dictionary<string, string> data = Json.Map(found.Content["data"]);
                Dictionary<string, string> items = Json.Objects(source["items"]).ToDictionary(i => Json.Text(i["key"]) ?? "", i => Json.Text(i["path"]) ?? "");
                if (items.Keys.FirstOrDefault(i => !data.ContainsKey(i)) is string lacking && !Json.Flag(source["optional"]))
                {
                    return (null, $"references non-existent {word} key: {lacking}");
                }

                foreach ((string entry, string value) in data.Where(d => items.Count == 0 || items.ContainsKey(d.Key)))
                {
                    files[items.GetValueOrDefault(entry, entry)] = key == "secret" ? Encoding.UTF8.GetString(Convert.FromBase64String(value)) : value;
                }
            }
        }

        return (files, null);
    }

    /// <summary>Makes the folder hold these files and no others; the directories that a container has are made too.</summary>
    public void Write(IReadOnlyDictionary<string, string> files)
    {
        foreach (string directory in (string[])[folder, Files, Path.Combine(folder, "lock")])
        {
            PrivateDirectory.Make(directory, account);
        }

        foreach ((string name, string content) in files)
        {
            string file = Path.Combine(Files, name);
            if (!File.Exists(file) || File.ReadAllText(file) != content)
            {
                PrivateDirectory.WriteFile(file, content, account);
            }
        }

        foreach (string old in Directory.EnumerateFiles(Files).Where(f => !files.ContainsKey(Path.GetFileName(f))))
        {
            File.Delete(old);
        }
    }
}
