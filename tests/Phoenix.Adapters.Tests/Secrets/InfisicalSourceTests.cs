using Phoenix.Adapters.Processes;
using Phoenix.Adapters.Secrets;
using Phoenix.Adapters.Tests.Processes;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Stacks;
using Phoenix.Testing;
using Phoenix.Testing.Secrets;
using Xunit;

namespace Phoenix.Adapters.Tests.Secrets;

public sealed class InfisicalSourceTests : SecretSourceContract, IAsyncLifetime
{
    private readonly Dictionary<string, string> _variables = new() { ["ID"] = InfisicalDouble.ClientId, ["SECRET"] = InfisicalDouble.ClientSecret + "\n" };
    private readonly SwiftTime _time = new(TimeSpan.FromSeconds(10));
    private readonly SecretReader _reader;
    private InfisicalDouble _infisical = null!;

    public InfisicalSourceTests() => _reader = new SecretReader(
        new Dictionary<string, SecretDefinition>(), new ToolRunner(new RecordingObserver(), TimeProvider.System), _time, name => _variables.GetValueOrDefault(name));

    protected override ISecretReader Reader => _reader;

    protected override int? Fetches => _infisical.Server.Requests.Count(r => r.StartsWith("GET", StringComparison.Ordinal));

    protected override string Key => "'KEY' in Infisical (localhost, project ";

