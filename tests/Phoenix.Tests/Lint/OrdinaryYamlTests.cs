using System.Text;
using Phoenix.Errors;
using Phoenix.Manifests.Lint;
using Phoenix.Manifests.Yaml;
using Phoenix.Tests.Shape;
using Xunit;

namespace Phoenix.Tests.Lint;

/// <summary>What is read without the parser is read to the very same values and places as with it; whatever is wrong is left to the parser.</summary>
public sealed class OrdinaryYamlTests
{
    private const int Damages = 12_000;

    // What damage is made of: all that means something in YAML.
    private static readonly string[] Parts =
    [
        "\n", "\n\n", " ", "  ", "    ", "-", "- ", "\n- ", ": ", ":", ":\n", "#", " #", "# x\n", "'", "\"", "''", "\\\"", "\\n", "[", "]", "{", "}", ", ", ",", "|", "|\n", "|-\n", ">", "&a ", "*a", "!t ", "? ", "<<: ", "---\n", "...\n",
        "%", "@", "`", "\t", "\r\n", "~", "null", "x", "key: value\n", "  key: value\n", "- item\n", "  - item\n", "é", "\u2028", "\u00A0", "😀", "a: b: c\n", "key:\n", "key: |\n  text\n", "[a, b]", "{ a: b }", "http://x:1/y", "-1", "--", "$" + "{V}", "{{ .v }}",
    ];

    [Fact]
    public void Ordinary_texts_are_read_without_the_parser()
    {
        string[] texts = [.. Texts()];

        Assert.True(texts.Count(t => OrdinaryYaml.Read(t, new TextPool()) is not null) > texts.Length * 8 / 10);
        Assert.All(texts, text => Assert.Null(Difference(text)));
    }

    [Fact]
    public void Damaged_texts_are_read_the_same_or_left_to_the_parser()
    {
        Random random = new(20260210);
        string[] texts = [.. Texts().Where(t => t.Length < 3_000)];
        int ordinary = 0;
        for (int i = 0; i < Damages; i++)
        {
            string text = Damaged(texts[random.Next(texts.Length)], random);
            ordinary += OrdinaryYaml.Read(text, new TextPool()) is not null ? 1 : 0;

            string? difference = Difference(text) ?? StackDifference(text);
            Assert.True(difference is null, $"case {i}: {difference}\n{text}");
        }

        // Else this would say nothing.
        Assert.InRange(ordinary, Damages / 5, Damages * 19 / 20);
    }

    [Theory]
    [InlineData("a: [b, c]\n")]
    [InlineData("a:\n- b\n- c: d\n  e: f\n-\n")]
    [InlineData("# only\n---\na: 'it''s' # why\n---\n---\n- - x\n  - \"y\\\"\"\n")]
    [InlineData("a: |\n\n  text\n   more\n\nb: |-\n  # no comment\n# a comment\n")]
    [InlineData("a:")]
    [InlineData("")]
    public void A_text_of_this_kind_is_ordinary(string text)
    {
        Assert.NotNull(OrdinaryYaml.Read(text, new TextPool()));
        Assert.Null(Difference(text));
    }

    [Theory]
    [InlineData("a: b\r\n")]
    [InlineData("a: &x b\n")]
    [InlineData("a: *x\n")]
    [InlineData("a: !t b\n")]
    [InlineData("a: b\n c\n")]
    [InlineData("a: b\na: c\n")]
    [InlineData("a: >\n  b\n")]
    [InlineData("a: |2\n  b\n")]
    [InlineData("a: [b,\n c]\n")]
    [InlineData("<<: { a: b }\n")]
    [InlineData("? a\n: b\n")]
    [InlineData("a: 'b\n")]
    [InlineData("a: b: c\n")]
    [InlineData("%YAML 1.2\n---\na: b\n")]
    public void A_text_of_this_kind_is_left_to_the_parser(string text) => Assert.Null(OrdinaryYaml.Read(text, new TextPool()));

    [Fact]
    public void A_difference_is_seen()
    {
        Assert.NotNull(Difference(YamlDocuments.ReadAny("a: b", out _, new TextPool()), YamlDocuments.ReadAny("a:  b", out _, new TextPool())));
        Assert.NotNull(Difference(YamlDocuments.ReadAny("a: b", out _, new TextPool()), YamlDocuments.ReadAny("a: c", out _, new TextPool())));
        Assert.NotNull(Difference(YamlDocuments.ReadAny("a: b", out _, new TextPool()), YamlDocuments.ReadAny("a: 'b'", out _, new TextPool())));
        Assert.NotNull(Difference(YamlDocuments.ReadAny("a: [b]", out _, new TextPool()), YamlDocuments.ReadAny("a: [b, c]", out _, new TextPool())));
    }

