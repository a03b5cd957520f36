using System.Globalization;
using Phoenix.Adapters.PgBackRest;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Adapters.Processes;
using Phoenix.Checks;
using Phoenix.Errors;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Adapters.Checks;

/// <summary>
/// Reads the last segments that a restore can replay, the newest first, until one has a commit: when a segment was stored says nothing of when its last commit was made.
/// </summary>
/// <param name="repository">Where they are.</param>
/// <param name="runner">Runs pg_waldump.</param>
/// <param name="scratch">A folder of the caller.</param>
internal sealed class NewestCommitReader(PgBackRestRepository repository, ToolRunner runner, string scratch)
{
    // A database that nobody writes to closes a segment every few minutes, with nothing but checkpoints in it.
    private const int MostSegments = 16;

    /// <summary>Reads.</summary>
    /// <exception cref="PhoenixException">ToolMissing: no pg_waldump of that version is here; or a segment cannot be fetched.</exception>
    public async Task<NewestCommit> ReadAsync(ArchiveView archive, BackupSet backup, uint segmentSize, CancellationToken cancellationToken)
    {
        TimelineHistory path = archive.Path.Value;
        if (WalSpan.Of(archive, backup, segmentSize)?.LastWhole(path, backup.StartLsn) is not WalSegment last)
        {
            return new NewestCommit(null, IsWhole: true);
        }

        string program = Path.Combine(Programs(archive.Listing.ArchiveId), "pg_waldump");
        string folder = Directory.CreateDirectory(Path.Combine(scratch, "commits")).FullName;
        bool isWhole = true;
        int read = 0;
        foreach (WalSegment segment in path.Path(backup.StartLsn, last.End, segmentSize).Reverse())
        {
            if (read++ == MostSegments)
            {
                return new NewestCommit(null, IsWhole: false);
            }

            if (await repository.FetchSegmentAsync(segment, folder, cancellationToken) is null)
            {
                throw new PhoenixException(ErrorCode.RepositoryUnavailable, $"{segment.Name} went away while it was looked at", "run the check again");
            }

            string file = Path.Combine(folder, segment.Name);
            (DateTimeOffset? newest, bool whole) = await ReadAsync(program, file, cancellationToken);
            File.Delete(file);
            isWhole &= whole;
            if (newest is not null)
            {
                return new NewestCommit(newest, isWhole);
            }
        }

        return new NewestCommit(null, isWhole);
    }

    private static string Programs(string archiveId)
    {
        string version = archiveId.Split('-')[0];
        return int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            && PostgresInstallation.FindAll().FirstOrDefault(i => i.Major == major) is { } found
                ? found.BinDirectory
                : throw new PhoenixException(
                    ErrorCode.ToolMissing, $"no pg_waldump of PostgreSQL {version} is installed here, so when the last commit was made cannot be read", "check where the server's version is installed, or use an LSN");
    }

    // It ends with an error behind the last record of a segment that was closed early: what stands before that was read all the same.
    private async Task<(DateTimeOffset? Newest, bool IsWhole)> ReadAsync(string program, string file, CancellationToken cancellationToken)
    {
        DateTimeOffset? newest = null;
        ToolCommand command = new()
        {
            Tool = "pg_waldump",
            FileName = program,
            Arguments = ["-r", "Transaction", file],
            Timeout = TimeSpan.FromMinutes(2),
            Output = async (stream, token) =>
            {
                LineBuffer lines = new(stream);
                while (await lines.ReadAsync(token).ConfigureAwait(false))
                {
                    while (lines.TryNext(out ReadOnlySpan<char> line))
                    {
                        if (WalRecordLine.TryParseCommit(line, out CommitRecord record) && (newest is null || record.CommittedAt > newest))
                        {
                            newest = record.CommittedAt;
                        }
                    }
                }
            },
        };
        ToolResult result = await runner.RunAsync(command, cancellationToken);
        return (newest, result.ExitCode == 0 || result.StandardError.Contains("invalid record length at", StringComparison.Ordinal) || result.StandardError.Contains("could not find file", StringComparison.Ordinal));
    }
}
