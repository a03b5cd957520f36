namespace Phoenix.Manifests.Lint.Kustomize;

/// <summary>Builds a kustomization as Kustomize itself does, for what is not followed by its literal text (replacements, transformers, patches that select by labels).</summary>
public interface IKustomizer
{
    /// <summary>The objects as YAML documents; null when it could not be asked or ended with an error.</summary>
    /// <param name="folder">The kustomization's folder, absolute.</param>
    /// <param name="fault">Why there are none.</param>
    string? Build(string folder, out string? fault);
}
