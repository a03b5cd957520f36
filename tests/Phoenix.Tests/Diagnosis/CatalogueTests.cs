using System.Text.Json;
using System.Text.RegularExpressions;
using NJsonSchema;
using Phoenix.Diagnosis;
using Phoenix.Tests.Shape;
using Xunit;

namespace Phoenix.Tests.Diagnosis;

/// <summary>The catalogue of known failures: every entry finds its own messages and leaves similar healthy ones alone, and refers to what exists.</summary>
public sealed class CatalogueTests
{
    private const string Schema = "docs/spec/failures.schema.json";
    private static readonly KnownFailure Sound = FailureCatalogue.Shipped.Find("pgbackrest-repo-path-relative")!;

    private static readonly KnownSign Sign = FailureCatalogue.Shipped.Signs[0];

    public static TheoryData<string, KnownFailure> Planted => new()
    {
        { "is not matched", Sound with { Matches = ["ERROR: [032]: something else"] } },
        { "matches a healthy line", Sound with { MustNotMatch = [Sound.Matches[0]] } },
        { "holds none of the literals", Sound with { Literals = ["not in the message"] } },
        { "is not found by the reader", Sound with { Literals = ["not in the message"] } },
        { "refers to nothing", Sound with { EchoOf = ["no-such-failure"] } },
        { "refers to nothing", Sound with { EchoOf = ["no-such-*"] } },
        { "refers to nothing", Sound with { BroaderThan = ["no-such-failure"] } },
        { "refers to nothing", Sound with { When = [new FailureCondition { Later = ["no-such-failure"] }] } },
        { "refers to nothing", Sound with { When = [new FailureCondition { Anywhere = ["no-such-failure"] }] } },
        { "refers to no sign", Sound with { When = [new FailureCondition { MoreThan = ["pgbackrest-no-backup-set"] }] } },
        { "refers to no sign", Sound with { When = [new FailureCondition { UnlessLater = ["no-such-sign"] }] } },
        { "echo of itself", FailureCatalogue.Shipped.Find("pgbackrest-backup-info-missing")! with { EchoOf = ["pgbackrest-no-*"] } },
        { "is no expression", Sound with { Pattern = "(?=look)ahead" } },
    };

    public static TheoryData<string, KnownSign> PlantedSigns => new()
    {
        { "is not matched", Sign with { Matches = ["LOG:  something else"] } },
        { "matches a healthy line", Sign with { MustNotMatch = [Sign.Matches[0]] } },
        { "holds none of the literals", Sign with { Literals = ["not in the message"] } },
        { "is asked for by nothing", Sign with { Id = "pg-unused" } },
        { "is no expression", Sign with { Pattern = "(?=look)ahead" } },
    };

    [Fact]
    public void There_are_as_many_as_are_promised_and_no_two_are_called_the_same()
    {
        IReadOnlyList<KnownFailure> all = FailureCatalogue.Shipped.All;

        Assert.True(all.Count > 200, $"only {all.Count}");
        KnownText[] texts = [.. all, .. FailureCatalogue.Shipped.Signs];
        Assert.Equal(texts.Length, texts.Select(f => f.Id).Distinct().Count());
        Assert.Equal(texts.Length, texts.Select(f => f.Pattern).Distinct().Count());
        Assert.All(all, f => Assert.NotEmpty(f.Component));
    }

    [Fact]
    public void Every_entry_finds_its_messages_and_no_healthy_line()
    {
        Assert.Empty(Faults(FailureCatalogue.Shipped));
    }

    [Fact]
    public void Nothing_is_found_before_a_fault_is_planted()
    {
        Assert.Empty(Faults(new FailureCatalogue(Soil, [Sign])));
    }

