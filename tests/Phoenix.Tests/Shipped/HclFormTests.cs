using Phoenix.Tests.Shape;
using Xunit;

namespace Phoenix.Tests.Shipped;

/// <summary>The examples' Terraform and Terragrunt files are in the form of <c>terraform fmt</c>, as far as single lines tell; with a real Terraform that is asked, too (CastleFormTests).</summary>
public sealed class HclFormTests
{
    [Fact]
    public void The_examples_are_formatted()
    {
        string[] files = [.. Clone.Files("examples", "*.tf"), .. Clone.Files("examples", "*.hcl")];
        Assert.Contains("examples/ephemeral-castle/live/platform/main.tf", files);
        Assert.Contains("examples/ephemeral-castle/live/root.hcl", files);

        Assert.Empty(files.SelectMany(f => HclForm.Faults(Clone.Read(f)).Select(fault => $"{f}:{fault}")));
    }

    [Theory]
    [InlineData("a = 1\r\n")]
    [InlineData("a = 1")]
    [InlineData("a = 1\n\n")]
    [InlineData("a = 1 \n")]
    [InlineData("a = 1\n\n\nb = 2\n")]
    [InlineData("a {\n b = 1\n}\n")]
    [InlineData("a {\n  b = 1\n  }\n")]
    [InlineData("a {\n\tb = 1\n}\n")]
    [InlineData("a {\n  b = 1\n")]
    [InlineData("a {\n  b = 1\n  long = 2\n}\n")]
    [InlineData("a {\n  b    = 1\n  c    = 2\n}\n")]
    [InlineData("a {\n  b  = [\n    1,\n  ]\n}\n")]
    [InlineData("a =1\n")]
    [InlineData("a =  1\n")]
    [InlineData("a = { b = 1}\n")]
    [InlineData("a = [ 1 ]\n")]
    [InlineData("a = [1,2]\n")]
    [InlineData("// a\n")]
    [InlineData("a = <<E\nb\nE\n")]
    public void A_text_out_of_form_is_found(string text) => Assert.NotEmpty(HclForm.Faults(text));

    [Theory]
    [InlineData("a = 1\n\nlong = 2\n")]
    [InlineData("a    = 1\nlong = 2\n")]
    [InlineData("a = {\n  b = 1\n}\nlong = 2\n")]
    [InlineData("a {\n  # x  y\n  b = \"${c(\"d }  e\")}/{ f\"\n\n  g {}\n}\n")]
    [InlineData("a = { b = 1, c = [2, 3] }\nd = e == f ? 1 : 2\n")]
    public void A_text_in_form_passes(string text) => Assert.Empty(HclForm.Faults(text));
}
