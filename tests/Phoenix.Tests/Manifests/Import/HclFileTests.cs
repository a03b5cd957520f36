using Phoenix.Manifests.Import.Terragrunt;
using Xunit;

namespace Phoenix.Tests.Manifests.Import;

public sealed class HclFileTests
{
    [Fact]
    public void Blocks_attributes_and_labels_are_read_between_comments_texts_and_heredocs()
    {
        HclBlock file = Read(""""
            # dependency "commented" { config_path = "../x" }
            // so is this {
            /* dependency "too" { */
            include "root" { path = find_in_parent_folders("root.hcl") }
            locals {
              text   = "a # no comment, a { brace } and a \"quote\""
              nested = "${merge({ a = "}" }, { b = "${local.x}" })}"
              script = <<-EOT
                dependency "in_a_heredoc" { config_path = "../nowhere" }
                EOT
              map    = { a = { b = [1, 2] }, "c" = "}" }
            }
            dependency "vpc" {
              config_path  = "../vpc" # where it is
              mock_outputs = {
                id = "dependency { }"
              }
            }
            dependencies {
              paths = [
                "../a",   // first
                "../b",
              ]
            }
            """", out int? broken);

        Assert.Null(broken);
        Assert.Equal(["include", "locals", "dependency", "dependencies"], file.Blocks.Select(b => b.Type));
        HclBlock vpc = Assert.Single(file.Of("dependency"));
        Assert.Equal(("vpc", 13), (Assert.Single(vpc.Labels), vpc.Line));
        Assert.Equal(("../vpc", 14), (vpc.Attributes["config_path"].Text, vpc.Attributes["config_path"].Line));
        Assert.Equal([("../a", 21), ("../b", 22)], file.Of("dependencies").Single().Attributes["paths"].List!.Select(e => (e.Text!, e.Line)));
        Assert.Equal("root.hcl", file.Of("include").Single().Attributes["path"].CallOf("find_in_parent_folders"));
        HclBlock locals = file.Of("locals").Single();
        Assert.Equal("a # no comment, a { brace } and a \"quote\"", locals.Attributes["text"].Text);
        Assert.Null(locals.Attributes["nested"].Text);
        Assert.Equal(["text", "nested", "script", "map"], locals.Attributes.Keys);
    }

    [Theory]
    [InlineData("a = \"x${b}\"", null)]
    [InlineData("a = \"$${b}\"", "${b}")]
    [InlineData("a = \"x\" + \"y\"", null)]
    [InlineData("a = \"../\\u0061\"", null)]
    [InlineData("a = f(\"x\")", null)]
    [InlineData("a = \"x\"", "x")]
    [InlineData("\uFEFFa = \"x\"\r\n", "x")]
    public void Only_a_text_without_expressions_is_a_text(string text, string? expected) =>
        Assert.Equal(expected, Read(text, out _).Attributes["a"].Text);

    [Theory]
    [InlineData("a = [\"x\", f(\"y\", \"z\"), \"w\"]", "x|?|w")]
    [InlineData("a = [\"x${y}\"]", "?")]
    [InlineData("a = []", "")]
    [InlineData("a = [[\"x\"], {b = 1}]", "?|?")]
    public void A_list_knows_which_of_its_elements_are_texts(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', Read(text, out _).Attributes["a"].List!.Select(e => e.Text ?? "?")));

    [Theory]
    [InlineData("a = concat([\"x\"], [\"y\"])")]
    [InlineData("a = [\"x\"] == [\"y\"]")]
    [InlineData("a = [for x in y : x]...")]
    [InlineData("a = local.paths")]
    public void What_is_no_list_is_none(string text) => Assert.Null(Read(text, out _).Attributes["a"].List);

    [Theory]
    [InlineData("a \"b\" {\n  c = 1\n", 1)]
    [InlineData("a = 1\n}\n", 2)]
    [InlineData("a = 1\n/* never ended\n", 2)]
    [InlineData("a = 1\nb = \"never ended\n", 2)]
    [InlineData("a = 1\nb = \"${never ended\n", 2)]
    [InlineData("a = <<EOT\nnever ended\n", 1)]
    [InlineData("a = 1\n?\nb = 2\n", 2)]
    [InlineData("a b c\n", 1)]
    [InlineData("<html>", 1)]
    public void What_cannot_be_read_is_named_by_its_line(string text, int line)
    {
        Read(text, out int? broken);

        Assert.Equal(line, broken);
    }

    [Fact]
    public void Deep_nesting_ends_the_reading_and_not_the_process()
    {
        Read(string.Concat(Enumerable.Repeat("a {\n", 100_000)), out int? blocks);
        Read("a = " + new string('[', 100_000), out _);
        Read("a = " + string.Concat(Enumerable.Repeat("\"${", 100_000)), out int? texts);

        Assert.NotNull(blocks);
        Assert.NotNull(texts);
    }

    [Fact]
    public void No_beginning_of_a_file_makes_it_fail()
    {
        const string whole = "# c\nlocals {\n a = \"${f(\"x\")}\"\n b = <<-E\n t\n E\n}\ndependency \"v\" {\n config_path = \"../v\"\n}\n/* e */ dependencies { paths = [\"../a\", \"$${b}\"] }\n";
        for (int length = 0; length <= whole.Length; length++)
        {
            Read(whole[..length], out _);
            Read(whole[length..], out _);
        }
    }

    private static HclBlock Read(string text, out int? broken) => HclFile.Read(text, out broken);
}
