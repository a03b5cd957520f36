using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Phoenix.Adapters.Processes;
using Phoenix.Adapters.Secrets;
using Phoenix.Adapters.Tests.LabS3;
using Phoenix.Adapters.Tests.Processes;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Stacks;
using Phoenix.Testing;
using Phoenix.Testing.Secrets;
using Xunit;

namespace Phoenix.Adapters.Tests.Secrets;

public sealed class VaultSourceTests : SecretSourceContract, IAsyncLifetime
{
    private static readonly VaultLogin.AppRole AppRole = new("approle", "ROLE", "SECRET");

    private readonly Dictionary<string, string> _variables = new()
    {
        ["TOKEN"] = VaultDouble.RootToken,
        ["ROLE"] = VaultDouble.RoleId,
        ["SECRET"] = VaultDouble.SecretId,
    };

    private readonly TemporaryFolder _folder = new();
    private readonly SwiftTime _time = new(TimeSpan.FromSeconds(10));
    private readonly SecretReader _reader;
    private VaultDouble _vault = null!;

    public VaultSourceTests() => _reader = new SecretReader(
        new Dictionary<string, SecretDefinition>(), new ToolRunner(new RecordingObserver(), TimeProvider.System), _time, name => _variables.GetValueOrDefault(name));

    protected override ISecretReader Reader => _reader;

    protected override int? Fetches => _vault.Server.Requests.Count;

    protected override string Key => "the field 'password' of 'secret/app/db' in Vault (localhost)";

    public async ValueTask InitializeAsync() => _vault = await VaultDouble.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        await _vault.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Version_1_of_the_engine_is_read_at_its_own_path()
    {
        _vault.Secrets["kv/app/db"] = new JsonObject { ["password"] = "v1" };
        Assert.Equal("v1", await Reader.ReadAsync("s", Definition() with { Mount = "kv", EngineVersion = 1 }, Token));
        Assert.Equal(["GET /v1/kv/app/db"], _vault.Server.Requests);
    }

