using Npgsql;
using Phoenix.Adapters.Gates;
using Phoenix.Adapters.Tests.PostgreSql;
using Phoenix.Errors;
using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Adapters.Tests.Gates;

[Collection("postgres")]
public sealed class PostgresGateTests(SharedServer shared) : IDisposable
{
    private static readonly GateDefinition.Postgres Gate = new GateDefinition.Postgres("SECRET");
    private readonly GateBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task It_holds_when_the_server_answers_a_query()
    {
        _bench.Secret = Dsn(TestServer.Password);
        Assert.Null(await _bench.LookAsync(Gate));
    }

    [Fact]
    public async Task A_password_may_be_set_a_moment_later()
    {
        _bench.Secret = Dsn("wrong-pass-word");
        Assert.Contains("refuses the password", await _bench.LookAsync(Gate), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_that_goes_on_being_refused_ends_the_wait_and_is_not_shown()
    {
        _bench.Secret = Dsn("wrong-pass-word");
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => new PostgresGate(Gate, _bench.Scope) { Patience = TimeSpan.Zero }.LookAsync(TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCode.LayerFailed, e.Code);
        Assert.Contains("the server refuses the password of", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-pass-word", e + e.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_not_there_may_come()
    {
        _bench.Secret = Dsn(TestServer.Password, "no_such_database");
        Assert.Contains("no_such_database", await _bench.LookAsync(Gate), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_may_come()
    {
        _bench.Secret = "host=127.0.0.1 port=1 user=app password=hidden-word";
        string? reason = await _bench.LookAsync(Gate);
        Assert.NotNull(reason);
        Assert.DoesNotContain("hidden-word", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("host=db.example port=5433 dbname=app user=me password=''", "Host=db.example;Port=5433;Database=app;Username=me")]
    [InlineData("host = db.example user='a b' password='q\\'\\\\x'", "Host=db.example;Username=a b;Password=q'\\x")]
    [InlineData("postgres://me:p%40ss@db.example:5433/app?sslmode=verify-full", "Host=db.example;Port=5433;Database=app;Username=me;Password=p@ss;SSL Mode=VerifyFull")]
    [InlineData("postgresql://[::1]/app", "Host=::1;Database=app")]
    public void Both_forms_of_a_connection_string_are_read(string dsn, string expected)
    {
        NpgsqlConnectionStringBuilder wanted = new(expected);
        NpgsqlConnectionStringBuilder read = LibpqDsn.Read(dsn, "secret 'SECRET'");
        Assert.Equal(
            (wanted.Host, wanted.Port, wanted.Database, wanted.Username, wanted.Password ?? "", wanted.SslMode), (read.Host, read.Port, read.Database, read.Username, read.Password ?? "", read.SslMode));
    }

    [Theory]
    [InlineData("secret-words without form", "neither")]
    [InlineData("host=x secret-words", "neither")]
    [InlineData("host=x pasword=secret-words", "the keyword 'pasword' is not known here")]
    [InlineData("host=x port=secret-words", "the value of 'port' is not possible")]
    [InlineData("host=x password='secret-words", "a quoted value has no end")]
    [InlineData("user=secret-words", "it names no host")]
    public void What_is_no_connection_string_is_refused_without_quoting_it(string dsn, string says)
    {
        PhoenixException e = Assert.Throws<PhoenixException>(() => LibpqDsn.Read(dsn, "secret 'SECRET'"));
        Assert.Equal(ErrorCode.Configuration, e.Code);
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-words", e + e.Hint, StringComparison.Ordinal);
    }

    private string Dsn(string password, string database = "postgres")
    {
        NpgsqlConnectionStringBuilder clients = new(shared.Test.Server.Clients(password).ConnectionString);
        return $"host={clients.Host} port={clients.Port} user={clients.Username} password='{password}' dbname={database}";
    }
}
