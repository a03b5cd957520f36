using k8s;
using k8s.KubeConfigModels;
using Phoenix.Errors;

namespace Phoenix.Kubernetes.Cluster.Access;

/// <summary>One kubeconfig, read. The library's model lacks <c>tokenFile</c> and <c>proxy-url</c>, so the raw mapping is kept beside it.</summary>
internal sealed class KubeconfigText
{
    private const int Longest = 1 << 20;
    private const int Deepest = 200;

    private readonly Dictionary<object, object> _raw;

    private KubeconfigText(K8SConfiguration model, Dictionary<object, object> raw, string source, string folder) =>
        (Model, _raw, Source, Folder) = (model, raw, source, folder);

    /// <summary>What it says, as the library reads it.</summary>
    public K8SConfiguration Model { get; }

    /// <summary>Where it comes from, for messages.</summary>
    public string Source { get; }

    /// <summary>The folder that its relative paths start from.</summary>
    public string Folder { get; }

    /// <summary>Reads the text. No message quotes it: it holds secrets.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="source">Where it comes from.</param>
    /// <param name="folder">The folder that its relative paths start from, absolute.</param>
    /// <exception cref="PhoenixException">Configuration: it cannot be read.</exception>
    public static KubeconfigText Read(string text, string source, string folder)
    {
        if (text.Length > Longest)
        {
            throw Wrong(source, $"it is longer than {Longest >> 20} MiB");
        }

        if (IsTooDeep(text))
        {
            throw Wrong(source, $"it is nested deeper than {Deepest} levels");
        }

        K8SConfiguration? model;
        Dictionary<object, object>? raw;
        try
        {
            model = KubernetesYaml.Deserialize<K8SConfiguration>(text);
            raw = KubernetesYaml.Deserialize<Dictionary<object, object>>(text);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Not as the cause: the library's messages quote what they could not read.
            throw Wrong(source, $"it is no YAML of a kubeconfig ({e.GetType().Name})");
        }

        return model?.Clusters is null || raw is null ? throw Wrong(source, "it names no clusters") : new KubeconfigText(model, raw, source, folder);
    }

    /// <summary>A text that the model does not know.</summary>
    /// <param name="list">Such as <c>users</c>.</param>
    /// <param name="name">The entry's name.</param>
    /// <param name="part">Such as <c>user</c>.</param>
    /// <param name="key">The key in it.</param>
    public string? Raw(string list, string name, string part, string key)
    {
        if (_raw.GetValueOrDefault(list) is not List<object> entries)
        {
            return null;
        }

        foreach (Dictionary<object, object> entry in entries.OfType<Dictionary<object, object>>())
        {
            if (entry.GetValueOrDefault("name") as string == name && entry.GetValueOrDefault(part) is Dictionary<object, object> content)
            {
                return content.GetValueOrDefault(key) as string;
            }
        }

        return null;
    }

    /// <summary>A path in it, absolute.</summary>
    public string PathOf(string path) => Path.GetFullPath(path, Folder);

    /// <summary>An error of this kubeconfig.</summary>
    public static PhoenixException Wrong(string source, string what) =>
        new(ErrorCode.Configuration, $"{source} cannot be used: {what}", "Write it anew with the tool that made the cluster; 'kubectl config view' shows it without its secrets");

    // The parser goes down by recursion, and a text of brackets alone would end the process. Strings are not told from brackets: base64 has none.
    private static bool IsTooDeep(string text)
    {
        int open = 0;
        int nested = 0;
        int indent = 0;
        bool isStart = true;
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '[' or '{':
                    open++;
                    break;
                case ']' or '}':
                    open = Math.Max(0, open - 1);
                    break;
                case '\n':
                    (nested, indent, isStart) = (0, 0, true);
                    continue;
                case '-' or '?' when i + 1 < text.Length && text[i + 1] is ' ' or '\t':
                    // A sequence or a key within another, on one line.
                    nested++;
                    break;
                case ' ' or '\t' when isStart:
                    indent++;
                    break;
            }

            isStart &= text[i] is ' ' or '\t';
            if (open > Deepest || nested > Deepest || indent > Deepest)
            {
                return true;
            }
        }

        return false;
    }
}
