using System.Text;
using Phoenix.Diagnosis;
using Xunit;

namespace Phoenix.Tests.Diagnosis;

/// <summary>Explains texts with the shipped catalogue.</summary>
internal static class Logs
{
    public const string HostConnect = """
        2026-02-10 14:54:02.123 P00   INFO: restore command begin 2.45: --repo1-path=/pgbackrest/repo1 --stanza=db
        WARN: repo1: [HostConnectError] unable to load info file '/pgbackrest/repo1/backup/db/backup.info' or '/pgbackrest/repo1/backup/db/backup.info.copy':
              HostConnectError: unable to connect to 'localhost:9599': [111] Connection refused
        ERROR: [075]: no backup set found to restore
        2026-02-10 14:54:03.123 P00   INFO: restore command end: aborted with exception [075]
        """;

    public const string Paused =
        "2026-11-29 09:01:00.000 UTC [70] LOG:  pausing at the end of recovery\n2026-11-29 09:01:00.000 UTC [70] HINT:  Execute pg_wal_replay_resume() to promote.\n";

    public const string Resumed = "2026-11-29 09:01:01.000 UTC [70] LOG:  selected new timeline ID: 2\n2026-11-29 09:01:01.000 UTC [70] LOG:  archive recovery complete\n";

    /// <summary>Three tries, and what PostgreSQL says behind them.</summary>
    public static readonly string Held =
        string.Concat(Enumerable.Repeat(
            "2026-11-29 09:01:02.000 UTC [77] LOG:  archive command failed with exit code 1\n2026-11-29 09:01:02.000 UTC [77] DETAIL:  The failed archive command was: false\n", 3))
        + "2026-11-29 09:01:04.000 UTC [77] WARNING:  archiving write-ahead log file \"00000002.history\" failed too many times, will try again later\n";

    public static Task<Explanation> ExplainAsync(string text, bool failed = false) => ExplainAsync(Encoding.UTF8.GetBytes(text), failed);

    public static Task<Explanation> ExplainAsync(byte[] bytes, bool failed = false) => ExplainAsync(new MemoryStream(bytes), failed);

    public static async Task<Explanation> ExplainAsync(Stream stream, bool failed = false, Func<string, string>? redact = null)
    {
        Explainer explainer = new(FailureCatalogue.Shipped, redact);
        await explainer.ReadAsync("log", stream, failed, TestContext.Current.CancellationToken);
        return explainer.Explain();
    }

    public static IEnumerable<string> Ids(this IEnumerable<ExplainedFailure> failures) => failures.Select(f => f.Failure.Id);
}
