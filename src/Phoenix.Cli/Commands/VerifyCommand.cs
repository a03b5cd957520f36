using System.CommandLine;
using Phoenix.Adapters.Files;
using Phoenix.Cli.Rendering;
using Phoenix.Errors;
using Phoenix.Verification;

namespace Phoenix.Cli.Commands;

/// <summary><c>phoenix verify RUN|FILE</c>: computes every hash of a run's record again.</summary>
public static class VerifyCommand
{
    private const string JournalFile = "journal.ndjson";

    /// <summary>Makes the command.</summary>
    /// <param name="state">The global option <c>--state</c>.</param>
    /// <param name="format">The global option <c>--format</c>.</param>
    public static Command Create(Option<string> state, Option<OutputFormat> format)
    {
        Argument<string> subject = new("RUN|FILE")
        {
            Description = "A run (its name, or the beginning of it), or a file evidence.json that lies anywhere",
        };
        Option<string?> key = new("--key") { Description = "PEM file with the EC P-256 key that the evidence must be signed with", HelpName = "FILE" };
        Command command = new("verify", "Check that nothing of a run's record was changed") { subject, key };
        command.SetAction(parsed =>
        {
            using EvidenceKey? signer = parsed.GetValue(key) is string path ? KeyFile.Read(path, mustSign: false) : null;
            string name = parsed.GetValue(subject)!;
            (string what, IReadOnlyList<RecordCheck> checks) = File.Exists(name)
                ? (name, RecordVerifier.Check(FromFile(name), signer))
                : OfRun(new StateDirectory(parsed.GetValue(state)), name, signer);
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(format) == OutputFormat.Json)
            {
                output.WriteLine(VerificationTable.Json(what, checks));
            }
            else
            {
                VerificationTable.Write(what, checks, Terminal.Of(output));
            }

            return checks.Any(c => c.State == CheckState.Failed) ? ExitCodes.Refuted : ExitCodes.Done;
        });
        return command;
    }

    private static (string, IReadOnlyList<RecordCheck>) OfRun(StateDirectory state, string name, EvidenceKey? key)
    {
        RunDirectory run;
        try
        {
            run = state.OpenRun(name);
        }
        catch (PhoenixException e) when (e.Code == ErrorCode.RecordDamaged)
        {
            // The file with the run's number is part of the record, too: that it is damaged is what was asked.
            return (name, [new RecordCheck(CheckName.Folder, CheckState.Failed, e.Message)]);
        }

        using (run)
        {
            RunRecord record = RunRecordReader.Read(run, new RunHistory(state).Neighbours(run.Name)) ?? throw new PhoenixException(
                ErrorCode.NotFound,
                $"run {run.Name} has no evidence: it has not ended, or the file was taken away",
                $"take it up again with --resume {run.Name}, or read its journal");
            return (run.Name, RecordVerifier.Check(record, key));
        }
    }

    private static RunRecord FromFile(string path)
    {
        byte[] evidence = Read(path)!;
        if (evidence.AsSpan().IndexOf("\"schemaVersion\""u8) < 0 && evidence.AsSpan().IndexOf("\"runId\""u8) < 0)
        {
            throw new PhoenixException(ErrorCode.Usage, $"{path} is no evidence of a run", "name a run, or a file evidence.json");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return new RunRecord(evidence, Optional(Read(Path.Combine(folder, JournalFile))), Optional(Read(path + EvidenceKey.SignatureSuffix)), null, null);
    }

    // Spelled out, because a bare null would become an empty file here, not a missing one.
    private static ReadOnlyMemory<byte>? Optional(byte[]? bytes) => bytes is null ? default(ReadOnlyMemory<byte>?) : new ReadOnlyMemory<byte>(bytes);

    private static byte[]? Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllBytes(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PhoenixException(ErrorCode.NotFound, $"{path} cannot be read: {e.Message}", "read it as the user that made the run", e);
        }
    }
}
