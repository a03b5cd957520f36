using System.Globalization;
using System.Text.Json;
using Phoenix.Errors;
using Phoenix.Journal;

namespace Phoenix.Verification;

/// <summary>Whether evidence is what its journal gives, member by member: a seal made anew over other content is found by this.</summary>
internal static class AgreementCheck
{
    private const int Shown = 5;
    private const int Length = 80;

    public static RecordCheck Of(Evidence? evidence, ReadOnlyMemory<byte> file, JournalContent? journal)
    {
        if (evidence is null || journal is null)
        {
            return RecordCheck.NotChecked(CheckName.Agreement, "it needs evidence and journal, both undamaged");
        }

        byte[] again;
        try
        {
            again = Seal.Apply(EvidenceBuilder.Build(journal.Events, journal.Head), evidence.Previous);
        }
        catch (PhoenixException e)
        {
            return RecordCheck.Failed(CheckName.Agreement, $"no evidence can be built from the journal: {e.Message}");
        }

        using JsonDocument given = JsonDocument.Parse(file);
        using JsonDocument built = JsonDocument.Parse(again);
        List<string> differences = [.. Differences(given.RootElement, built.RootElement, "").Take(Shown + 1)];
        return differences.Count == 0
            ? RecordCheck.Passed(CheckName.Agreement, "every member of the evidence is what the journal gives")
            : RecordCheck.Failed(CheckName.Agreement, string.Join("; ", differences.Take(Shown)) + (differences.Count > Shown ? "; and more" : "") + $" (written by {evidence.Tool})");
    }

    // The journal's head is its own check, and the seal is over the bytes: neither can be built from events. Members that only the journal gives are
    // those that a version before this one did not write.
    private static IEnumerable<string> Differences(JsonElement given, JsonElement built, string path)
    {
        if (path is "seal" or "journal")
        {
            yield break;
        }

        if (given.ValueKind != built.ValueKind)
        {
            yield return Differs(path, given, built);
        }
        else if (given.ValueKind is JsonValueKind.Object)
        {
            foreach (JsonProperty member in given.EnumerateObject())
            {
                string inner = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
                bool there = built.TryGetProperty(member.Name, out JsonElement other);
                foreach (string difference in there ? Differences(member.Value, other, inner) : [$"{inner}: the journal does not give it"])
                {
                    yield return difference;
                }
            }
        }
        else if (given.ValueKind is JsonValueKind.Array)
        {
            if (given.GetArrayLength() != built.GetArrayLength())
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{path}: the evidence has {given.GetArrayLength()}, the journal gives {built.GetArrayLength()}");
                yield break;
            }

            for (int i = 0; i < given.GetArrayLength(); i++)
            {
                foreach (string difference in Differences(given[i], built[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]")))
                {
                    yield return difference;
                }
            }
        }
        else if (given.GetRawText() != built.GetRawText())
        {
            yield return Differs(path, given, built);
        }
    }

    private static string Differs(string path, JsonElement given, JsonElement built) => $"{path}: the evidence says {Text(given)}, the journal gives {Text(built)}";

    private static string Text(JsonElement element) => element.GetRawText() is { Length: > Length } text ? text[..Length] + "..." : element.GetRawText();
}
