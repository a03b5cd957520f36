using System.Globalization;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Recovery;

namespace Phoenix.Adapters.PgBackRest;

/// <summary>
/// Calls pgBackRest with one rendered configuration. Errors are <see cref="PhoenixException"/>s that name the cause, not pgBackRest's
/// umbrella codes.
/// </summary>
/// <param name="runner">Runs it.</param>
/// <param name="configDirectory">Where <see cref="PgBackRestConfig"/> was written.</param>
/// <param name="stanza">Stanza.</param>
/// <param name="account">Who runs it; null for the present account.</param>
/// <param name="secrets">Texts that must not appear in what is captured.</param>
public sealed class PgBackRestTool(ToolRunner runner, string configDirectory, string stanza, Account? account, IReadOnlyList<string> secrets)
{
    /// <summary>The program: a name looked up in PATH, or an absolute path.</summary>
    public string Program { get; init; } = "pgbackrest";

    /// <summary>Node to which the processes belong; null for none.</summary>
    public string? Marker { get; init; }

    /// <summary>Longest that a backup or restore may take.</summary>
    public TimeSpan LongTimeout { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Longest that any other call may take.</summary>
    public TimeSpan ShortTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Stanza.</summary>
    public string Stanza => stanza;

    /// <summary>The installed version, e.g. 2.45.</summary>
    public async Task<Version> ReadVersionAsync(CancellationToken cancellationToken)
    {
        ToolResult result = await runner.RunCheckedAsync(Command("version", ["version"], ShortTimeout), cancellationToken);
        string text = result.StandardOutput.Trim();
        // "pgBackRest 2.45", with "dev" behind it on a development build.
        string number = new([.. text[(text.LastIndexOf(' ') + 1)..].TakeWhile(c => char.IsAsciiDigit(c) || c == '.')]);
        return Version.TryParse(number, out Version? version)
            ? version
            : throw new PhoenixException(ErrorCode.ToolMissing, $"'{Program} version' printed '{text}'", "Install pgBackRest 2.45 or newer.");
    }

    /// <summary>Makes the stanza; repeating it for the same cluster does nothing.</summary>
    public Task CreateStanzaAsync(CancellationToken cancellationToken) => RunAsync("stanza-create", [], ShortTimeout, cancellationToken);

    /// <summary>Checks that WAL reaches the archive.</summary>
    public Task CheckAsync(CancellationToken cancellationToken) => RunAsync("check", [], ShortTimeout, cancellationToken);

    /// <summary>Takes a full backup; nothing expires.</summary>
    public Task BackupFullAsync(CancellationToken cancellationToken) => RunAsync("backup", ["--type=full", "--no-expire-auto"], LongTimeout, cancellationToken);

    /// <summary>Restores a backup and writes the recovery settings.</summary>
    /// <exception cref="PhoenixException">Among others TargetImpossible: no backup fits.</exception>
    public Task RestoreAsync(RestoreJob job, CancellationToken cancellationToken) => RunAsync("restore", RestoreArguments(job), LongTimeout, cancellationToken);

    /// <summary>What the repository holds. The exit code, which is 0 even when nothing could be read, is not relied upon.</summary>
    public async Task<RepositoryInfo> ReadInfoAsync(CancellationToken cancellationToken)
    {
        ToolResult result = await runner.RunAsync(Command("info", ["--output=json", .. Common, "info"], ShortTimeout), cancellationToken);
        return result.ExitCode == 0 ? PgBackRestInfo.Parse(result.StandardOutput, stanza) : throw PgBackRestFaults.Translate(result);
    }

    /// <summary>Copies a file of the repository, decrypted but not decompressed, to <paramref name="destination"/>.</summary>
    /// <param name="path">Path below the repository's, e.g. <c>archive/db/archive.info</c>.</param>
    /// <param name="destination">Where the content goes.</param>
    /// <param name="cancellationToken">Ends the tool.</param>
    public async Task CopyFileAsync(string path, Stream destination, CancellationToken cancellationToken)
    {
        ToolCommand command = Command("repo-get", [.. Common, "repo-get", path], ShortTimeout) with
        {
            Output = (content, token) => content.CopyToAsync(destination, token),
        };
        ToolResult result = await runner.RunAsync(command, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw PgBackRestFaults.Translate(result);
        }
    }

    /// <summary>
    /// Fetches a segment or history file as a restore does. Needs the server's data directory, because pgBackRest compares its
    /// <c>pg_control</c> with the archive.
    /// </summary>
    /// <returns>False when the archive has no such file.</returns>
    public async Task<bool> GetArchiveAsync(string name, string destination, CancellationToken cancellationToken)
    {
        ToolResult result = await runner.RunAsync(Command("archive-get", [.. Common, "--no-archive-async", "archive-get", name, destination], ShortTimeout), cancellationToken);
        return result.ExitCode switch
        {
            0 => true,
            1 => false,
            _ => throw PgBackRestFaults.Translate(result),
        };
    }

    /// <summary>The options of <c>pgbackrest restore</c> for a job.</summary>
    /// <exception cref="PhoenixException">TargetImpossible: the target has no usable value.</exception>
    internal static IReadOnlyList<string> RestoreArguments(RestoreJob job)
    {
        RecoveryTarget target = job.Target;
        if (target.Kind == RecoveryTargetKind.Immediate && target.Timeline is not null)
        {
            throw new PhoenixException(ErrorCode.TargetImpossible, "the target 'immediate' lies on its backup's timeline and takes no other", "Leave the timeline out.");
        }

        if (target.Kind == RecoveryTargetKind.Name && !target.Inclusive)
        {
            throw new PhoenixException(ErrorCode.TargetImpossible, "a restore point cannot be left out: it holds no change", "Leave 'inclusive=false' out.");
        }

        List<string> arguments = ["--pg1-path=" + job.DataDirectory, "--no-delta"];
        if (job.BackupLabel is string label)
        {
            arguments.Add("--set=" + label);
        }

        if (target.Kind != RecoveryTargetKind.Latest)
        {
            arguments.Add("--type=" + target.Kind.ToString().ToLowerInvariant());
            arguments.Add("--target-action=promote");
        }

        if (target.Kind is not (RecoveryTargetKind.Latest or RecoveryTargetKind.Immediate))
        {
            arguments.Add("--target=" + TargetValue(target));
            if (!target.Inclusive)
            {
                arguments.Add("--target-exclusive");
            }
        }

        if (target.Timeline is uint timeline)
        {
            // PostgreSQL reads a plain number as decimal.
            arguments.Add(string.Create(CultureInfo.InvariantCulture, $"--target-timeline={timeline}"));
        }

        if (job.RestoreCommand is string command)
        {
            // pgBackRest writes the value between quotes into postgresql.auto.conf as it is.
            string escaped = command.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal);
            arguments.Add("--recovery-option=restore_command=" + escaped);
        }

        return arguments;
    }

