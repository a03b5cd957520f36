using System.Text.RegularExpressions;
using Phoenix.Errors;

namespace Phoenix.Adapters.Proxmox;

/// <summary>Awaits a task of Proxmox (a "worker", named by its UPID) and reads how it ended.</summary>
/// <param name="api">The API.</param>
/// <param name="bound">Longest wait.</param>
/// <param name="time">The clock.</param>
internal sealed partial class ProxmoxTask(ProxmoxApi api, TimeSpan bound, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>Waits until the task succeeded. Warnings are success, as for Proxmox itself.</summary>
    /// <param name="task">The task's UPID.</param>
    /// <param name="what">What it does to which machine, for messages.</param>
    /// <param name="say">Is told of warnings.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether the machine was there; false when the task found none.</returns>
    /// <exception cref="PhoenixException">TimedOut; LayerFailed with the task's exit status and the last line of its log.</exception>
    internal async Task<bool> WaitAsync(string task, string what, Action<string> say, CancellationToken cancellationToken)
    {
        string node = task.Split(':')[1];
        string exit = await ExitAsync(node, task, what, cancellationToken).ConfigureAwait(false);
        if (exit == "OK")
        {
            return true;
        }

        if (Warnings().IsMatch(exit))
        {
            IReadOnlyList<string> warnings = [.. (await api.ReadLogAsync(node, task, cancellationToken).ConfigureAwait(false)).Where(l => l.StartsWith("WARN", StringComparison.Ordinal))];
            say($"{what} ended with warnings: {string.Join(" | ", warnings)}");
            return true;
        }

        return !ProxmoxWords.IsMissing(exit) ? throw await FailureAsync(node, task, what, exit, cancellationToken).ConfigureAwait(false) : false;
    }

    private async Task<string> ExitAsync(string node, string task, string what, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        TimeSpan pause = FirstPause;
        while (true)
        {
            string state = "it still runs";
            try
            {
                if (await api.ReadExitAsync(node, task, cancellationToken).ConfigureAwait(false) is string exit)
                {
                    return api.Http.Redact(exit);
                }
            }
            catch (PhoenixException e) when (e.IsTransient)
            {
                // The task goes on while nobody can be asked for it.
                state = e.Message;
            }

            if (time.GetElapsedTime(start) >= bound)
            {
                throw new PhoenixException(
                    ErrorCode.TimedOut,
                    $"{what}: the task {task} did not end within {bound.TotalSeconds:0.#} s: {state}",
                    $"look at it on node {node} ('pvenode task log UPID', or the web interface), end it there if it hangs, and run again; a longer bound is 'taskTimeout'");
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause = pause * 1.5 > LongestPause ? LongestPause : pause * 1.5;
        }
    }

    private async Task<PhoenixException> FailureAsync(string node, string task, string what, string exit, CancellationToken cancellationToken)
    {
        string last;
        try
        {
            last = (await api.ReadLogAsync(node, task, cancellationToken).ConfigureAwait(false)).LastOrDefault() ?? "its log is empty";
        }
        catch (PhoenixException e)
        {
            last = $"its log cannot be read: {e.Message}";
        }

        return api.Http.Failed(
            $"could not {what}: the task {task} ended with '{exit}'; last line of its log: {last}",
            ProxmoxWords.Hint(exit) ?? "the text in quotes is Proxmox's own; the web interface shows the task's whole log",
            ProxmoxWords.IsTransient(exit));
    }

    [GeneratedRegex("^WARNINGS: [0-9]+$")]
    private static partial Regex Warnings();
}
