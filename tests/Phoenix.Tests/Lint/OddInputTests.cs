using System.Diagnostics;
using System.Text;
using Phoenix.Manifests.Lint;
using Phoenix.Manifests.Lint.Reading;
using Phoenix.Manifests.Yaml;
using Xunit;

namespace Phoenix.Tests.Lint;

/// <summary>Whatever a file holds: it is read, or it is said that it was not. Never silence, never a crash.</summary>
public sealed class OddInputTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lint-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Line_ends_and_byte_order_marks_do_not_move_a_place(string end)
    {
        string text = "\uFEFF" + Look.ConfigMap("a", "bad").Replace("\n", end, StringComparison.Ordinal);

        Assert.Equal(["mark a.yaml:6:8"], Look.At(Look.ReadBytes("a.yaml", Look.Bytes(text))));
    }

    [Fact]
    public void Documents_lists_anchors_and_merge_keys_are_read()
    {
        LintSet set = Look.Read(("a.yaml", """
            # a comment alone
            ---
            apiVersion: v1
            kind: List
            items:
            - apiVersion: v1
              kind: ConfigMap
              metadata: &m { name: one, namespace: &ns apps }
              data: &d { key: bad }
            - apiVersion: v1
              kind: ConfigMap
              metadata: { <<: *m, name: two }
              data: *d
            ---
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: three }
            ...
            """));

        Assert.Equal(["one", "two", "three"], set.Manifests.Select(m => m.Name));
        Assert.Equal("apps", set.Manifests[1].Namespace);
        Assert.Empty(set.Notes);
        Assert.Equal(["mark a.yaml:9:19", "mark a.yaml:9:19"], Look.At(set));
    }

    [Fact]
    public void Json_is_read_tabs_and_all()
    {
        LintSet set = Look.Read(("a.json", "{\n\t\"apiVersion\": \"v1\",\n\t\"kind\": \"ConfigMap\",\n\t\"metadata\": {\"name\": \"a\"},\n\t\"data\": {\"key\":\t\"bad\"}\n}\n"), ("package.json", "{ \"name\": // no JSON\n"));

        Assert.Equal(["mark a.json:5:18"], Look.At(set));
    }

    [Theory]
    [InlineData("a: [\n", "unreadable-file a.yaml:")]
    [InlineData("a: b\n\tc: d\n", "unreadable-file a.yaml:")]
    [InlineData("a: 'b\n", "unreadable-file a.yaml:")]
    [InlineData("a: 1\nb: 2\na: 3\n", "unreadable-file a.yaml:3:1")]
    [InlineData("a: *nowhere\n", "unreadable-file a.yaml:1:4")]
    [InlineData("a: b\nc: \0\n", "unreadable-file a.yaml:2:1")]
    [InlineData("a: {{ .Values.x }} b\n", "template-not-read a.yaml:")]
    [InlineData("{{- if .Values.x }}\na: b\n{{- end }}\n", "template-not-read a.yaml:")]
    [InlineData("{% raw %}\na: b\n{% endraw %}\n", "template-not-read a.yaml:")]
    public void What_is_not_read_is_said(string text, string expected)
    {
        LintSet set = Look.Read(("a.yaml", text));

        Assert.StartsWith(expected, Assert.Single(Look.At(set)), StringComparison.Ordinal);
        Assert.Equal(expected.StartsWith("template", StringComparison.Ordinal), set.SeesAll);
    }

    [Fact]
    public void What_stands_before_the_damage_is_still_looked_at() =>
        Assert.Equal(["mark a.yaml:6:8", "unreadable-file a.yaml:9:1"], Look.At(Look.Read(("a.yaml", Look.ConfigMap("a", "bad") + "---\na: [\n"))).Order());

    [Fact]
    public void A_file_that_is_no_utf8_text_is_said() =>
        Assert.Equal(["unreadable-file a.yaml:1:1"], Look.At(Look.ReadBytes("a.yaml", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Look.ConfigMap("a", "bad"))])));

    [Theory]
    [InlineData("[", 200_000)]
    [InlineData("{a: ", 200_000)]
    [InlineData("- ", 100_000)]
    [InlineData("[", 1_900)]
    public void Nesting_without_end_is_refused(string open, int times) =>
        Assert.StartsWith("unreadable-file a.yaml", Assert.Single(Look.At(Look.Read(("a.yaml", "a:\n " + string.Concat(Enumerable.Repeat(open, times)))))), StringComparison.Ordinal);

    [Fact]
    public void Brackets_in_texts_are_no_nesting()
    {
        string text = string.Concat(Enumerable.Range(0, 500).Select(i => $"  key{i}: \"[[\"\n"));

        Assert.Empty(Look.At(Look.Read(("a.yaml", Look.ConfigMap("a", "x") + text))));
    }

    [Fact]
    public void A_bomb_of_aliases_is_refused_before_it_goes_off()
    {
        StringBuilder bomb = new("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++)
        {
            bomb.Append($"a{i}: &a{i} [").AppendJoin(", ", Enumerable.Repeat($"*a{i - 1}", 10)).Append("]\n");
        }

        long start = Stopwatch.GetTimestamp();
        Assert.StartsWith("unreadable-file a.yaml", Assert.Single(Look.At(Look.Read(("a.yaml", bomb.ToString())))), StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("just a text\n")]
    public void A_named_file_that_holds_nothing_is_said(string text)
    {
        Assert.Equal(["unreadable-file a.yaml:1:1"], Look.At(Look.ReadBytes("a.yaml", Look.Bytes(text), "/a.yaml")));
        Assert.Empty(Look.At(Look.ReadBytes("a.yaml", Look.Bytes(text))));
    }

    [Fact]
    public void Links_that_go_in_circles_end()
    {
        File.WriteAllText(Path.Combine(folder, "a.yaml"), Look.ConfigMap("a", "bad"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "again"), folder);
        File.CreateSymbolicLink(Path.Combine(folder, "b.yaml"), "c.yaml");
        File.CreateSymbolicLink(Path.Combine(folder, "c.yaml"), "b.yaml");
        File.CreateSymbolicLink(Path.Combine(folder, "d.yaml"), "nowhere");

        string[] found = Look.At(new LintReader(new FolderTree(folder)).Read([folder]));

        Assert.Equal(["mark a.yaml:6:8", "unreadable-file b.yaml:1:1", "unreadable-file c.yaml:1:1", "unreadable-file d.yaml:1:1"], found);
    }

    [Fact]
    public void A_link_to_a_folder_elsewhere_is_said_and_what_it_hides_is_not_concluded_from()
    {
        string inner = Directory.CreateDirectory(Path.Combine(folder, "inner")).FullName;
        Directory.CreateDirectory(Path.Combine(folder, "other"));
        Directory.CreateSymbolicLink(Path.Combine(inner, "out"), Path.Combine(folder, "other"));
        File.WriteAllText(Path.Combine(inner, "a.yaml"), Look.ConfigMap("a", "x"));

        LintSet set = new LintReader(new FolderTree(folder)).Read([inner]);

        Assert.Equal(["not-followed inner/out:1:1"], Look.At(set));
        Assert.False(set.SeesAll);
    }

    [Fact]
    public void A_pipe_is_not_waited_for()
    {
        using Process mkfifo = Process.Start("mkfifo", [Path.Combine(folder, "a.yaml")]);
        mkfifo.WaitForExit();
        Assert.Equal(0, mkfifo.ExitCode);

        Assert.Empty(Look.At(new LintReader(new FolderTree(folder)).Read([folder])));
    }

    [Fact]
    public void A_templates_folder_of_a_chart_is_said_and_its_values_are_no_manifests()
    {
        LintSet set = Look.Read(("chart/Chart.yaml", "apiVersion: v2\nname: x\nversion: 1.0.0\n"), ("chart/values.yaml", "a: bad\n"), ("chart/templates/a.yaml", Look.ConfigMap("\"{{ .Values.x }}\"", "bad")));

        Assert.Equal(["template-not-read chart/templates/a.yaml:1:1"], Look.At(set));
    }

    [Fact]
    public void Offsets_are_those_of_the_text()
    {
        const string text = "a: plain\nb: 'single''s'\nc: \"double\\n\"\nd: |\n  block\ne: [x, 'y']\nf: &n x\ng: *n\nh: two\n  lines\n";
        YamlMapping root = (YamlMapping)Assert.Single(YamlDocuments.Read(text.Replace("\n", "\r\n", StringComparison.Ordinal), out YamlFault? fault));

        Assert.Null(fault);
        string[] spans = [.. root.All().OfType<YamlScalar>().Where(s => s.Start >= 0 && s.Style != YamlScalarStyle.Literal).Select(s => text.Replace("\n", "\r\n", StringComparison.Ordinal)[s.Start..s.End])];
        Assert.Equal(["plain", "'single''s'", "\"double\\n\"", "x", "'y'"], spans);
    }
}