    private static string TargetValue(RecoveryTarget target)
    {
        if (target.Value is not { Length: > 0 } value || value.Any(char.IsControl))
        {
            throw new PhoenixException(ErrorCode.TargetImpossible, $"the target '{target}' has no usable value", "Give one, e.g. lsn=0/3000148.");
        }

        if (target.Kind != RecoveryTargetKind.Time)
        {
            return value;
        }

        // An offset is demanded: without one pgBackRest and PostgreSQL take the local zone, each its own.
        bool hasOffset = value.Length > 11 && (value.EndsWith('Z') || value.AsSpan(11).IndexOfAny('+', '-') >= 0);
        return hasOffset && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset moment)
            ? moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture) + "+00"
            : throw new PhoenixException(ErrorCode.TargetImpossible, $"'{value}' is no moment with an offset", "Write e.g. time=2026-02-10 14:55:00+00.");
    }

    private string[] Common => ["--config-path=" + configDirectory, "--stanza=" + stanza];

    private async Task RunAsync(string name, IReadOnlyList<string> arguments, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ToolResult result = await runner.RunAsync(Command(name, [.. Common, .. arguments, name], timeout), cancellationToken);
        if (result.ExitCode != 0)
        {
            throw PgBackRestFaults.Translate(result);
        }
    }

    private ToolCommand Command(string name, IReadOnlyList<string> arguments, TimeSpan timeout) => new()
    {
        Tool = "pgbackrest " + name,
        FileName = Program,
        Arguments = arguments,
        Account = account,
        Timeout = timeout,
        Marker = Marker,
        Secrets = secrets,
    };
}
