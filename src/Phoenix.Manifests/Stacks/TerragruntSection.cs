using Phoenix.Manifests.Yaml;
using Phoenix.Stacks;

namespace Phoenix.Manifests.Stacks;

/// <summary>Reads <c>terragrunt</c> of a layer: a directory, or a mapping.</summary>
internal sealed class TerragruntSection(Section layer, Places places, GateSection gates)
{
    public DriverDefinition.Terragrunt Read()
    {
        if (layer.Find("terragrunt") is YamlScalar)
        {
            return new DriverDefinition.Terragrunt(
                places.Of(layer.RequireText("terragrunt")), false, "terragrunt", TerraformSection.Nothing, TerraformSection.NoSecrets, [], TerraformSection.LockTimeout);
        }

        Section t = layer.Sub("terragrunt", "directory", "all", "binary", "env", "secrets", "forget", "api", "lockTimeout")!;
        TerraformSection shared = new(layer, places, gates);
        IReadOnlyDictionary<string, ValueTemplate> environment = gates.Environment(t);
        return new DriverDefinition.Terragrunt(
            places.Of(t.RequireText("directory")), t.Flag("all"), shared.Binary(t, "terragrunt"), environment, shared.Secrets(t, environment), TerraformSection.Forget(t),
            TerraformSection.Lock(t), TerraformSection.Api(t));
    }
}
