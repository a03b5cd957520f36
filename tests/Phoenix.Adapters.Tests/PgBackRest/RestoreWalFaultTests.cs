using Phoenix.Adapters.PgBackRest;
using Phoenix.Errors;
using Xunit;

namespace Phoenix.Adapters.Tests.PgBackRest;

public sealed class RestoreWalFaultTests
{
    private const string Before = "PostgreSQL did not come up, it ended (exit code 1): ";
    private const string After = " | 2026-11-23 16:31:15.955 UTC [26894] FATAL:  could not restore file \"00000002.history\" from archive: child process exited with exit code 200";

    [Theory]
    [InlineData("phoenix restore_command: 00000002.history: pgBackRest ended with 103:       ServiceError: [503] Service Unavailable", ErrorCode.RepositoryUnavailable)]
    [InlineData("phoenix restore_command: 00000002.history: pgBackRest ended with 103:       ProtocolError: HTTP request failed with 403 (Forbidden):", ErrorCode.RepositoryDenied)]
    [InlineData("phoenix restore_command: 00000002.history: pgBackRest ended with 103:       HostConnectError: unable to connect to 'localhost:9000'", ErrorCode.RepositoryUnavailable)]
    [InlineData("phoenix restore_command: 00000002000000000000000F: pgBackRest ended with 42: repo1: 15-1/0000000200000000/x.zst [ProtocolError] HTTP request failed with 400 (Bad Request): (AuthorizationHeaderMalformed)", ErrorCode.RepositoryUnavailable)]
    [InlineData("phoenix restore_command: 00000002000000000000000F: pgBackRest ended with 42: repo1: 15-1/0000000200000000/x.zst [ProtocolError] HTTP request failed with 400 (Bad Request): (ExpiredToken)", ErrorCode.RepositoryDenied)]
    [InlineData("phoenix restore_command: 00000002000000000000000F: pgBackRest ended with 42: repo1: 15-1/0000000200000000/x.zst [ProtocolError] HTTP request failed with 403 (Forbidden): (RequestTimeTooSkewed)", ErrorCode.RepositoryDenied)]
    [InlineData("phoenix restore_command: 000000010000000000000003: pgBackRest ended with 42: ERROR: [042]: [CryptoError] unable to flush", ErrorCode.ToolFailed)]
    [InlineData("could not locate a valid checkpoint record [503]", ErrorCode.ToolFailed)]
    public void A_recovery_that_could_not_reach_the_repository_says_so(string words, ErrorCode code)
    {
        PhoenixException ended = new(ErrorCode.ToolFailed, Before + words + After, "look at the log");

        PhoenixException named = RestoreWalFault.Name(ended);

        Assert.Equal((code, ended.Message), (named.Code, named.Message));
        Assert.Equal(code == ErrorCode.ToolFailed, ReferenceEquals(ended, named));
    }
}
