using System.Text;
using System.Text.RegularExpressions;

namespace Phoenix.KubeSim.Operators.ExternalSecrets;

/// <summary>As much of Go's templates as ExternalSecrets are written with: values, <c>toString</c>, <c>trim</c>, <c>quote</c>, <c>b64enc</c>, <c>b64dec</c>, and trimmed white space.</summary>
internal static partial class GoTemplate
{
    /// <summary>Renders a template; a key that is not there is an error (the operator sets <c>missingkey=error</c>).</summary>
    /// <exception cref="FormatException">A key is missing, or the template uses something else.</exception>
    internal static string Render(string name, string template, IReadOnlyDictionary<string, string> values) => Action().Replace(template, action =>
    {
        string[] pipeline = [.. action.Groups["body"].Value.Split('|').Select(p => p.Trim())];
        Match key = Key().Match(pipeline[0]);
        if (!key.Success)
        {
            throw new FormatException($"unable to execute template at key {name}: '{pipeline[0]}' is not known to this double");
        }

        string path = key.Groups["key"].Success ? key.Groups["key"].Value : key.Groups["index"].Value;
        if (!values.TryGetValue(path, out string? value))
        {
            throw new FormatException($"unable to execute template at key {name}: map has no entry for key \"{path}\"");
        }

        return pipeline.Skip(1).Aggregate(value, (v, function) => function switch
        {
            "toString" => v,
            "trim" => v.Trim(),
            "quote" => $"\"{v}\"",
            "b64enc" => Convert.ToBase64String(Encoding.UTF8.GetBytes(v)),
            "b64dec" => Encoding.UTF8.GetString(Convert.FromBase64String(v)),
            _ => throw new FormatException($"unable to execute template at key {name}: function \"{function}\" not defined"),
        });
    });

    [GeneratedRegex(@"(\s+(?=\{\{-))?\{\{-?\s*(?<body>[^}]+?)\s*-?\}\}((?<=-\}\})\s+)?")]
    private static partial Regex Action();

    [GeneratedRegex("^(\\.(?<key>[A-Za-z_][A-Za-z0-9_]*)|index\\s+\\.\\s+\"(?<index>[^\"]+)\")$")]
    private static partial Regex Key();
}
