using System.Collections.Concurrent;
using System.Text;

namespace Phoenix.KubeSim.Operators.Crunchy.Node;

/// <summary>What containers printed, also those that ended.</summary>
internal sealed class ContainerLogs
{
    private readonly ConcurrentDictionary<(string Space, string Pod, string Container), StringBuilder> _texts = new();
    private readonly ConcurrentDictionary<(string Space, string Pod, string Container), Func<string>> _more = new();

    public void Append(string space, string pod, string container, string text)
    {
        StringBuilder log = _texts.GetOrAdd((space, pod, container), _ => new StringBuilder());
        lock (log)
        {
            log.Append(text);
            if (text.Length > 0 && text[^1] != '\n')
            {
                log.Append('\n');
            }
        }
    }

    /// <summary>What stands in a file of its own, behind what was appended.</summary>
    public void Follow(string space, string pod, string container, Func<string> read) => _more[(space, pod, container)] = read;

    /// <summary>The whole log; null for a container that never ran. Without a container's name: the Pod's only one, or its database.</summary>
    public string? Read(string space, string pod, string? container)
    {
        container ??= _texts.Keys.Concat(_more.Keys).Where(k => k.Space == space && k.Pod == pod).Select(k => k.Container)
            .OrderBy(name => name == CrunchyNames.DatabaseContainer ? 0 : 1).FirstOrDefault();
        if (container is null)
        {
            return null;
        }

        (string, string, string) key = (space, pod, container);
        string? text = null;
        if (_texts.TryGetValue(key, out StringBuilder? log))
        {
            lock (log)
            {
                text = log.ToString();
            }
        }

        return _more.TryGetValue(key, out Func<string>? read) ? text + read() : text;
    }

    public void Forget(string space, string pod)
    {
        foreach ((string Space, string Pod, string Container) key in _texts.Keys.Where(k => k.Space == space && k.Pod == pod))
        {
            _texts.TryRemove(key, out _);
        }

        foreach ((string Space, string Pod, string Container) key in _more.Keys.Where(k => k.Space == space && k.Pod == pod))
        {
            _more.TryRemove(key, out _);
        }
    }
}
