using Phoenix.Ports;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Doctor;

/// <summary>Looks at what a stack file names: folders, certificates, secrets. Secrets are read and never shown.</summary>
/// <param name="stack">The stack.</param>
/// <param name="secrets">Reads its secrets.</param>
public sealed class StackDoctor(StackDefinition stack, ISecretReader secrets)
{
    /// <summary>Looks.</summary>
    public async Task<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken)
    {
        List<DoctorFinding> findings = [.. stack.Layers.SelectMany(Layer)];
        findings.AddRange(Files().DistinctBy(f => f.Path).Where(f => !File.Exists(f.Path)).Select(f =>
            new DoctorFinding($"file {f.Path}", FindingState.Problem, $"{f.For} names it, and it is not there", "put it there, or correct the stack file")));
        foreach (string name in stack.Secrets.Keys.Order(StringComparer.Ordinal))
        {
            findings.Add(await DoctorFault.CatchAsync($"secret {name}", async () =>
            {
                await secrets.ReadAsync(name, cancellationToken).ConfigureAwait(false);
                return new DoctorFinding($"secret {name}", FindingState.Ok, "can be read and is not empty");
            }).ConfigureAwait(false));
        }

        if (!stack.Destroyable)
        {
            findings.Add(new DoctorFinding("destroyable", FindingState.Warning, "the stack file does not say 'destroyable: true': wipe and drill refuse it", "say it once this stack may be destroyed"));
        }

        return findings;
    }

    private static IEnumerable<DoctorFinding> Layer(LayerDefinition layer)
    {
        string? folder = layer.Driver switch
        {
            DriverDefinition.Command c => c.Directory,
            DriverDefinition.Terraform t => t.Directory,
            DriverDefinition.Terragrunt t => t.Directory,
            _ => null,
        };
        if (folder is not null)
        {
            yield return Directory.Exists(folder)
                ? new DoctorFinding($"layer {layer.Name}", FindingState.Ok, $"its directory {folder} is there")
                : new DoctorFinding($"layer {layer.Name}", FindingState.Problem, $"its directory {folder} is not there", "correct the stack file: its paths start from its own folder");
        }

        if (layer.Driver is DriverDefinition.Command { Exists: null } && layer.Wipe is null)
        {
            yield return new DoctorFinding($"layer {layer.Name}", FindingState.Warning, "it has no 'exists': nothing shows that it is gone, and a drill is at best Inconclusive", "add 'exists' to it");
        }
    }

    private IEnumerable<(string Path, string For)> Files()
    {
        foreach ((string name, SecretDefinition secret) in stack.Secrets)
        {
            if (secret is SecretDefinition.Vault { CaFile: string ca })
            {
                yield return (ca, $"secret {name}");
            }
        }

        foreach (LayerDefinition layer in stack.Layers)
        {
            foreach (GateDefinition.Http gate in layer.Gates.OfType<GateDefinition.Http>().Where(g => g.CaFile is not null))
            {
                yield return (gate.CaFile!, $"a gate of layer {layer.Name}");
            }

            if (layer.Wipe is WipeDefinition.Proxmox { CaFile: string authority })
            {
                yield return (authority, $"the wipe of layer {layer.Name}");
            }
        }
    }
}
