namespace Phoenix.Cli.Rendering.Html;

/// <summary>A clause that asks for a recovery test, in this program's own words, and how far a drill's record goes towards it.</summary>
/// <param name="Name">Document and clause.</param>
/// <param name="Asks">What it asks for.</param>
/// <param name="Shows">What the record of a drill shows of that.</param>
/// <param name="Lacks">What it does not show.</param>
internal sealed record StandardClause(string Name, string Asks, string Shows, string Lacks)
{
    public static IReadOnlyList<StandardClause> All { get; } =
    [
        new(
            "NIST SP 800-34 Rev. 1, 3.5 (testing, training and exercises)",
            "Contingency plans are tested, with recovery on an alternate platform from backup and measured against the objectives.",
            "that this stack was rebuilt from its backup, what each part took, and RTA and RPA as they were measured.",
            "people, roles, call trees and alternate sites; the plan as a document; training."),
        new(
            "NIST SP 800-53 Rev. 5, CP-4(4) (full recovery and reconstitution)",
            "Testing the plan includes a full recovery and reconstitution of the system to a known state.",
            "that the database was destroyed, restored and compared row by row with what clients had been told, which is the known state.",
            "systems outside the stack; that the stack is all of the system; what is listed as not checked."),
        new(
            "ISO 22301:2019, 8.5 (exercise programme)",
            "Exercises and tests are planned, run at intervals and when things change, and give reports that lead to improvement.",
            "one test with its date, its scope, its result and its gaps; the chain of runs shows how often.",
            "the programme and its objectives, decisions drawn from the result, and that anybody acted on them."),
        new(
            "SOC 2 (TSC 2017), A1.3 (recovery plan testing)",
            "Procedures that recover the system are tested against the entity's objectives.",
            "that a recovery ran, how long it took, and how that compares with the objectives where some were set.",
            "that the control operated over the whole period; that nobody but its owner could have written the record."),
        new(
            "Regulation (EU) 2022/2554 (DORA), Article 12 (backup, restoration and recovery)",
            "Backups and their restoration are tested periodically; recovery keeps to the objectives; restored data are checked and reconciled.",
            "one such test, with a reconciliation of every acknowledged write, and the checks of identity, pages and structures.",
            "that the restore ran on systems segregated from the source, which the embedded lab is not; the frequency; reporting duties."),
    ];
}
