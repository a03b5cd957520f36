using Phoenix.Adapters.Terragrunt;
using Phoenix.Adapters.Tests.LabS3;
using Xunit;

namespace Phoenix.Adapters.Tests.Terragrunt;

/// <summary>Which folders are units: one that is overlooked is never asked for its state, and so is "gone".</summary>
public sealed class TerragruntUnitsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_unit_whose_file_is_a_link_is_one_and_copies_of_modules_are_none()
    {
        Write("shared/unit.hcl", "terraform { source = \"./m\" }");
        Write("live/a/terragrunt.hcl", "terraform { source = \"./m\" }");
        Directory.CreateDirectory(_folder.Sub("live/b"));
        File.CreateSymbolicLink(_folder.Sub("live/b/terragrunt.hcl"), _folder.Sub("shared/unit.hcl"));
        Write("live/a/.terragrunt-cache/x/terragrunt.hcl", "");
        Write("live/a/.terraform/modules/m/examples/terragrunt.hcl", "");

        Assert.Equal(["live/a", "live/b"], new TerragruntUnits("layer", _folder.Path, all: true).Find().Select(f => Path.GetRelativePath(_folder.Path, f)));
    }

    [Theory]
    [InlineData("main.tf")]
    [InlineData("main.tf.json")]
    [InlineData("main.tofu")]
    public void A_folder_above_units_that_has_a_module_is_a_unit_too(string module)
    {
        Write("terragrunt.hcl", "inputs = {}");
        Write("a/terragrunt.hcl", "include { path = find_in_parent_folders() }");
        TerragruntUnits units = new("layer", _folder.Path, all: true);
        Assert.Single(units.Find());

        Write(module, "");
        Assert.Equal(2, units.Find().Count);
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.Sub(name))!);
        File.WriteAllText(_folder.Sub(name), text);
    }
}
