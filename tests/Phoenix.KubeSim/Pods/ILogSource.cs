namespace Phoenix.KubeSim.Pods;

/// <summary>Where the log of a container comes from.</summary>
public interface ILogSource
{
    /// <summary>The lines, without line ends; null when there is no such log (no previous container).</summary>
    /// <param name="request">Which of them.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<string>? Read(PodLogRequest request, CancellationToken cancellationToken);
}
