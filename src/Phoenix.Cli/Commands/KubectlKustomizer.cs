using Phoenix.Adapters.Kustomize;
using Phoenix.Adapters.Processes;
using Phoenix.Manifests.Lint.Kustomize;

namespace Phoenix.Cli.Commands;

/// <summary>Asks <c>kubectl kustomize</c> for kustomizations that cannot be followed by their text.</summary>
internal sealed class KubectlKustomizer : IKustomizer
{
    private readonly KustomizeTool tool = new(new ToolRunner(new DeferredToolObserver(), TimeProvider.System));

    /// <inheritdoc/>
    public string? Build(string folder, out string? fault)
    {
        // The reader is not asynchronous, and there is no context here that could be waited for.
        (string? text, fault) = tool.BuildAsync(folder, CancellationToken.None).GetAwaiter().GetResult();
        return text;
    }
}