    [Theory]
    [MemberData(nameof(Planted))]
    public void A_planted_fault_is_found(string fault, KnownFailure planted)
    {
        Assert.Contains(Faults(new FailureCatalogue([.. Soil.Where(f => f.Id != planted.Id), planted], [Sign])), f => f.Contains(fault, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(PlantedSigns))]
    public void A_planted_fault_of_a_sign_is_found(string fault, KnownSign planted)
    {
        Assert.Contains(Faults(new FailureCatalogue(Soil, [planted])), f => f.Contains(fault, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_file_is_as_the_schema_says()
    {
        JsonSchema schema = await JsonSchema.FromJsonAsync(Clone.Read(Schema));
        List<string> files = [.. Clone.Files("src/Phoenix/Diagnosis/Catalogue", "*.json")];

        Assert.True(files.Count >= 10, "the search finds too few");
        Assert.Empty(files.SelectMany(f => schema.Validate(Clone.Read(f)).Select(e => $"{f}: {e}")));
        Assert.All(files, f => Assert.Equal(Path.GetFileNameWithoutExtension(f), JsonDocument.Parse(Clone.Read(f)).RootElement.GetProperty("component").GetString()));
    }

    [Theory]
    [InlineData("\"severity\": \"slow\"", "\"severity\": \"bad\"")]
    [InlineData("\"lastChecked\": \"20", "\"lastChecked\": \"19")]
    [InlineData("\"verify\":", "\"verifies\":")]
    [InlineData("\"literals\": [", "\"literals\": [\"a\\\"b and more\", ")]
    public async Task A_file_that_is_not_so_is_found(string from, string to)
    {
        JsonSchema schema = await JsonSchema.FromJsonAsync(Clone.Read(Schema));
        string file = Clone.Read("src/Phoenix/Diagnosis/Catalogue/proxmox.json");

        Assert.Contains(from, file, StringComparison.Ordinal);
        Assert.NotEmpty(schema.Validate(file.Replace(from, to, StringComparison.Ordinal)));
    }

    // With what a planted one may be an echo of.
    private static IEnumerable<KnownFailure> Soil =>
    [
        FailureCatalogue.Shipped.Find("pgbackrest-no-backup-set")! with { EchoOf = ["pgbackrest-backup-*"] },
        FailureCatalogue.Shipped.Find("pgbackrest-backup-info-missing")! with { EchoOf = [], When = [new FailureCondition { MoreThan = [Sign.Id] }] },
    ];

    private static IEnumerable<string> Faults(FailureCatalogue catalogue)
    {
        IReadOnlyList<KnownFailure> all = catalogue.All;
        Dictionary<string, Regex> patterns = [];
        foreach ((int number, KnownText f) in all.Concat<KnownText>(catalogue.Signs).Index())
        {
            try
            {
                // The reader's own: to make an expression twice is what takes long.
                patterns.Add(f.Id, catalogue.Matcher.Pattern(number));
            }
            catch (Exception e) when (e is ArgumentException or NotSupportedException)
            {
                return [$"{f.Id}: '{f.Pattern}' is no expression: {e.Message}"];
            }
        }

        return [.. all.SelectMany(f => Faults(f, patterns[f.Id], all, catalogue)), .. catalogue.Signs.SelectMany(s => Faults(s, patterns[s.Id], all)), .. Circles(all)];
    }

    private static IEnumerable<string> Faults(KnownText text, Regex pattern)
    {
        foreach (string message in text.Matches)
        {
            if (!pattern.IsMatch(message))
            {
                yield return $"{text.Id}: '{message}' is not matched";
            }

            if (!text.Literals.Any(l => message.Contains(l, StringComparison.Ordinal)))
            {
                yield return $"{text.Id}: '{message}' holds none of the literals";
            }
        }

        foreach (string line in text.MustNotMatch.Where(line => pattern.IsMatch(line)))
        {
            yield return $"{text.Id} matches a healthy line: '{line}'";
        }
    }

    private static IEnumerable<string> Faults(KnownSign sign, Regex pattern, IReadOnlyList<KnownFailure> all) =>
        all.Any(f => Signs(f).Contains(sign.Id)) ? Faults(sign, pattern) : Faults(sign, pattern).Append($"{sign.Id} is asked for by nothing");

    private static IEnumerable<string> Signs(KnownFailure f) => f.When.SelectMany(c => (c.MoreThan ?? []).Concat(c.UnlessLater ?? []));

    private static IEnumerable<string> Faults(KnownFailure f, Regex pattern, IReadOnlyList<KnownFailure> all, FailureCatalogue catalogue)
    {
        foreach (string fault in Faults(f, pattern))
        {
            yield return fault;
        }

        foreach (string message in f.Matches)
        {
            string[] found = [.. Found(catalogue, message)];
            if (!found.Contains(f.Id) && !found.Any(f.BroaderThan.Contains))
            {
                yield return $"{f.Id}: '{message}' is not found by the reader";
            }
        }

        foreach (string line in f.MustNotMatch.Where(line => Found(catalogue, line).Contains(f.Id)))
        {
            yield return $"{f.Id} matches a healthy line: '{line}'";
        }

        IEnumerable<string> references = f.EchoOf.Concat(f.BroaderThan).Concat(f.When.SelectMany(c => (c.Later ?? []).Concat(c.Anywhere ?? [])));
        foreach (string reference in references.Where(r => !all.Any(o => o.Id != f.Id && FailureCatalogue.IsMeant(r, o.Id))))
        {
            yield return $"{f.Id}: '{reference}' refers to nothing";
        }

        foreach (string reference in Signs(f).Where(r => !catalogue.Signs.Any(s => s.Id == r)))
        {
            yield return $"{f.Id}: '{reference}' refers to no sign";
        }
    }

    // Two that are echoes of each other would leave no cause.
    private static IEnumerable<string> Circles(IReadOnlyList<KnownFailure> all)
    {
        Dictionary<string, string[]> causes = all.ToDictionary(f => f.Id, f => all.Where(o => o.Id != f.Id && f.EchoOf.Any(r => FailureCatalogue.IsMeant(r, o.Id))).Select(o => o.Id).ToArray());
        foreach (KnownFailure f in all)
        {
            HashSet<string> seen = [];
            Stack<string> open = new(causes[f.Id]);
            while (open.TryPop(out string? id))
            {
                if (id == f.Id)
                {
                    yield return $"{f.Id} is an echo of itself";
                    break;
                }

                if (seen.Add(id))
                {
                    foreach (string next in causes[id])
                    {
                        open.Push(next);
                    }
                }
            }
        }
    }

    private static IEnumerable<string> Found(FailureCatalogue catalogue, string line)
    {
        Explainer explainer = new(catalogue);
        explainer.ReadErrors("line", [(1, line)]);
        Explanation explanation = explainer.Explain();
        return explanation.Failures.Concat(explanation.Notes).Select(f => f.Failure.Id);
    }
}