    public async ValueTask InitializeAsync() => _infisical = await InfisicalDouble.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        await _infisical.DisposeAsync();
    }

    [Fact]
    public async Task The_question_is_the_published_one()
    {
        _infisical.Values["prod/a b/c:K&Y"] = "v";
        Assert.Equal("v", await Reader.ReadAsync("s", Definition() with { Path = "/a b/c", Key = "K&Y" }, Token));
        Assert.Equal(
            ["POST /api/v1/auth/universal-auth/login", $"GET /api/v4/secrets/K&Y?projectId={InfisicalDouble.ProjectId}&environment=prod&secretPath=%2Fa%20b%2Fc&expandSecretReferences=true&include_imports=true"],
            _infisical.Server.Requests);
    }

    [Fact]
    public async Task An_old_server_is_asked_as_it_understands()
    {
        _infisical.Old = true;
        Assert.Equal("v", await Reader.ReadAsync("s", Place("v"), Token));
        Assert.Contains(_infisical.Server.Requests, r => r.StartsWith($"GET /api/v3/secrets/raw/KEY?workspaceId={InfisicalDouble.ProjectId}&", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_secret_of_a_new_server_is_not_looked_for_the_old_way()
    {
        await RefusedAsync(Definition());
        Assert.DoesNotContain(_infisical.Server.Requests, r => r.Contains("/v3/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_project_may_be_named_by_its_slug()
    {
        Place("v");
        Assert.Equal("v", await Reader.ReadAsync("s", Definition() with { Project = InfisicalDouble.ProjectSlug }, Token));
    }

    [Fact]
    public async Task One_login_serves_all_secrets_also_at_once()
    {
        SecretDefinition.Infisical[] all = [.. Enumerable.Range(0, 10).Select(i => Definition() with { Key = $"K{i}" })];
        for (int i = 0; i < all.Length; i++)
        {
            _infisical.Values[$"prod/:K{i}"] = $"v{i}";
        }

        await Task.WhenAll(all.Select(d => Reader.ReadAsync("s", d, Token)));
        Assert.Equal(1, _infisical.Logins);
        Assert.Superset(new HashSet<string>([InfisicalDouble.ClientSecret, _infisical.Tokens.Single(), "v3"]), new HashSet<string>(Reader.Known));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_that_ended_is_replaced(bool early)
    {
        _infisical.Lifetime = early ? 7200 : 20;
        await Reader.ReadAsync("s", Place("v"), Token);
        _infisical.Revoke();
        _infisical.Values["prod/:OTHER"] = "w";
        int before = _infisical.Server.Requests.Count;
        Assert.Equal("w", await Reader.ReadAsync("s", Definition() with { Key = "OTHER" }, Token));
        Assert.Equal(2, _infisical.Logins);
        Assert.Equal(early ? 3 : 2, _infisical.Server.Requests.Count - before);
    }

    [Fact]
    public async Task A_wrong_client_secret_is_denied_and_not_tried_again()
    {
        _variables["SECRET"] = "wrong-client-secret";
        PhoenixException e = await RefusedAsync(Place("v"));
        Assert.Equal(ErrorCode.SecretDenied, e.Code);
        Assert.Contains("'Invalid credentials'", e.Message, StringComparison.Ordinal);
        Assert.Contains("client secret in SECRET", e.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-client-secret", e.ToString(), StringComparison.Ordinal);
        Assert.Single(_infisical.Server.Requests);
    }

    [Theory]
    [InlineData(null, "is not set")]
    [InlineData("", "is empty")]
    [InlineData("a b", "holds a blank")]
    [InlineData("a\nb", "holds a blank")]
    public async Task A_wrong_credential_is_named_before_anything_is_sent(string? value, string reason)
    {
        _variables.Remove("SECRET");
        if (value is not null)
        {
            _variables["SECRET"] = value;
        }

        PhoenixException e = await RefusedAsync(Place("v"));
        Assert.Contains($"'SECRET', needed to log in, {reason}", e.Message, StringComparison.Ordinal);
        Assert.Empty(_infisical.Server.Requests);
    }

    [Fact]
    public async Task An_identity_without_access_is_told_what_to_give_it()
    {
        _infisical.Stranger = true;
        PhoenixException e = await RefusedAsync(Place("v"));
        Assert.Equal(ErrorCode.SecretDenied, e.Code);
        Assert.Contains("not a member of this project", e.Message, StringComparison.Ordinal);
        Assert.Contains($"add the identity to the project '{InfisicalDouble.ProjectId}'", e.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hidden_value_is_no_value()
    {
        _infisical.Hidden = true;
        PhoenixException e = await RefusedAsync(Place("v"));
        Assert.Equal(ErrorCode.SecretDenied, e.Code);
        Assert.Contains("Read Value", e.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain(Reader.Known, known => known.Contains("hidden", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_project_is_told_in_the_servers_words() =>
        Assert.Contains("does not exist (status 404, 'Project not found')", (await RefusedAsync(Definition() with { Project = Guid.NewGuid().ToString() })).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_web_page_in_place_of_the_api_is_named_with_its_address()
    {
        _infisical.Server.Faults.Enqueue(DoubleServer.Answer(200, "<html>", "text/html"));
        PhoenixException e = await RefusedAsync(Place("v"));
        Assert.Equal(ErrorCode.Configuration, e.Code);
        Assert.Contains($"{_infisical.Server.Address}api/v1/auth/universal-auth/login answers with status 200 and text/html in place of JSON", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_with_too_much_of_a_path_is_named()
    {
        PhoenixException e = await RefusedAsync(Definition() with { Url = new Uri(_infisical.Server.Address, "/api") });
        Assert.Equal(ErrorCode.Configuration, e.Code);
        Assert.Contains("without '/api'", e.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_follows_no_redirect()
    {
        await using DoubleServer other = await DoubleServer.StartAsync(DoubleServer.Answer(200, "{}"));
        Place("v");
        await Reader.ReadAsync("s", Definition(), Token);
        _infisical.Values["prod/:OTHER"] = "w";
        _infisical.Server.Faults.Enqueue(DoubleServer.Answer(302, "", headers: ("Location", other.Address + "x?token=1")));
        PhoenixException e = await RefusedAsync(Definition() with { Key = "OTHER" });
        Assert.Contains($"redirects to {other.Address.ToString().TrimEnd('/')}, which is not followed", e.Message, StringComparison.Ordinal);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task What_passes_is_tried_again_after_the_pause_that_was_asked_for()
    {
        _infisical.Server.Faults.Enqueue(DoubleServer.Answer(429, """{"message":"slow down"}""", headers: ("Retry-After", "7")));
        _infisical.Server.Faults.Enqueue(DoubleServer.Answer(502, "<html>", "text/html"));
        _infisical.Server.Faults.Enqueue(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        Assert.Equal("v", await Reader.ReadAsync("s", Place("v"), Token));
        Assert.Equal([7, 1, 2], _time.Pauses.Select(p => p.TotalSeconds));
    }

    [Fact]
    public async Task What_does_not_pass_ends_after_four_attempts()
    {
        _infisical.Server.Plant(4, DoubleServer.Answer(503, """{"message":"maintenance"}"""));
        PhoenixException e = await RefusedAsync(Place("v"));
        Assert.Equal((ErrorCode.SecretUnavailable, true), (e.Code, e.IsTransient));
        Assert.Contains("answers with status 503, 'maintenance'", e.Message, StringComparison.Ordinal);
        Assert.Equal(4, _infisical.Server.Requests.Count);
    }

    [Fact]
    public async Task A_pause_that_is_too_long_is_not_waited_for()
    {
        _infisical.Server.Faults.Enqueue(DoubleServer.Answer(429, "{}", headers: ("Retry-After", "3600")));
        Assert.Contains("asks to wait 3600 s", (await RefusedAsync(Place("v"))).Message, StringComparison.Ordinal);
        Assert.Single(_infisical.Server.Requests);
    }

    [Fact]
    public async Task Nobody_there_is_unavailable()
    {
        await _infisical.Server.DisposeAsync();
        PhoenixException e = await RefusedAsync(Place("v"));
        Assert.Equal(ErrorCode.SecretUnavailable, e.Code);
        Assert.Contains("cannot be reached", e.Message, StringComparison.Ordinal);
        Assert.Equal(3, _time.Pauses.Count);
    }

    [Fact]
    public async Task Silence_is_bounded()
    {
        using SecretReader hasty = new(
            new Dictionary<string, SecretDefinition>(),
            new ToolRunner(new RecordingObserver(), TimeProvider.System),
            new SwiftTime(TimeSpan.FromSeconds(20)),
            name => _variables.GetValueOrDefault(name));
        _infisical.Server.Plant(4, context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => hasty.ReadAsync("s", Place("v"), Token));
        Assert.Equal(ErrorCode.SecretUnavailable, e.Code);
        Assert.Contains("did not answer within 15 s", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_quotes_a_secret_is_redacted()
    {
        Place("v");
        await Reader.ReadAsync("s", Definition(), Token);
        _infisical.Server.Faults.Enqueue(DoubleServer.Answer(400, $$"""{"message":"bad token {{_infisical.Tokens.Single()}}"}"""));
        PhoenixException e = await RefusedAsync(Definition() with { Key = "OTHER" });
        Assert.Contains("'bad token [redacted]'", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"secret":{"secretValue":42}}""")]
    [InlineData("""{"secret":{}}""")]
    [InlineData("""{"secret":{"secretValue":"\ud800"}}""")]
    [InlineData("[]")]
    public async Task An_answer_without_text_is_refused(string body)
    {
        await Reader.ReadAsync("s", Place("v"), Token);
        _infisical.Server.Faults.Enqueue(DoubleServer.Answer(200, body));
        Assert.Contains("without a value that is text", (await RefusedAsync(Definition() with { Key = "OTHER" })).Message, StringComparison.Ordinal);
    }

    protected override SecretDefinition Place(string? value)
    {
        if (value is not null)
        {
            _infisical.Values["prod/:KEY"] = value;
        }

        return Definition();
    }

    private SecretDefinition.Infisical Definition() => new(_infisical.Server.Address, InfisicalDouble.ProjectId, "prod", "/", "KEY", "ID", "SECRET");

    private async Task<PhoenixException> RefusedAsync(SecretDefinition definition) =>
        await Assert.ThrowsAsync<PhoenixException>(() => Reader.ReadAsync("s", definition, Token));
}
