using Phoenix.Adapters.PgBackRest;
using Phoenix.Errors;
using Xunit;

namespace Phoenix.Adapters.Tests.PgBackRest;

/// <summary>Output of pgBackRest 2.45, recorded.</summary>
public sealed class PgBackRestFaultTests
{
    private const string Umbrella = """
        WARN: repo1: [HostConnectError] unable to load info file '/r/backup/db/backup.info' or '/r/backup/db/backup.info.copy':
              HostConnectError: unable to connect to 'localhost:1': [111] Connection refused
              HostConnectError: unable to connect to 'localhost:1': [111] Connection refused
              HINT: backup.info cannot be opened and is required to perform a backup.
        ERROR: [075]: no backup set found to restore
        """;

    private const string Push = """
        ERROR: [103]: unable to find a valid repository:
               repo1: [ProtocolError] unable to load info file '/r/archive/db/archive.info' or '/r/archive/db/archive.info.copy':
               ProtocolError: HTTP request failed with 403 (Forbidden):
               *** Path/Query ***:
               GET /pgbr/r/archive/db/archive.info
               *** Response Content ***:
               <?xml version="1.0" encoding="UTF-8"?><Error><Code>SignatureDoesNotMatch</Code><Message></Message></Error>
        """;

    [Fact]
    public void The_warning_is_the_cause_not_the_umbrella()
    {
        PgBackRestFault fault = PgBackRestFault.Find(Umbrella)!;
        Assert.Equal("HostConnectError", fault.Error);
        Assert.Contains("[111] Connection refused", fault.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("no backup set", fault.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Below_the_umbrella_of_a_push_is_the_cause_too()
    {
        PgBackRestFault fault = PgBackRestFault.Find(Push)!;
        Assert.Equal(("ProtocolError", 403, "SignatureDoesNotMatch"), (fault.Error, fault.HttpStatus, fault.S3Code));
    }

    [Theory]
    [InlineData("ERROR: [037]: restore command requires option: repo1-s3-key", "[037]", "restore command requires option: repo1-s3-key")]
    [InlineData("2026-11-23 12:00:00.000 P00  ERROR: [049]: unable to connect to 'localhost:1': [111] Connection refused", "[049]", "unable to connect to 'localhost:1': [111] Connection refused")]
    [InlineData("ERROR: [064]: raised from local-1 shim protocol: unable to write '/d/x'", "[064]", "unable to write '/d/x'")]
    [InlineData("ERROR: [075]: unable to find backup set with stop time less than '2020-01-01 00:00:00+00'", "[075]", "unable to find backup set with stop time less than '2020-01-01 00:00:00+00'")]
    public void A_numbered_error_stands_for_itself(string output, string error, string text) =>
        Assert.Equal((error, text), (PgBackRestFault.Find(output)!.Error, PgBackRestFault.Find(output)!.Text));

    [Fact]
    public void A_numbered_error_says_host_and_port_when_its_next_line_does()
    {
        PgBackRestFault fault = PgBackRestFault.Find(
            """
            ERROR: [049]: unable to load info file '/r/backup/db/backup.info' or '/r/backup/db/backup.info.copy':
                   HostConnectError: unable to connect to 'localhost:1': [111] Connection refused
                   HostConnectError: unable to connect to 'localhost:1': [111] Connection refused
                   HINT: backup.info cannot be opened and is required to perform a backup.
            """)!;
        Assert.Equal("[049]", fault.Error);
        Assert.EndsWith("backup.info.copy': HostConnectError: unable to connect to 'localhost:1': [111] Connection refused", fault.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_wrongly_decrypted_is_not_shown_as_it_is()
    {
        PgBackRestFault fault = PgBackRestFault.Find("WARN: repo1: [FormatError] unable to load info file 'a' or 'b':\n      FormatError: key/value found outside of section at line 1: \u001b[2J\u0007\ufffd\u00e4" + new string('x', 5000))!;
        Assert.All(fault.Text, c => Assert.InRange(c, ' ', '~'));
        Assert.InRange(fault.Text.Length, 1, 400);
    }

    [Theory]
    [InlineData("ERROR: [095]: raised from local-2 protocol: unable to flush\n      [CryptoError] on retry after 0ms", ErrorCode.ToolFailed, true)]
    [InlineData("WARN: repo1: [CryptoError] cipher header invalid", ErrorCode.Configuration, true)]
    [InlineData("ERROR: [095]: unable to find hostname '127.0.0.1' in certificate common name", ErrorCode.RepositoryUnavailable, false)]
    public void What_does_not_decrypt_is_said_to(string output, ErrorCode code, bool decrypts)
    {
        PhoenixException e = PgBackRestFaults.Translate("pgbackrest restore", PgBackRestFault.Find(output)!);
        Assert.Equal((code, decrypts), (e.Code, e.Message.EndsWith("(an object of the repository does not decrypt)", StringComparison.Ordinal)));
    }

    [Fact]
    public void No_error_is_no_fault() => Assert.Null(PgBackRestFault.Find("WARN: configuration file contains invalid option 'x'"));
}
