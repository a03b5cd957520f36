using System.Text.RegularExpressions;
using Phoenix.Manifests.Import.Terragrunt;
using Xunit;

namespace Phoenix.Tests.Shipped;

/// <summary>What a plan would stumble over in the castle's units, and what must never stand in them. No provider can be downloaded here: attributes of resources were read in their documentation.</summary>
public sealed partial class CastleUnitsTests
{
    private static readonly string[] Platforms = ["live/platform", "live/platform-aws", "live/platform-gcp"];

    private static readonly string[] Reading = ["init", "show", "state", "destroy"];

    public static TheoryData<string> Folders => [.. CastleUnit.All.Select(u => u.Folder), "modules/talos"];

    [Fact]
    public void The_units_are_the_seeds_layers_and_two_other_platforms() =>
        Assert.Equal(
            ["live/engine", "live/gitops", "live/networking", "live/platform", "live/platform-aws", "live/platform-gcp", "live/secrets", "live/storage"],
            CastleUnit.All.Select(u => u.Folder));

    [Theory]
    [MemberData(nameof(Folders))]
    public void Variables_are_declared_and_used(string folder)
    {
        CastleUnit unit = new(folder);

        Assert.Equal(unit.Declared, unit.Used);
        Assert.NotEmpty(unit.Of("terraform"));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void What_is_secret_is_declared_so_and_has_no_value(string folder)
    {
        CastleUnit unit = new(folder);
        foreach (HclBlock block in unit.Of("variable").Concat(unit.Of("output")).Where(b => Secret().IsMatch(b.Labels[0])))
        {
            Assert.True(block.Attributes.TryGetValue("sensitive", out HclExpression? sensitive) && sensitive.Tokens is [{ Value: "true" }], $"{folder}: {block.Type} {block.Labels[0]} is not sensitive");
            Assert.False(block.Attributes.ContainsKey("default"), $"{folder}: variable {block.Labels[0]} has a value");
        }

        // A data source that waits for a healthy cluster is read by a destroy, too: by then nobody answers.
        Assert.DoesNotContain("data \"talos_cluster_health\"", unit.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_unit_gets_what_it_needs_and_nothing_that_it_does_not_know()
    {
        foreach (CastleUnit unit in CastleUnit.All)
        {
            string[] given = [.. CastleUnit.Shared, .. unit.Inputs, .. ByEnvironment().Matches(unit.UnitText).Select(m => m.Groups["name"].Value)];

            Assert.Empty(unit.Required.Except(given).Select(v => $"{unit.Folder}: {v} has no value"));
            Assert.Empty(unit.Inputs.Except(unit.Declared).Select(v => $"{unit.Folder}: {v} is given and not declared"));
        }
    }

    [Fact]
    public void A_module_is_called_with_all_that_it_needs()
    {
        CastleUnit module = new("modules/talos");
        foreach (CastleUnit unit in CastleUnit.All.Where(u => u.Of("module").Any()))
        {
            HclBlock call = Assert.Single(unit.Of("module"));
            Assert.Equal("../../modules/talos", call.Attributes["source"].Text);
            Assert.Equal(module.Required, call.Attributes.Keys.Where(k => k is not ("source" or "depends_on")).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void What_a_unit_takes_from_another_one_is_there_also_when_that_one_is_gone()
    {
        int taken = 0;
        foreach (CastleUnit unit in CastleUnit.All)
        {
            foreach (Match match in Taken().Matches(unit.UnitText))
            {
                HclBlock dependency = Assert.Single(unit.DependencyBlocks, d => d.Labels[0] == match.Groups["from"].Value);
                string output = match.Groups["output"].Value;
                string[] from = dependency.Attributes["config_path"].Text is string path ? [$"live/{Path.GetFileName(path)}"] : Platforms;

                Assert.Contains(output, CastleUnit.KeysOf(dependency, "mock_outputs"));
                Assert.All(from, f => Assert.Contains(output, new CastleUnit(f).Outputs));
                Assert.True(dependency.Attributes["mock_outputs_allowed_terraform_commands"].List is { } commands && Reading.All(c => commands.Any(a => a.Text == c)) && !commands.Any(a => a.Text is "apply" or "plan"), unit.Folder);
                taken++;
            }
        }

        Assert.True(taken >= 10, "too few");
    }

    [Fact]
    public void Only_the_platform_changes_from_one_cloud_to_another()
    {
        string[] outputs = new CastleUnit("live/platform").Outputs;
        Assert.Equal(["control_plane", "endpoint", "kubeconfig", "talosconfig"], outputs);
        Assert.All(Platforms, p => Assert.Equal(outputs, new CastleUnit(p).Outputs));

        // The others know it by one name, in one place.
        Assert.All(CastleUnit.All.Where(u => !Platforms.Contains(u.Folder)), u => Assert.DoesNotMatch("proxmox|aws_|google_", u.Text + u.UnitText));
    }

    [GeneratedRegex("secret|token|kubeconfig|talosconfig|client_configuration")]
    private static partial Regex Secret();

    [GeneratedRegex(@"\bTF_VAR_(?<name>\w+)")]
    private static partial Regex ByEnvironment();

    [GeneratedRegex(@"\bdependency\.(?<from>\w+)\.outputs\.(?<output>\w+)")]
    private static partial Regex Taken();
}
