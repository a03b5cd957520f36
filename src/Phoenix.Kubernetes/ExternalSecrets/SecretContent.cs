using System.Text;
using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.ExternalSecrets;

/// <summary>What a Secret holds. Lives in memory only; nothing of it may be printed but names of keys.</summary>
internal sealed class SecretContent
{
    // What a Go template writes where it was given nothing.
    private const string NoValue = "<no value>";

    // Shorter ones are words such as "true", which a log must keep.
    private const int ShortestSecret = 8;
    private static readonly string[] SecretOptions = ["-key", "-key-secret", "-token", "-pass"];

    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<string> _unreadable = [];

    /// <summary>Reads a Secret.</summary>
    internal SecretContent(KubeObject secret)
    {
        foreach ((string key, JsonNode? node) in secret.At("data") as JsonObject ?? [])
        {
            string encoded = node?.ToString() ?? "";
            byte[] bytes = new byte[encoded.Length];
            if (Convert.TryFromBase64String(encoded, bytes, out int length))
            {
                _values[key] = Encoding.UTF8.GetString(bytes, 0, length);
            }
            else
            {
                _unreadable.Add(key);
            }
        }
    }

    /// <summary>Configuration files of pgBackRest: only what ends in <c>.conf</c> is loaded.</summary>
    internal IEnumerable<KeyValuePair<string, string>> ConfigurationFiles => _values.Where(v => v.Key.EndsWith(".conf", StringComparison.Ordinal));

    /// <summary>What in it must never be printed, for redaction: values of one line that are long enough to be a secret, and the secrets of configuration files.</summary>
    internal IEnumerable<string> Secrets => _values.Values.Where(v => v.Length >= ShortestSecret && !v.Contains('\n', StringComparison.Ordinal))
        .Concat(ConfigurationFiles.SelectMany(f => RenderedConf.Parse(f.Key, f.Value).Options).Where(o => SecretOptions.Any(s => o.Option.EndsWith(s, StringComparison.Ordinal))).Select(o => o.Value))
        .Where(v => v.Length > 0);

    /// <summary>What is missing or empty in it, by names of keys; null when nothing is.</summary>
    /// <param name="expected">The keys that it must have.</param>
    internal string? Emptiness(IEnumerable<string> expected)
    {
        string[] missing = [.. expected.Where(k => !_values.ContainsKey(k) && !_unreadable.Contains(k))];
        string[] empty = [.. _values.Where(v => string.IsNullOrWhiteSpace(v.Value)).Select(v => v.Key)];
        string[] hollow = [.. _values.Where(v => v.Value.Contains(NoValue, StringComparison.Ordinal)).Select(v => v.Key)];
        string[] options = [.. ConfigurationFiles.SelectMany(f => RenderedConf.Parse(f.Key, f.Value).EmptyOptions)];
        return _unreadable.Count > 0 ? $"no base64 in {string.Join(", ", _unreadable)}"
            : missing.Length > 0 ? $"no key {string.Join(", ", missing)}"
            : _values.Count == 0 ? "no key at all"
            : empty.Length > 0 ? $"an empty value in {string.Join(", ", empty)}"
            : hollow.Length > 0 ? $"'{NoValue}' (a template that was given nothing) in {string.Join(", ", hollow)}"
            : options.Length > 0 ? $"no value for {string.Join(", ", options)}"
            : null;
    }
}
