using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Cluster.Access;
using Phoenix.Ports;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Cluster;

public sealed class KubeconfigTests : IDisposable
{
    private const string Secret = "s3cr3t-token";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("phoenix-kubeconfig-");

    private CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_current_context_is_taken()
    {
        ClusterAccess access = Parse(Text($"token: {Secret}"));

        Assert.Equal("https://api.castle.test:6443/", access.Server.ToString());
        Assert.Equal("tazlab-db", access.Namespace);
        Assert.Equal("Bearer " + Secret, (await access.Credentials.GetAsync(renew: false, Token)).Authorization);
        Assert.DoesNotContain(Secret, access.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_context_can_be_named_and_names_are_compared_exactly()
    {
        Assert.Equal("https://other.test/", Parse(Text($"token: {Secret}"), "other").Server.ToString());
        PhoenixException missing = Assert.Throws<PhoenixException>(() => Parse(Text($"token: {Secret}"), "OTHER"));
        Assert.Equal(ErrorCode.Configuration, missing.Code);
        Assert.Contains("castle, other", missing.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("users: [")]
    [InlineData("just a text")]
    [InlineData("- a\n- list")]
    [InlineData("")]
    [InlineData("apiVersion: v1\nkind: Config\nclusters: []\nusers:\n- name: a\n  user: { token: s3cr3t-token }")]
    public void What_is_no_kubeconfig_is_refused_without_being_quoted(string text)
    {
        PhoenixException wrong = Assert.Throws<PhoenixException>(() => Parse(text));
        Assert.Equal(ErrorCode.Configuration, wrong.Code);
        Assert.DoesNotContain(Secret, wrong.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_of_brackets_does_not_end_the_process()
    {
        Assert.Equal(ErrorCode.Configuration, Assert.Throws<PhoenixException>(() => Parse(new string('[', 200_000))).Code);
        Assert.Equal(ErrorCode.Configuration, Assert.Throws<PhoenixException>(() => Parse(string.Concat(Enumerable.Repeat("- ", 200_000)))).Code);
    }

    [Theory]
    [InlineData("server: 'https://user:word@api.test'")]
    [InlineData("server: 'ftp://api.test'")]
    [InlineData("server: ''")]
    [InlineData("server: 'https://api.test', certificate-authority-data: '!'")]
    [InlineData("server: 'https://api.test', certificate-authority-data: 'bm90IHBlbQ=='")]
    [InlineData("server: 'https://api.test', certificate-authority: missing.pem")]
    public void A_cluster_that_cannot_be_reached_safely_is_refused(string cluster)
    {
        Assert.Equal(ErrorCode.Configuration, Assert.Throws<PhoenixException>(() => Parse(Text($"token: {Secret}", cluster))).Code);
    }

    [Fact]
    public async Task A_client_certificate_is_read_from_data_and_from_files_beside_the_kubeconfig()
    {
        (string certificate, string key) = MakeCertificate();
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "tls.crt"), certificate, Token);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "tls.key"), key, Token);
        ClusterCredential files = await Parse(Text("client-certificate: tls.crt, client-key: tls.key")).Credentials.GetAsync(renew: false, Token);
        ClusterCredential data = await Parse(Text($"client-certificate-data: {Base64(certificate)}, client-key-data: {Base64(key)}")).Credentials.GetAsync(renew: false, Token);

        Assert.NotNull(files.Certificate);
        Assert.Equal(files.Certificate.Thumbprint, data.Certificate?.Thumbprint);
        Assert.Null(data.Authorization);
    }

    [Fact]
    public async Task A_certificate_without_its_key_is_refused()
    {
        (string certificate, _) = MakeCertificate();
        (_, string otherKey) = MakeCertificate();
        Assert.Throws<PhoenixException>(() => Parse(Text($"client-certificate-data: {Base64(certificate)}")));
        PhoenixException wrong = Assert.Throws<PhoenixException>(() => Parse(Text($"client-certificate-data: {Base64(certificate)}, client-key-data: {Base64(otherKey)}")));
        Assert.Equal(ErrorCode.Configuration, wrong.Code);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task A_token_file_is_read_again_when_its_token_is_refused()
    {
        string path = Path.Combine(_folder.FullName, "token");
        await File.WriteAllTextAsync(path, "one\n", Token);
        IClusterCredentials credentials = Parse(Text("tokenFile: token")).Credentials;
        Assert.Equal("Bearer one", (await credentials.GetAsync(renew: false, Token)).Authorization);
        await File.WriteAllTextAsync(path, "two\n", Token);
        Assert.Equal("Bearer one", (await credentials.GetAsync(renew: false, Token)).Authorization);
        Assert.Equal("Bearer two", (await credentials.GetAsync(renew: true, Token)).Authorization);
    }

    [Fact]
    public async Task A_kubeconfig_file_is_read_again_when_its_token_is_refused()
    {
        string path = Path.Combine(_folder.FullName, "config");
        await File.WriteAllTextAsync(path, Text("token: one"), Token);
        ClusterAccess access = new Kubeconfig(null, TimeProvider.System).Load(path, null);
        await File.WriteAllTextAsync(path, Text("token: two"), Token);
        Assert.Equal("Bearer one", (await access.Credentials.GetAsync(renew: false, Token)).Authorization);
        Assert.Equal("Bearer two", (await access.Credentials.GetAsync(renew: true, Token)).Authorization);
        Assert.Equal("Bearer two", (await access.Credentials.GetAsync(renew: false, Token)).Authorization);
    }

    [Fact]
    public async Task Of_several_files_the_first_that_has_a_name_wins()
    {
        string first = Path.Combine(_folder.FullName, "a");
        string second = Path.Combine(_folder.FullName, "b");
        await File.WriteAllTextAsync(first, Text("token: one").Replace("name: admin", "name: somebody", StringComparison.Ordinal), Token);
        await File.WriteAllTextAsync(second, Text("token: two", "server: 'https://second.test'"), Token);
        ClusterAccess access = new Kubeconfig(null, TimeProvider.System).Load($"{first}:{second}:{Path.Combine(_folder.FullName, "missing")}", null);
        Assert.Equal("https://api.castle.test:6443/", access.Server.ToString());
        Assert.Equal("Bearer two", (await access.Credentials.GetAsync(renew: false, Token)).Authorization);
    }

    [Fact]
    public async Task An_exec_plugin_is_asked_once_and_again_when_it_is_refused()
    {
        Plugin plugin = new("""{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"one"}}""");
        IClusterCredentials credentials = Parse(Exec, programs: plugin).Credentials;
        Assert.Equal("Bearer one", (await credentials.GetAsync(renew: false, Token)).Authorization);
        Assert.Equal("Bearer one", (await credentials.GetAsync(renew: false, Token)).Authorization);
        Assert.Equal(1, plugin.Runs);
        Assert.Equal(["aws", "eks", "get-token", "a b"], plugin.Command);
        Assert.Equal("prod", plugin.Variables["AWS_PROFILE"]);
        Assert.Contains("\"kind\":\"ExecCredential\"", plugin.Variables["KUBERNETES_EXEC_INFO"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json s3cr3t-token")]
    [InlineData("""{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential","status":{"token":"s3cr3t-token"}}""")]
    [InlineData("""{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{}}""")]
    [InlineData("""{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"s3cr3t-token","expirationTimestamp":"soon"}}""")]
    public async Task A_plugin_that_gives_no_credential_is_named_and_not_quoted(string printed)
    {
        IClusterCredentials credentials = Parse(Exec, programs: new Plugin(printed)).Credentials;
        PhoenixException wrong = await Assert.ThrowsAsync<PhoenixException>(() => credentials.GetAsync(renew: false, Token));
        Assert.Contains("'aws'", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, wrong.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugin_is_refused_where_none_can_be_run()
    {
        Assert.Equal(ErrorCode.Configuration, Assert.Throws<PhoenixException>(() => Parse(Exec)).Code);
    }

    [Fact]
    public async Task A_pods_account_is_read_from_its_mount()
    {
        (string certificate, _) = MakeCertificate();
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "token"), Secret, Token);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "ca.crt"), certificate, Token);
        Dictionary<string, string?> environment = new() { ["KUBERNETES_SERVICE_HOST"] = "fd00::1", ["KUBERNETES_SERVICE_PORT"] = "443" };
        ClusterAccess access = PodAccess.Read(environment.GetValueOrDefault, _folder.FullName, TimeProvider.System);
        Assert.Equal("https://[fd00::1]/", access.Server.ToString());
        Assert.Equal("Bearer " + Secret, (await access.Credentials.GetAsync(renew: false, Token)).Authorization);
        environment.Clear();
        Assert.Throws<PhoenixException>(() => PodAccess.Read(environment.GetValueOrDefault, _folder.FullName, TimeProvider.System));
    }

    private const string Exec = """
        apiVersion: v1
        kind: Config
        current-context: castle
        contexts: [ { name: castle, context: { cluster: castle, user: admin } } ]
        clusters: [ { name: castle, cluster: { server: 'https://api.castle.test:6443' } } ]
        users:
        - name: admin
          user:
            exec:
              apiVersion: client.authentication.k8s.io/v1
              command: aws
              args: [eks, get-token, a b]
              env: [ { name: AWS_PROFILE, value: prod } ]
              interactiveMode: IfAvailable
        """;

    private static string Text(string user, string cluster = "server: 'https://api.castle.test:6443'") => $$"""
        apiVersion: v1
        kind: Config
        current-context: castle
        contexts:
        - name: castle
          context: { cluster: castle, user: admin, namespace: tazlab-db }
        - name: other
          context: { cluster: other, user: admin }
        clusters:
        - name: castle
          cluster: { {{cluster}} }
        - name: other
          cluster: { server: 'https://other.test' }
        users:
        - name: admin
          user: { {{user}} }
        """;

    private ClusterAccess Parse(string text, string? context = null, ICredentialProgram? programs = null) =>
        new Kubeconfig(programs, TimeProvider.System).Parse(text, context, "output platform.kubeconfig", _folder.FullName);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static (string Certificate, string Key) MakeCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=admin", key, HashAlgorithmName.SHA256);
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return (made.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private sealed class Plugin(string printed) : ICredentialProgram
    {
        public int Runs { get; private set; }

        public IReadOnlyList<string> Command { get; private set; } = [];

        public IReadOnlyDictionary<string, string> Variables { get; private set; } = new Dictionary<string, string>();

        public Task<string> RunAsync(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, TimeSpan bound, CancellationToken cancellationToken)
        {
            (Runs, Command, Variables) = (Runs + 1, command, environment);
            return Task.FromResult(printed);
        }
    }
}
