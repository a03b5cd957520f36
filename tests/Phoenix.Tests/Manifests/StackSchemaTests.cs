using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;
using Phoenix.Errors;
using Phoenix.Manifests;
using Phoenix.Manifests.Stacks;
using Phoenix.Manifests.Yaml;
using Phoenix.Tests.Shape;
using Xunit;

namespace Phoenix.Tests.Manifests;

/// <summary>What <c>docs/spec/stack.schema.json</c> says is what the parser does: key by key, and on files that are right and wrong.</summary>
public sealed class StackSchemaTests
{
    private const string Path = "docs/spec/stack.schema.json";

    // Keys of a layer that are beside its driver.
    private static readonly string[] BesideDriver = ["needs", "gates", "timeout", "retries", "wipe", "memory"];

    public static TheoryData<string> Valid => new(SchemaSamples.Valid);

    public static TheoryData<string> Invalid => new(SchemaSamples.Invalid);

    private static JsonObject Schema => JsonNode.Parse(Clone.Read(Path))!.AsObject();

    [Theory]
    [MemberData(nameof(Valid))]
    public async Task A_valid_file_is_valid_for_both(string text)
    {
        StackFile.Parse(text, "/stacks/phoenix.yaml");

        Assert.Empty(await FaultsAsync(text));
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task An_invalid_file_is_invalid_for_both(string text)
    {
        Assert.Equal(ErrorCode.Configuration, Assert.Throws<PhoenixException>(() => StackFile.Parse(text, "/stacks/phoenix.yaml")).Code);

        Assert.NotEmpty(await FaultsAsync(text));
    }

    [Fact]
    public async Task What_the_clone_holds_is_valid_for_both()
    {
        List<string> files = [.. Clone.Files("src/Phoenix.Cli/Templates", "*.yaml"), .. Clone.Files("examples", "phoenix.yaml").Where(f => !f.Contains("broken", StringComparison.Ordinal))];
        Assert.True(files.Count >= 5, "the search finds too few");
        foreach (string text in files.Select(Clone.Read).Append(DocumentedExample()))
        {
            StackFile.Parse(text, "/stacks/phoenix.yaml");
            Assert.Empty(await FaultsAsync(text));
        }
    }

    [Fact]
    public void Every_section_has_the_keys_that_the_parser_knows() => Assert.Empty(Differences(Schema));

    [Fact]
    public void A_key_that_one_side_lacks_is_found()
    {
        foreach ((string section, JsonObject definition) in Definitions(Schema).ToArray())
        {
            JsonObject lacks = Schema;
            string key = Properties(lacks, section).First().Key;
            Properties(lacks, section).Remove(key);
            Assert.Contains(Differences(lacks), d => d.StartsWith($"{section}: '{key}'", StringComparison.Ordinal));

            JsonObject more = Schema;
            Properties(more, section)["invented"] = new JsonObject();
            Assert.Contains($"{section}: the parser does not know 'invented'", Differences(more));
            Assert.False(definition["additionalProperties"]!.GetValue<bool>(), $"{section} takes any key");
        }

        JsonObject unused = Schema;
        unused["definitions"]!["invented"] = new JsonObject { ["properties"] = new JsonObject { ["a"] = new JsonObject() } };
        Assert.Contains("invented: no valid sample has this section", Differences(unused));
    }

    [Fact]
    public void Every_driver_and_every_gate_is_one_of_which_one_must_be_given()
    {
        Assert.Equal(Properties(Schema, "layer").Select(p => p.Key).Except(BesideDriver).Order(), Choices("layer"));
        Assert.Equal(Properties(Schema, "gate").Select(p => p.Key).Except(["timeout"]).Order(), Choices("gate"));
    }

    // Where the parser's keys, as it opened the sections of the valid samples, and the schema's properties differ.
    private static List<string> Differences(JsonObject schema)
    {
        var catalogue = new SectionCatalogue();
        foreach (string sample in SchemaSamples.Valid)
        {
            StackFile.Parse(sample, "/stacks/phoenix.yaml", catalogue);
        }

        Dictionary<string, JsonObject> definitions = Definitions(schema).ToDictionary(d => d.Section, d => d.Definition);
        List<string> differences = [.. definitions.Keys.Except(catalogue.Sections.Keys).Select(s => $"{s}: no valid sample has this section")];
        foreach ((string section, IReadOnlyList<string> known) in catalogue.Sections)
        {
            if (!definitions.ContainsKey(section))
            {
                differences.Add($"{section}: the schema lacks this section");
                continue;
            }

            string[] keys = [.. Properties(schema, section).Select(p => p.Key)];
            differences.AddRange(keys.Except(known).Select(k => $"{section}: the parser does not know '{k}'"));
            differences.AddRange(known.Except(keys).Where(k => !IsOfALaterVersion(section, k)).Select(k => $"{section}: '{k}' is not in the schema"));
        }

        return differences;
    }

    // The parser knows such a key only to say so.
    private static bool IsOfALaterVersion(string section, string key)
    {
        string? text = section switch
        {
            "layer" => $"name: a\nlayers: {{ b: {{ {key}: x }} }}\n",
            "gate" => $"name: a\nlayers: {{ b: {{ lab: x, gates: [ {{ {key}: x }} ] }} }}\n",
            _ => null,
        };
        try
        {
            return text is not null && StackFile.Parse(text, "/stacks/phoenix.yaml") is null;
        }
        catch (PhoenixException e)
        {
            return e.Message.Contains("is not in this version", StringComparison.Ordinal);
        }
    }

    private static IEnumerable<(string Section, JsonObject Definition)> Definitions(JsonObject schema) =>
        schema["definitions"]!.AsObject().Where(d => d.Value!["properties"] is not null).Select(d => (d.Key, d.Value!.AsObject())).Prepend(("stack", schema));

    private static JsonObject Properties(JsonObject schema, string section) =>
        (section == "stack" ? schema : schema["definitions"]![section]!)["properties"]!.AsObject();

    private static IEnumerable<string> Choices(string section) =>
        Schema["definitions"]![section]!["oneOf"]!.AsArray().Select(c => c!["required"]![0]!.GetValue<string>()).Order();

    private static string DocumentedExample()
    {
        string page = Clone.Read("docs/spec/stack.md");
        int start = page.IndexOf("```yaml\n", StringComparison.Ordinal) + "```yaml\n".Length;
        return page[start..page.IndexOf("\n```", start, StringComparison.Ordinal)] + "\n";
    }

    private static async Task<IEnumerable<string>> FaultsAsync(string text)
    {
        JsonSchema schema = await JsonSchema.FromJsonAsync(Clone.Read(Path));
        return [.. schema.Validate(Json(new YamlText("phoenix.yaml").Read(text))?.ToJsonString() ?? "null").Select(f => f.ToString())];
    }

    // As an editor reads YAML: only plain texts can be something else than text.
    private static JsonNode? Json(YamlValue value) => value switch
    {
        YamlMapping m => new JsonObject(m.Entries.Select(e => KeyValuePair.Create(e.Key.Text, Json(e.Value)))),
        YamlSequence s => new JsonArray([.. s.Items.Select(Json)]),
        YamlScalar { IsPlain: true, Text: "true" or "false" } b => JsonValue.Create(b.Text == "true"),
        YamlScalar { IsPlain: true, Text: "" or "null" or "~" } => null,
        YamlScalar { IsPlain: true } n when long.TryParse(n.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) => JsonValue.Create(number),
        YamlScalar t => JsonValue.Create(t.Text),
        _ => throw new JsonException(),
    };
}
