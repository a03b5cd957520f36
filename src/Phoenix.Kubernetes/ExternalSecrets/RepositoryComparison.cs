using System.Text.RegularExpressions;

namespace Phoenix.Kubernetes.ExternalSecrets;

/// <summary>
/// Compares rendered configuration files with the repository of the stack. What says nothing of an option is no difference (the operator takes bucket,
/// endpoint and region from its own manifest), except for the keys. Places are named in a difference, secrets never.
/// </summary>
internal static partial class RepositoryComparison
{
    private static readonly string[] KeylessTypes = ["auto", "web-id", "pod-id"];

    /// <summary>What differs, in words that hold no secret; none when nothing does.</summary>
    /// <param name="files">The rendered files.</param>
    /// <param name="expected">What they must say.</param>
    internal static IReadOnlyList<string> Differences(IReadOnlyList<RenderedConf> files, ExpectedRepository expected)
    {
        if (files.Count == 0)
        {
            return ["no key ends in '.conf': pgBackRest loads none of them"];
        }

        string[] bad = [.. files.Where(f => f.BadLine is not null).Select(f => $"line {f.BadLine} of {f.File} is neither a section nor 'option=value'")];
        if (bad.Length > 0)
        {
            return bad;
        }

        Dictionary<string, string> options = InForce(files, expected.Location.Stanza);
        string[] repositories = [.. options.Keys.Select(k => Option().Match(k)).Where(m => m.Success).Select(m => m.Groups["repo"].Value).Distinct().Order(StringComparer.Ordinal)];
        return repositories.Length == 0
            ? [$"no option of a repository for [global] or [{expected.Location.Stanza}] in {string.Join(", ", files.Select(f => f.File))}"]
            : repositories.Select(r => Differences(r, options, expected)).MinBy(d => d.Count)!;
    }

    /// <summary>The repository as the files say it: with their credentials in place of the stack's.</summary>
    internal static ExpectedRepository Rendered(IReadOnlyList<RenderedConf> files, ExpectedRepository expected)
    {
        Dictionary<string, string> options = InForce(files, expected.Location.Stanza);
        string repository = options.Keys.Select(k => Option().Match(k)).Where(m => m.Success).Select(m => m.Groups["repo"].Value).Distinct().Order(StringComparer.Ordinal)
            .MinBy(r => Differences(r, options, expected).Count) ?? "repo1";
        return expected with
        {
            AccessKey = options.GetValueOrDefault($"{repository}-s3-key", expected.AccessKey),
            SecretKey = options.GetValueOrDefault($"{repository}-s3-key-secret", expected.SecretKey),
            SessionToken = options.GetValueOrDefault($"{repository}-s3-token", expected.SessionToken!),
        };
    }

    private static List<string> Differences(string repository, Dictionary<string, string> options, ExpectedRepository expected)
    {
        List<string> found = [];
        Place("s3-bucket", expected.Location.Bucket, v => v);
        Place("s3-region", expected.Location.Region, v => v);
        Place("path", expected.Location.Path, v => v.TrimEnd('/'));
        if (options.GetValueOrDefault($"{repository}-s3-endpoint") is { } endpoint)
        {
            string port = options.GetValueOrDefault($"{repository}-storage-port") is { } p ? ":" + p : "";
            if (Endpoint(endpoint + (endpoint.Contains(':', StringComparison.Ordinal) ? "" : port)) != Endpoint(expected.Location.Endpoint))
            {
                found.Add($"{repository}-s3-endpoint is '{endpoint}{port}', and the repository is at '{expected.Location.Endpoint}'");
            }
        }

        if (!KeylessTypes.Contains(options.GetValueOrDefault($"{repository}-s3-key-type", "")))
        {
            Secret("s3-key", expected.AccessKey);
            Secret("s3-key-secret", expected.SecretKey);
            Secret("s3-token", expected.SessionToken);
        }

        // Where the operator's manifest has the passphrase (it should not), the files need not.
        if (expected.CipherPassphrase is not null || options.ContainsKey($"{repository}-cipher-pass"))
        {
            Secret("cipher-pass", expected.CipherPassphrase);
        }

        return found;

        void Place(string option, string wanted, Func<string, string> normal)
        {
            if (options.GetValueOrDefault($"{repository}-{option}") is { } value && normal(value) != normal(wanted))
            {
                found.Add($"{repository}-{option} is '{value}', and the repository's is '{wanted}'");
            }
        }

        void Secret(string option, string? wanted)
        {
            string? value = options.GetValueOrDefault($"{repository}-{option}");
            if (value is null && wanted is not null)
            {
                found.Add($"{repository}-{option} is in none of the files");
            }
            else if (value is not null && wanted is null)
            {
                found.Add($"{repository}-{option} is set, and the stack's repository has none");
            }
            else if (value != wanted)
            {
                found.Add($"{repository}-{option} is not the one of the stack's repository");
            }
        }
    }

    // As for a restore: the more special section wins.
    private static Dictionary<string, string> InForce(IReadOnlyList<RenderedConf> files, string stanza)
    {
        Dictionary<string, string> options = new(StringComparer.Ordinal);
        foreach (string section in (string[])["global", "global:restore", stanza, $"{stanza}:restore"])
        {
            foreach ((_, string option, string value) in files.SelectMany(f => f.Options).Where(o => o.Section == section))
            {
                options[option] = value;
            }
        }

        return options;
    }

    private static string Endpoint(string address)
    {
        string host = address.Contains("://", StringComparison.Ordinal) ? address[(address.IndexOf("://", StringComparison.Ordinal) + 3)..] : address;
        host = host.TrimEnd('/');
        return host.EndsWith(":443", StringComparison.Ordinal) ? host[..^4] : host;
    }

    [GeneratedRegex("^(?<repo>repo[0-9]+)-")]
    private static partial Regex Option();
}
