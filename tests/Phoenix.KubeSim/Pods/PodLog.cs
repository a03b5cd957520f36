using System.Runtime.CompilerServices;

namespace Phoenix.KubeSim.Pods;

/// <summary>A log in memory that can be written while it is followed.</summary>
public sealed class PodLog : ILogSource
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private List<string>? _previous;
    private TaskCompletionSource _more = New();

    /// <summary>Adds lines.</summary>
    public void Write(params ReadOnlySpan<string> lines)
    {
        TaskCompletionSource told;
        lock (_gate)
        {
            _lines.AddRange(lines);
            told = _more;
            _more = New();
        }

        told.TrySetResult();
    }

    /// <summary>The container starts anew: what was written so far is the log of the previous one.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            _previous = [.. _lines];
            _lines.Clear();
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<string>? Read(PodLogRequest request, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            List<string>? lines = request.Previous ? _previous : _lines;
            return lines is null ? null : ReadAsync(lines, Math.Max(0, lines.Count - (request.TailLines ?? lines.Count)), request.Follow && !request.Previous, cancellationToken);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async IAsyncEnumerable<string> ReadAsync(List<string> lines, int from, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            string[] found;
            Task more;
            lock (_gate)
            {
                found = from < lines.Count ? [.. lines[from..]] : [];
                from = Math.Max(from, lines.Count);
                more = _more.Task;
            }

            foreach (string line in found)
            {
                yield return line;
            }

            if (!follow)
            {
                yield break;
            }

            if (found.Length == 0)
            {
                await more.WaitAsync(cancellationToken);
            }
        }
    }
}
