using Phoenix.Adapters.Command;
using Phoenix.Adapters.Terraform;
using Phoenix.Adapters.Terragrunt;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Layers;

/// <summary>Makes the driver that a stack file asks for.</summary>
public static class LayerDriverFactory
{
    /// <summary>The driver; nothing is started or read yet.</summary>
    /// <exception cref="ArgumentException">The driver is none of this project (<c>lab</c>).</exception>
    public static ILayerDriver Create(DriverDefinition definition, LayerScope scope) => definition switch
    {
        DriverDefinition.Command command => new CommandDriver(command, scope),
        DriverDefinition.Terraform terraform => new TerraformDriver(terraform, scope),
        DriverDefinition.Terragrunt terragrunt => new TerragruntDriver(terragrunt, scope),
        _ => throw new ArgumentException($"'{definition.Key}' is made elsewhere", nameof(definition)),
    };
}