    [Theory]
    [InlineData("a: b\n---\nc: d\n")]
    [InlineData("a: b\n---\n")]
    [InlineData("---\n---\na: b\n")]
    [InlineData("a: b\na: c\n")]
    [InlineData("a: &x b\n")]
    [InlineData("")]
    public void What_a_stack_file_may_not_hold_is_refused_as_before(string text)
    {
        Assert.Throws<PhoenixException>(() => new YamlText("f").Read(text));
        Assert.Null(StackDifference(text));
    }

    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(34)]
    [InlineData(3_000)]
    public void A_key_is_there_once_however_many_there_are(int count)
    {
        static string Keys(int count, string indent, string value) => string.Concat(Enumerable.Range(0, count).Select(i => $"{indent}k{i}: {value}\n"));

        // Two items of a sequence, two values, one of them with a third within, and many small ones: none has the keys of another.
        string item = "- " + Keys(count, "  ", "x")[2..];
        string once = $"s:\n{item}{item}a:\n{Keys(count, "  ", "x")}b:\n{Keys(count, "  ", "x")}  k{count}:\n{Keys(count, "    ", "x")}{Keys(count, "", "{ k0: x }")}";
        Assert.NotNull(OrdinaryYaml.Read(once, new TextPool()));
        Assert.Null(Difference(once));
        foreach (int twice in (int[])[0, 30, count - 1])
        {
            Assert.Null(OrdinaryYaml.Read($"{once}k{twice}: y\n", new TextPool()));
            Assert.Null(OrdinaryYaml.Read($"a:\n{Keys(count, "  ", "x")}  k{twice}: y\n", new TextPool()));
        }
    }

    [Fact]
    public void A_stack_of_a_thousand_layers_is_ordinary()
    {
        string text = "name: x\nlayers:\n" + string.Concat(Enumerable.Range(0, 1_000).Select(i => $"  l{i}: {{ command: {{ up: [\"true\"] }}, needs: [] }}\n"));
        Assert.NotNull(OrdinaryYaml.Read(text, new TextPool()));
        Assert.Null(StackDifference(text));
    }

    // A stack file's reader refuses more, and says where.
    private static string? StackDifference(string text)
    {
        (YamlValue? value, string? fault) = Stack(new YamlText("f").Read, text);
        (YamlValue? any, string? other) = Stack(new YamlText("f").ReadAny, text);
        return value is null || any is null ? (fault == other ? null : $"{fault ?? "read"} and {other ?? "read"}") : Difference(value, any);
    }

    private static (YamlValue? Value, string? Fault) Stack(Func<string, YamlValue> read, string text)
    {
        try
        {
            return (read(text), null);
        }
        catch (PhoenixException e)
        {
            return (null, e.Message);
        }
    }

    private static IEnumerable<string> Texts() =>
    [
        .. LintRules.All.SelectMany(r => r.Bad.Files.Concat(r.Good.Files)).Where(f => f.Path.EndsWith(".yaml", StringComparison.Ordinal)).Select(f => f.Text).Distinct(),
        .. Directory.EnumerateFiles(Path.Combine(Clone.Root, "examples/ephemeral-castle"), "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText),
    ];

    private static string Damaged(string text, Random random)
    {
        StringBuilder made = new(text);
        for (int damage = random.Next(1, 4); damage > 0 && made.Length > 0; damage--)
        {
            int at = random.Next(made.Length);
            switch (random.Next(4))
            {
                case 0:
                    made.Remove(at, Math.Min(random.Next(1, 6), made.Length - at));
                    break;
                case 1:
                    made.Length = random.Next(8) == 0 ? at : made.Length;
                    break;
                case 2:
                    // Where something is likely to mean something: at a line's start or end.
                    int line = made.ToString().LastIndexOf('\n', at) + random.Next(2);
                    made.Insert(Math.Clamp(line, 0, made.Length), Parts[random.Next(Parts.Length)]);
                    break;
                default:
                    made.Insert(at, Parts[random.Next(Parts.Length)]);
                    break;
            }
        }

        return made.ToString();
    }

    private static string? Difference(string text)
    {
        if (OrdinaryYaml.Read(text, new TextPool()) is not IReadOnlyList<YamlValue> ordinary)
        {
            return null;
        }

        IReadOnlyList<YamlValue> any = YamlDocuments.ReadAny(text, out YamlFault? fault, new TextPool());
        return fault is not null ? $"the parser refuses it: {fault}" : Difference(ordinary, any);
    }

    private static string? Difference(IReadOnlyList<YamlValue> ordinary, IReadOnlyList<YamlValue> any) =>
        ordinary.Count != any.Count ? $"{ordinary.Count} and {any.Count} values" : ordinary.Zip(any, Difference).FirstOrDefault(d => d is not null);

    private static string? Difference(YamlValue ordinary, YamlValue any)
    {
        if (ordinary.GetType() != any.GetType() || (ordinary.Line, ordinary.Column, ordinary.Start, ordinary.End) != (any.Line, any.Column, any.Start, any.End))
        {
            return $"{Shown(ordinary)} and {Shown(any)}";
        }

        return (ordinary, any) switch
        {
            (YamlScalar one, YamlScalar other) => one == other ? null : $"{Shown(one)} and {Shown(other)}",
            (YamlSequence one, YamlSequence other) => Difference(one.Items, other.Items),
            (YamlMapping one, YamlMapping other) => Difference([.. one.Entries.SelectMany(e => new[] { e.Key, e.Value })], [.. other.Entries.SelectMany(e => new[] { e.Key, e.Value })]),
            _ => "values of no kind",
        };
    }

    private static string Shown(YamlValue value) => $"{value.GetType().Name} '{(value as YamlScalar)?.Text}' at {value.Line}:{value.Column}, {value.Start} to {value.End}";
}