    [Fact]
    public async Task One_approle_login_serves_all_secrets_of_a_vault()
    {
        _vault.Secrets["secret/app/db"] = new JsonObject { ["a"] = "1", ["b"] = "2", ["c"] = "3" };
        string[] values = await Task.WhenAll(new[] { "a", "b", "c" }.Select(f => Reader.ReadAsync("s", Definition() with { Login = AppRole, Field = f }, Token)));
        Assert.Equal(["1", "2", "3"], values);
        Assert.Equal(1, _vault.Logins);
        Assert.Contains(VaultDouble.SecretId, Reader.Known);
        Assert.Contains(Reader.Known, known => known.StartsWith("hvs.login-1-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_login_that_ended_early_is_repeated_once()
    {
        _vault.Secrets["secret/app/db"] = new JsonObject { ["a"] = "1", ["b"] = "2", ["c"] = "3" };
        await Reader.ReadAsync("s", Definition() with { Login = AppRole, Field = "a" }, Token);
        _vault.Revoke();
        Assert.Equal("2", await Reader.ReadAsync("s", Definition() with { Login = AppRole, Field = "b" }, Token));
        Assert.Equal(2, _vault.Logins);

        _vault.Server.Plant(2, DoubleServer.Answer(403, """{"errors":["permission denied"]}"""));
        Assert.Equal(ErrorCode.SecretDenied, (await RefusedAsync(Definition() with { Login = AppRole, Field = "c" })).Code);
        Assert.Equal(2, _vault.Logins);
    }

    [Fact]
    public async Task A_pod_logs_in_with_its_token()
    {
        File.WriteAllText(_folder.Sub("token"), VaultDouble.PodToken + "\n");
        Place("v");
        Assert.Equal("v", await Reader.ReadAsync("s", Definition() with { Login = new VaultLogin.Kubernetes("kubernetes", VaultDouble.PodRole, _folder.Sub("token")) }, Token));
        PhoenixException e = await RefusedAsync(Definition() with { Login = new VaultLogin.Kubernetes("kubernetes", "other-role", _folder.Sub("token")) } with { Field = "x" });
        Assert.Equal(ErrorCode.SecretDenied, e.Code);
        Assert.Contains("role 'other-role' is bound to this pod's", e.Hint, StringComparison.Ordinal);
        e = await RefusedAsync(Definition() with { Login = new VaultLogin.Kubernetes("kubernetes", "r", "/nowhere/token"), Field = "x" });
        Assert.Contains("the file '/nowhere/token', needed to log in, does not exist", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_approle_names_its_variables()
    {
        _variables["SECRET"] = "wrong-secret-id";
        PhoenixException e = await RefusedAsync(Definition() with { Login = AppRole });
        Assert.Equal(ErrorCode.SecretDenied, e.Code);
        Assert.Contains("refuses the login at 'auth/approle' (status 400, 'invalid role or secret ID')", e.Message, StringComparison.Ordinal);
        Assert.Contains("the secret id in SECRET", e.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret-id", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_that_is_not_there_is_named()
    {
        PhoenixException e = await RefusedAsync(Definition() with { Login = AppRole with { Mount = "nowhere" } });
        Assert.Equal(ErrorCode.Configuration, e.Code);
        Assert.Contains("has no login at 'auth/nowhere'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_namespace_goes_with_login_and_question()
    {
        _vault.Namespace = "team/a";
        Place("v");
        Assert.Equal("v", await Reader.ReadAsync("s", Definition() with { Login = AppRole, Namespace = "team/a" }, Token));
        PhoenixException e = await RefusedAsync(Definition() with { Namespace = "team/b" });
        Assert.Contains("namespace 'team/b'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_authority_is_trusted_where_it_is_named_only()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(_folder.Sub("ca.pem"), certificate.ExportCertificatePem());
        await using VaultDouble secure = await VaultDouble.StartAsync(certificate);
        secure.Secrets["secret/app/db"] = new JsonObject { ["password"] = "over TLS" };
        SecretDefinition.Vault there = Definition() with { Url = secure.Server.Address };

        PhoenixException e = await RefusedAsync(there);
        Assert.Equal(ErrorCode.Configuration, e.Code);
        Assert.Contains("is not trusted", e.Message, StringComparison.Ordinal);
        Assert.Empty(secure.Server.Requests);
        Assert.Equal("over TLS", await Reader.ReadAsync("s", there with { CaFile = _folder.Sub("ca.pem") }, Token));
        e = await RefusedAsync(there with { CaFile = "/nowhere/ca.pem" });
        Assert.Equal(ErrorCode.Configuration, e.Code);
    }

    [Fact]
    public async Task Sealed_is_said_and_passes_once_unsealed()
    {
        Place("v");
        _vault.Sealed = true;
        PhoenixException e = await RefusedAsync(Definition());
        Assert.Equal(ErrorCode.SecretUnavailable, e.Code);
        Assert.Contains("status 503, 'Vault is sealed'", e.Message, StringComparison.Ordinal);
        Assert.Equal("unseal it, then run again", e.Hint);
        _vault.Sealed = false;
        Assert.Equal("v", await Reader.ReadAsync("s", Definition(), Token));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(472)]
    [InlineData(473)]
    [InlineData(412)]
    public async Task A_standby_is_asked_again(int status)
    {
        _vault.Server.Plant(3, DoubleServer.Answer(status, ""));
        Assert.Equal("v", await Reader.ReadAsync("s", Place("v"), Token));
        Assert.Equal([0.5, 1, 2], _time.Pauses.Select(p => p.TotalSeconds));
    }

    [Fact]
    public async Task A_refused_question_names_path_and_policy()
    {
        _variables["TOKEN"] = "hvs.of-somebody-else";
        PhoenixException e = await RefusedAsync(Place("v"));
        Assert.Equal(ErrorCode.SecretDenied, e.Code);
        Assert.Contains("'read' on 'secret/data/app/db'", e.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain("hvs.of-somebody-else", e.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "was deleted at 2026-03-01T10:00:00.5Z (version 3)", "vault kv undelete -mount=secret -versions=3 app/db")]
    [InlineData(true, "was destroyed (version 3)", "does not come back")]
    public async Task A_deleted_secret_is_called_deleted(bool destroyed, string message, string hint)
    {
        _vault.Gone["secret/app/db"] = destroyed;
        PhoenixException e = await RefusedAsync(Definition());
        Assert.Equal(ErrorCode.Configuration, e.Code);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Contains(hint, e.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_field_is_told_by_names_only()
    {
        _vault.Secrets["secret/app/db"] = new JsonObject { ["passwrd"] = "hunter2", ["user"] = "root2" };
        PhoenixException e = await RefusedAsync(Definition());
        Assert.Equal("did you mean 'passwrd'?", e.Hint);
        e = await RefusedAsync(Definition() with { Field = "zzz" });
        Assert.Equal("it has: passwrd, user", e.Hint);
        Assert.DoesNotContain("hunter2", e.ToString() + e.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_wrong_version_of_the_engine_is_seen()
    {
        Place("v");
        PhoenixException e = await RefusedAsync(Definition() with { EngineVersion = 1 });
        Assert.Contains("versioned K/V secrets engine", e.Message, StringComparison.Ordinal);
        e = await RefusedAsync(Definition() with { EngineVersion = 1, Path = "data/app/db" });
        Assert.Contains("set 'engine: 2'", e.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("42", "a number")]
    [InlineData("true", "true or false")]
    [InlineData("null", "null")]
    [InlineData("""{"a":1}""", "an object")]
    [InlineData("[1]", "a list")]
    public async Task A_value_that_is_no_text_is_refused(string json, string kind)
    {
        _vault.Secrets["secret/app/db"] = new JsonObject { ["password"] = JsonNode.Parse(json) };
        PhoenixException e = await RefusedAsync(Definition());
        Assert.Equal(ErrorCode.Configuration, e.Code);
        Assert.Contains($"is no text but {kind}", e.Message, StringComparison.Ordinal);
    }

    protected override SecretDefinition Place(string? value)
    {
        if (value is not null)
        {
            _vault.Secrets["secret/app/db"] = new JsonObject { ["user"] = "u", ["password"] = value };
        }

        return Definition();
    }

    private SecretDefinition.Vault Definition() => new(_vault.Server.Address, null, "secret", "app/db", "password", 2, new VaultLogin.Token("TOKEN"), null);

    private async Task<PhoenixException> RefusedAsync(SecretDefinition definition) =>
        await Assert.ThrowsAsync<PhoenixException>(() => Reader.ReadAsync("s", definition, Token));
}
