using Phoenix.Manifests;
using Phoenix.Stacks;
using Phoenix.Tests.Shape;
using Xunit;

namespace Phoenix.Tests.Manifests;

/// <summary>What <c>phoenix init</c> writes without a repository can be read.</summary>
public sealed class StackTemplateTests
{
    private const string Folder = "src/Phoenix.Cli/Templates";

    [Fact]
    public void There_are_four() =>
        Assert.Equal(["castle", "command", "lab", "terraform"], Clone.Files(Folder, "*.yaml").Select(Path.GetFileNameWithoutExtension));

    [Theory]
    [InlineData("lab", "database")]
    [InlineData("command", "platform app")]
    [InlineData("terraform", "platform networking")]
    [InlineData("castle", "secrets platform engine networking storage gitops database")]
    public void Each_is_a_stack_file(string name, string layers)
    {
        StackDefinition stack = StackFile.Parse(Clone.Read($"{Folder}/{name}.yaml"), "/stacks/phoenix.yaml");

        Assert.Equal("example", stack.Name);
        Assert.Equal(layers, string.Join(' ', stack.Layers.Select(l => l.Name)));
        Assert.All(stack.Layers, l => Assert.Equal(l.Name == "database" ? (name == "castle" ? "postgresCluster" : "lab") : name == "castle" ? "terragrunt" : name, l.Driver.Key));
        // Only what Phoenix itself made may be destroyed without the owner having said so.
        Assert.Equal(name == "lab", stack.Destroyable);
    }
}
