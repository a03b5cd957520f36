using Phoenix.Adapters.PgBackRest;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Recovery;
using Xunit;

namespace Phoenix.Adapters.Tests.PgBackRest;

/// <summary>Output of pgBackRest 2.45, recorded.</summary>
public sealed class PgBackRestInfoTests
{
    private const string Good = """
        [{"archive":[{"database":{"id":1,"repo-key":1},"id":"15-1","max":"000000010000000000000003","min":"000000010000000000000001"}],"backup":[{"archive":{"start":"000000010000000000000002","stop":"000000010000000000000003"},"backrest":{"format":5,"version":"2.45"},"database":{"id":1,"repo-key":1},"error":false,"info":{"delta":22992547,"repository":{"delta":2845792,"size":2845792},"size":22992547},"label":"20261123-122618F","lsn":{"start":"0/2000028","stop":"0/3000050"},"prior":null,"reference":null,"timestamp":{"start":1795436778,"stop":1795436787},"type":"full"}],"cipher":"aes-256-cbc","db":[{"id":1,"repo-key":1,"system-id":7711342233772062603,"version":"15"}],"name":"db","repo":[{"cipher":"aes-256-cbc","key":1,"status":{"code":0,"message":"ok"}}],"status":{"code":0,"lock":{"backup":{"held":false}},"message":"ok"}}]
        """;

    [Fact]
    public void A_backup_is_read()
    {
        RepositoryInfo info = PgBackRestInfo.Parse(Good, "db");
        Assert.Equal((0, "ok", 7711342233772062603UL, "aes-256-cbc"), (info.StatusCode, info.StatusMessage, info.SystemIdentifier!.Value, info.Cipher));
        Assert.Equal(
            new BackupSet(
                "20261123-122618F", "full", Lsn.Parse("0/2000028"), Lsn.Parse("0/3000050"), "000000010000000000000002", "000000010000000000000003",
                DateTimeOffset.FromUnixTimeSeconds(1795436778), DateTimeOffset.FromUnixTimeSeconds(1795436787), 7711342233772062603, false, 22992547),
            Assert.Single(info.Backups));
    }

    [Fact]
    public void Page_errors_and_unknown_fields_are_read()
    {
        RepositoryInfo info = PgBackRestInfo.Parse(Good.Replace("\"error\":false", "\"error\":true,\"error-list\":[\"base/1/2\"],\"new\":{}", StringComparison.Ordinal), "db");
        Assert.True(info.Backups[0].HasPageErrors);
    }

    [Fact]
    public void A_backup_without_positions_has_none()
    {
        RepositoryInfo info = PgBackRestInfo.Parse(
            Good.Replace("\"lsn\":{\"start\":\"0/2000028\",\"stop\":\"0/3000050\"},", "", StringComparison.Ordinal)
                .Replace("\"archive\":{\"start\":\"000000010000000000000002\",\"stop\":\"000000010000000000000003\"}", "\"archive\":{\"start\":null,\"stop\":null}", StringComparison.Ordinal),
            "db");
        Assert.Equal((Lsn.Zero, ""), (info.Backups[0].StartLsn, info.Backups[0].StartSegment));
    }

    [Fact]
    public void After_an_upgrade_the_stanza_belongs_to_the_newcomer_and_backups_to_their_own()
    {
        RepositoryInfo info = PgBackRestInfo.Parse(
            Good.Replace("\"version\":\"15\"}]", "\"version\":\"15\"},{\"id\":2,\"repo-key\":1,\"system-id\":42,\"version\":\"15\"}]", StringComparison.Ordinal), "db");
        Assert.Equal((42UL, 7711342233772062603UL), (info.SystemIdentifier!.Value, info.Backups[0].SystemIdentifier));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""[{"archive":[],"backup":[],"cipher":"aes-256-cbc","db":[],"name":"db","repo":[{"cipher":"aes-256-cbc","key":1,"status":{"code":1,"message":"missing stanza path"}}],"status":{"code":1,"lock":{"backup":{"held":false}},"message":"missing stanza path"}}]""")]
    public void A_missing_stanza_is_an_answer(string json)
    {
        RepositoryInfo info = PgBackRestInfo.Parse(json, "db");
        Assert.Equal((1, "missing stanza path", null, 0), (info.StatusCode, info.StatusMessage, info.SystemIdentifier, info.Backups.Count));
    }

    [Theory]
    [InlineData("[HostConnectError] unable to connect to 'localhost:1': [111] Connection refused", ErrorCode.RepositoryUnavailable)]
    [InlineData("[CryptoError] unable to find hostname '127.0.0.1' in certificate common name or subject alternative names", ErrorCode.RepositoryUnavailable)]
    [InlineData("[ProtocolError] HTTP request failed with 403 (Forbidden):\\n*** Response Content ***:\\n<Error><Code>SignatureDoesNotMatch</Code></Error>", ErrorCode.RepositoryDenied)]
    [InlineData("[ProtocolError] HTTP request failed with 404 (Not Found):\\n*** Response Content ***:\\n<Error><Code>NoSuchBucket</Code></Error>", ErrorCode.RepositoryUnavailable)]
    [InlineData("[FormatError] unable to load info file 'a' or 'b':\\nFormatError: key/value found outside of section at line 1: v}F", ErrorCode.Configuration)]
    [InlineData("[ServiceError] [503] Slow Down", ErrorCode.RepositoryUnavailable)]
    public void An_error_that_ends_in_exit_code_0_is_an_error(string message, ErrorCode code)
    {
        string json = $$$"""[{"archive":[],"backup":[],"cipher":"none","db":[],"name":"db","repo":[{"cipher":"none","key":1,"status":{"code":99,"message":"{{{message}}}"}}],"status":{"code":99,"message":"other"}}]""";
        Assert.Equal(code, Assert.Throws<PhoenixException>(() => PgBackRestInfo.Parse(json, "db")).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("stanza: db")]
    [InlineData("""[{"name":"db"}]""")]
    public void Anything_else_is_no_empty_repository(string text) =>
        Assert.Equal(ErrorCode.ToolFailed, Assert.Throws<PhoenixException>(() => PgBackRestInfo.Parse(text, "db")).Code);
}
