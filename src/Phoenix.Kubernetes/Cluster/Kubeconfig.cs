using System.Text;
using System.Text.Json.Nodes;
using k8s.KubeConfigModels;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster.Access;
using Phoenix.Ports;
using KubeCluster = k8s.KubeConfigModels.Cluster;

namespace Phoenix.Kubernetes.Cluster;

/// <summary>
/// Reads kubeconfigs as kubectl does: names are compared exactly, of several files the first that has a name wins, relative paths start from the file that they stand in.
/// </summary>
/// <param name="programs">Runs exec plugins; null where none can be run.</param>
/// <param name="time">The clock.</param>
public sealed class Kubeconfig(ICredentialProgram? programs, TimeProvider time)
{
    /// <summary>Access by a kubeconfig that is there as text, e.g. as a layer's output. When its credentials are refused there is nothing to read again.</summary>
    /// <param name="text">The kubeconfig; a secret.</param>
    /// <param name="context">The context; null for its current one.</param>
    /// <param name="source">Where it comes from, for messages, e.g. <c>output platform.kubeconfig</c>.</param>
    /// <param name="folder">The folder that relative paths in it start from, absolute.</param>
    /// <exception cref="PhoenixException">Configuration: it cannot be used. No message quotes it.</exception>
    public ClusterAccess Parse(string text, string? context, string source, string folder) => Resolve([KubeconfigText.Read(text, source, folder)], context);

    /// <summary>Access by a kubeconfig file. It is read again when its credentials are refused.</summary>
    /// <param name="path">The file, absolute; several with <c>:</c> between them, as in <c>KUBECONFIG</c>.</param>
    /// <param name="context">The context; null for the current one.</param>
    /// <exception cref="PhoenixException">Configuration: it cannot be read or used.</exception>
    public ClusterAccess Load(string path, string? context)
    {
        ClusterAccess access = Read();
        return new ClusterAccess(access.Server, access.Source, new RereadCredentials(access.Credentials, () => Read().Credentials))
        {
            Namespace = access.Namespace,
            Authorities = access.Authorities,
            TakesAnyCertificate = access.TakesAnyCertificate,
            ServerName = access.ServerName,
            Proxy = access.Proxy,
            Headers = access.Headers,
        };

        ClusterAccess Read()
        {
            string[] paths = [.. path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(Path.GetFullPath)];
            string[] present = paths.Length > 1 ? [.. paths.Where(File.Exists)] : paths;
            return present.Length > 0
                ? Resolve([.. present.Select(p => KubeconfigText.Read(PemFile.Text(p, "the kubeconfig"), $"kubeconfig '{p}'", Path.GetDirectoryName(p)!))], context)
                : throw KubeconfigText.Wrong($"kubeconfig '{path}'", "none of these files is there");
        }
    }

    private ClusterAccess Resolve(IReadOnlyList<KubeconfigText> texts, string? context)
    {
        string name = context
            ?? texts.Select(t => t.Model.CurrentContext).FirstOrDefault(c => c is { Length: > 0 })
            ?? throw KubeconfigText.Wrong(texts[0].Source, "it has no current context, and none was named");
        (KubeconfigText contextText, Context chosen) = Find(texts, t => t.Model.Contexts, c => c.Name, name, "context");
        string source = $"{contextText.Source}, context '{name}'";
        if (chosen.ContextDetails?.Cluster is not { Length: > 0 } clusterName)
        {
            throw KubeconfigText.Wrong(source, "the context names no cluster");
        }

        (KubeconfigText clusterText, KubeCluster cluster) = Find(texts, t => t.Model.Clusters, c => c.Name, clusterName, "cluster");
        ClusterEndpoint endpoint = cluster.ClusterEndpoint ?? throw KubeconfigText.Wrong(source, $"cluster '{clusterName}' is empty");
        bool isAddress = Uri.TryCreate(endpoint.Server, UriKind.Absolute, out Uri? server) && (server.Scheme == Uri.UriSchemeHttps || server.Scheme == Uri.UriSchemeHttp);
        if (!isAddress || server!.UserInfo.Length > 0)
        {
            throw KubeconfigText.Wrong(source, $"the server of cluster '{clusterName}' is no https:// address without a user");
        }

        string? proxy = clusterText.Raw("clusters", clusterName, "cluster", "proxy-url");
        UserCredentials user = new();
        KubeconfigText userText = contextText;
        if (chosen.ContextDetails.User is { Length: > 0 } userName)
        {
            (userText, User found) = Find(texts, t => t.Model.Users, u => u.Name, userName, "user");
            user = found.UserCredentials ?? user;
        }

        return new ClusterAccess(server, source, CredentialsOf(user, userText, chosen.ContextDetails.User ?? "", endpoint, clusterText, source))
        {
            Namespace = chosen.ContextDetails.Namespace is { Length: > 0 } ns ? ns : null,
            Authorities = endpoint.SkipTlsVerify ? null
                : endpoint.CertificateAuthorityData is { Length: > 0 } data ? PemFile.CertificatesIn(PemFile.Decoded(data, "certificate-authority-data", source), source)
                : endpoint.CertificateAuthority is { Length: > 0 } path ? PemFile.Certificates(clusterText.PathOf(path), source)
                : null,
            TakesAnyCertificate = endpoint.SkipTlsVerify,
            ServerName = endpoint.TlsServerName is { Length: > 0 } serverName ? serverName : null,
            Proxy = proxy is null ? null : Uri.TryCreate(proxy, UriKind.Absolute, out Uri? through) ? through : throw KubeconfigText.Wrong(source, "its proxy-url is no address"),
            Headers = Impersonation(user),
        };
    }

