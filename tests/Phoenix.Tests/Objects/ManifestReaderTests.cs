using System.Text;
using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Manifests.Lint.Reading;
using Phoenix.Manifests.Objects;
using Xunit;

namespace Phoenix.Tests.Objects;

public sealed class ManifestReaderTests
{
    private const string Map = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n";

    [Theory]
    [InlineData("yes", "true")]
    [InlineData("off", "false")]
    [InlineData("true", "true")]
    [InlineData("'yes'", "\"yes\"")]
    [InlineData("\"1\"", "\"1\"")]
    [InlineData("1", "1")]
    [InlineData("-7", "-7")]
    [InlineData("1_000", "1000")]
    [InlineData("0644", "420")]
    [InlineData("0o17", "15")]
    [InlineData("0x1F", "31")]
    [InlineData("08", "8")]
    [InlineData("1.5", "1.5")]
    [InlineData("1e3", "1000")]
    [InlineData("~", "null")]
    [InlineData("", "null")]
    [InlineData("100m", "\"100m\"")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("2026-01-01", "\"2026-01-01\"")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("|\n  a\n  b\n", "\"a\\nb\\n\"")]
    [InlineData("[1, a]", "[1,\"a\"]")]
    [InlineData("{ 1: a }", "{\"1\":\"a\"}")]
    public void A_value_is_what_kubectl_would_send(string written, string expected)
    {
        JsonObject read = Assert.Single(Reader(("m/a.yaml", $"{Map}value: {written}")).ReadFiles(["/m/a.yaml"]));

        Assert.Equal(expected, read["value"]?.ToJsonString() ?? "null");
    }

    [Fact]
    public void The_objects_of_files_folders_and_lists_come_in_their_order()
    {
        ManifestReader reader = Reader(
            ("m/b.yaml", "---\n" + Map + "---\n\n---\n" + Map.Replace("name: a", "name: b", StringComparison.Ordinal)),
            ("m/c/d.json", """{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Secret","metadata":{"name":"c"}}]}"""),
            ("m/readme.md", "nothing"));

        Assert.Equal(["a", "b", "c"], reader.ReadFiles(["/m"]).Select(o => (string?)o["metadata"]!["name"]));
    }

    [Theory]
    [InlineData("just: yaml")]
    [InlineData(Map + "---\njust: yaml")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: { generateName: a }")]
    [InlineData(Map + "value: .inf")]
    [InlineData(Map + "value: [")]
    [InlineData(Map + "value: a\nvalue: b")]
    [InlineData("apiVersion: v1\nkind: List\nitems: [ a ]")]
    public void What_is_not_understood_is_refused_with_its_place(string text)
    {
        PhoenixException wrong = Assert.Throws<PhoenixException>(() => Reader(("m/a.yaml", text)).ReadFiles(["/m/a.yaml"]));

        Assert.Equal(ErrorCode.Configuration, wrong.Code);
        Assert.Contains("a.yaml:", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_leads_nowhere_and_a_folder_of_nothing_are_refused()
    {
        Assert.Throws<PhoenixException>(() => Reader(("m/a.md", "x")).ReadFiles(["/m/b.yaml"]));
        Assert.Throws<PhoenixException>(() => Reader(("m/a.md", "x")).ReadFiles(["/m"]));
    }

    [Fact]
    public void A_kustomization_is_built_and_is_not_taken_for_manifests()
    {
        ManifestReader reader = Reader(("k/kustomization.yaml", "namespace: castle\nnamePrefix: x-\nresources: [a.yaml]"), ("k/a.yaml", Map));
        JsonObject built = Assert.Single(reader.ReadKustomization("/k"));

        Assert.Equal(("x-a", "castle"), ((string?)built["metadata"]!["name"], (string?)built["metadata"]!["namespace"]));
        Assert.Contains("kustomization:", Assert.Throws<PhoenixException>(() => reader.ReadFiles(["/k"])).Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("resources: [missing.yaml]")]
    [InlineData("resources: [a.yaml]\nreplacements: [ { path: r.yaml } ]")]
    [InlineData("resources: [https://example.org/a.yaml]")]
    [InlineData("resources: []")]
    [InlineData("resources: [broken.yaml]")]
    public void A_kustomization_that_cannot_be_followed_is_refused(string text)
    {
        ManifestReader reader = Reader(("k/kustomization.yaml", text), ("k/a.yaml", Map), ("k/broken.yaml", Map + "a: [\n"));

        Assert.Equal(ErrorCode.Configuration, Assert.Throws<PhoenixException>(() => reader.ReadKustomization("/k")).Code);
    }

    private static ManifestReader Reader(params (string Path, string Text)[] files) => new(new MemoryTree(files.Select(f => (f.Path, Encoding.UTF8.GetBytes(f.Text)))), null);
}
