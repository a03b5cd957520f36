using System.Globalization;
using System.Security.Cryptography;
using Phoenix.Errors;
using Phoenix.Verification;

namespace Phoenix.Adapters.Files;

/// <summary>Reads what a run left behind, for <see cref="RecordVerifier"/>.</summary>
public static class RunRecordReader
{
    private const string LedgerFolder = "ledger";

    /// <summary>Reads it; null when the run has no evidence.</summary>
    /// <param name="run">The run.</param>
    /// <param name="neighbours">The runs around it; null when their chain is not asked for.</param>
    /// <exception cref="PhoenixException">NotFound: a file cannot be read.</exception>
    public static RunRecord? Read(RunDirectory run, RunNeighbours? neighbours)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.ReadFile(RunDirectory.EvidenceFile) is not byte[] evidence)
        {
            return null;
        }

        using Stream journal = run.ReadJournal();
        using MemoryStream lines = new();
        journal.CopyTo(lines);
        byte[]? signature = run.ReadFile(RunDirectory.EvidenceFile + EvidenceKey.SignatureSuffix);
        // Spelled out, because a bare null would become an empty file here, not a missing one.
        return new RunRecord(evidence, lines.ToArray(), signature is null ? default(ReadOnlyMemory<byte>?) : signature, run.Name, neighbours)
        {
            Ledgers = [.. Ledgers(run)],
            IsPruned = run.ReadFile(RunPruning.NoteFile) is not null,
        };
    }

    private static IEnumerable<LedgerFiles> Ledgers(RunDirectory run)
    {
        string root = Path.Combine(run.Path, LedgerFolder);
        string[] folders = Directory.Exists(root) ? Directory.GetDirectories(root) : [];
        foreach (string folder in folders.Order(StringComparer.Ordinal))
        {
            // c0001-a01: cycle and seeding. Anything else is not a ledger of Phoenix.
            string[] parts = Path.GetFileName(folder).Split("-a");
            if (parts is not [['c', .. string cycleDigits], string attemptDigits]
                || !int.TryParse(cycleDigits, NumberStyles.None, CultureInfo.InvariantCulture, out int cycle)
                || !int.TryParse(attemptDigits, NumberStyles.None, CultureInfo.InvariantCulture, out int attempt))
            {
                continue;
            }

            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            byte[] buffer = new byte[81920];
            foreach (int writer in run.LedgerWriters(cycle, attempt))
            {
                using Stream file = run.ReadLedger(cycle, attempt, writer);
                for (int read = file.Read(buffer); read > 0; read = file.Read(buffer))
                {
                    hash.AppendData(buffer.AsSpan(0, read));
                }
            }

            yield return new LedgerFiles(cycle, attempt, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
    }
}
