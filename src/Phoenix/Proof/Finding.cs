using System.Text.Json.Serialization;

namespace Phoenix.Proof;

/// <summary>What one checker says of one history.</summary>
/// <param name="Checker">The checker's name, e.g. <c>ledger</c>.</param>
/// <param name="Verdict">Its verdict.</param>
/// <param name="Detail">What was compared and what was seen, with numbers; the evidence for the verdict.</param>
/// <param name="NotCovered">What this checker could not or did not look at, each a short phrase.</param>
[method: JsonConstructor]
public sealed record Finding(string Checker, Verdict Verdict, string Detail, IReadOnlyList<string> NotCovered)
{
    /// <summary>Makes a finding that leaves nothing out.</summary>
    public Finding(string checker, Verdict verdict, string detail)
        : this(checker, verdict, detail, [])
    {
    }
}
