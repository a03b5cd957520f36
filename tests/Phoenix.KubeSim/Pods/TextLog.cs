namespace Phoenix.KubeSim.Pods;

/// <summary>A log that was read as a whole; following it ends at its end.</summary>
internal sealed class TextLog(string text) : ILogSource
{
    public IAsyncEnumerable<string>? Read(PodLogRequest request, CancellationToken cancellationToken)
    {
        if (request.Previous)
        {
            return null;
        }

        string[] lines = text.TrimEnd('\n').Split('\n');
        return (text.Length == 0 ? [] : request.TailLines is { } tail && tail < lines.Length ? lines[^tail..] : lines).ToAsyncEnumerable();
    }
}