    // Client certificate and token may stand side by side. Of token and tokenFile the file wins, as the field's own documentation says.
    private IClusterCredentials CredentialsOf(UserCredentials user, KubeconfigText text, string name, ClusterEndpoint endpoint, KubeconfigText clusterText, string source)
    {
        if (user.ExternalExecution is { } exec)
        {
            return Plugin(exec, text, endpoint, clusterText, source);
        }

        if (user.AuthProvider is { } provider)
        {
            throw KubeconfigText.Wrong(source, $"user '{name}' wants the auth provider '{provider.Name}', which Kubernetes took out in 1.26: use an exec plugin");
        }

        string? certificate = user.ClientCertificateData is { Length: > 0 } data ? PemFile.Decoded(data, "client-certificate-data", source)
            : user.ClientCertificate is { Length: > 0 } path ? PemFile.Text(text.PathOf(path), source) : null;
        string? key = user.ClientKeyData is { Length: > 0 } keyData ? PemFile.Decoded(keyData, "client-key-data", source)
            : user.ClientKey is { Length: > 0 } keyPath ? PemFile.Text(text.PathOf(keyPath), source) : null;
        ClientCertificate? client = certificate is null ? null : ClientCertificate.Read(certificate, key ?? "", source);
        if (text.Raw("users", name, "user", "tokenFile") is { Length: > 0 } tokenFile)
        {
            return new TokenFileCredentials(text.PathOf(tokenFile), client, source, time);
        }

        string? authorization = user.Token is { Length: > 0 } token ? "Bearer " + token
            : user.UserName is { Length: > 0 } userName ? "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{userName}:{user.Password}"))
            : null;
        return new FixedCredentials(new ClusterCredential(authorization, client));
    }

    private PluginCredentials Plugin(ExternalExecution exec, KubeconfigText text, ClusterEndpoint endpoint, KubeconfigText clusterText, string source)
    {
        if (programs is null || exec.Command is not { Length: > 0 } command || exec.ApiVersion is not { Length: > 0 } version)
        {
            throw KubeconfigText.Wrong(source, programs is null ? "it asks for an exec plugin, and none can be run here" : "its exec plugin has no command or no apiVersion");
        }

        // A bare name is looked for on the PATH, one with a slash beside the kubeconfig.
        string program = command.Contains('/', StringComparison.Ordinal) ? text.PathOf(command) : command;
        Dictionary<string, string> environment = new(StringComparer.Ordinal);
        foreach (Dictionary<string, string> variable in exec.EnvironmentVariables ?? [])
        {
            if (variable.TryGetValue("name", out string? key) && variable.TryGetValue("value", out string? value))
            {
                environment[key] = value;
            }
        }

        JsonObject? cluster = exec.ProvideClusterInfo ? Described(endpoint, clusterText, source) : null;
        return new PluginCredentials(new CredentialPlugin(version, [program, .. exec.Arguments ?? []], environment, cluster, exec.InstallHint), programs, source, time);
    }

    private static JsonObject Described(ClusterEndpoint endpoint, KubeconfigText text, string source)
    {
        JsonObject cluster = new() { ["server"] = endpoint.Server };
        if (endpoint.TlsServerName is { Length: > 0 } name)
        {
            cluster["tls-server-name"] = name;
        }

        if (endpoint.SkipTlsVerify)
        {
            cluster["insecure-skip-tls-verify"] = true;
        }

        if (endpoint.CertificateAuthorityData is { Length: > 0 } data)
        {
            cluster["certificate-authority-data"] = data;
        }
        else if (endpoint.CertificateAuthority is { Length: > 0 } path)
        {
            cluster["certificate-authority-data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(PemFile.Text(text.PathOf(path), source)));
        }

        return cluster;
    }

    private static List<KeyValuePair<string, string>> Impersonation(UserCredentials user)
    {
        List<KeyValuePair<string, string>> headers = [];
        if (user.Impersonate is { Length: > 0 } name)
        {
            headers.Add(new("Impersonate-User", name));
            headers.AddRange((user.ImpersonateGroups ?? []).Select(g => new KeyValuePair<string, string>("Impersonate-Group", g)));
        }

        return headers;
    }

    private static (KubeconfigText Text, T Entry) Find<T>(
        IReadOnlyList<KubeconfigText> texts, Func<KubeconfigText, IEnumerable<T>?> list, Func<T, string> name, string wanted, string what)
        where T : class
    {
        foreach (KubeconfigText text in texts)
        {
            if (list(text)?.FirstOrDefault(e => name(e) == wanted) is { } entry)
            {
                return (text, entry);
            }
        }

        string known = string.Join(", ", texts.SelectMany(t => list(t) ?? []).Select(name));
        throw KubeconfigText.Wrong(string.Join(", ", texts.Select(t => t.Source)), $"it has no {what} '{wanted}'{(known.Length > 0 ? $"; there are: {known}" : "")}");
    }
}
