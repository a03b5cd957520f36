using System.Globalization;
using System.Text.RegularExpressions;
using Phoenix.Manifests.Yaml;
using Phoenix.Stacks;

namespace Phoenix.Manifests.Stacks;

/// <summary>Reads <c>wipe</c> and <c>memory</c> of a layer: what destroys its machines by identity, and what they need.</summary>
internal sealed partial class WipeSection(Section layer, Places places, IReadOnlyDictionary<string, SecretDefinition> secrets)
{
    // Proxmox's own limits.
    private const int LeastId = 100;
    private const int MostId = 999_999_999;
    private const int FingerprintDigits = 64;

    // Ids that the token cannot list are asked for one by one.
    private const int MostIds = 1000;
    private static readonly TimeSpan TaskTimeout = TimeSpan.FromMinutes(5);

    public WipeDefinition? Read()
    {
        if (layer.Sub("wipe", "proxmox") is not { } wipe)
        {
            return null;
        }

        YamlValue at = wipe.Require("proxmox");
        Section p = wipe.Sub("proxmox", "endpoint", "token", "caFile", "fingerprint", "vmids", "ranges", "tag", "pool", "name", "taskTimeout")!;
        int[] ids = [.. (p.Texts("vmids") ?? []).Select(t => Id(p, p.Require("vmids"), t))];
        VmIdRange[] ranges = [.. (p.Texts("ranges") ?? []).Select(t => Range(p, p.Require("ranges"), t))];
        if (ids.Length + ranges.Length == 0 && p.Find("tag") is null && p.Find("pool") is null)
        {
            throw p.Wrong(at, "it does not say which machines are destroyed", "name them by vmids, ranges, tag or pool");
        }

        CheckForm(p, "tag", Tag(), "a tag is letters, digits, _, +, . and -: one of them, as Proxmox shows it");
        CheckForm(p, "pool", Pool(), "a pool is named as Proxmox shows it, without a slash in front");
        if (ids.LongLength + ranges.Sum(r => (long)r.Last - r.First + 1) > MostIds)
        {
            throw p.Wrong(at, $"it names more than {MostIds} ids", "name the range that the machines are really in");
        }

        if (p.Find("caFile") is not null && p.Find("fingerprint") is { } both)
        {
            throw p.Wrong(both, "'caFile' and 'fingerprint' are two ways to know the endpoint", "keep one of them");
        }

        return new WipeDefinition.Proxmox(
            Endpoint(p), Token(p), p.Text("caFile") is string ca ? places.Of(ca) : null, Fingerprint(p), ids, ranges, p.Text("tag"), p.Text("pool"), p.Text("name"),
            p.Duration("taskTimeout") ?? TaskTimeout);
    }

    public IReadOnlyDictionary<string, long> ReadMemory() => MemorySection.Read(layer.Sub("memory"));

    // What can never match would leave every machine alone, and the layer would look gone.
    private static void CheckForm(Section p, string key, Regex form, string hint)
    {
        if (p.Text(key) is string text && !form.IsMatch(text))
        {
            throw p.Wrong(p.Require(key), $"'{text}' can be no {key} of Proxmox", hint);
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_+.-]*\z")]
    private static partial Regex Tag();

    [GeneratedRegex(@"^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+){0,2}\z")]
    private static partial Regex Pool();

    private static Uri Endpoint(Section p)
    {
        bool isAddress = Uri.TryCreate(p.RequireText("endpoint"), UriKind.Absolute, out Uri? endpoint);
        return isAddress && endpoint is { Scheme: "https", AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" }
            ? endpoint
            : throw p.Wrong(p.Require("endpoint"), "'endpoint' must be the base address of the API", "write https://host:8006, with nothing behind it");
    }

    private string Token(Section p)
    {
        string name = p.RequireText("token");
        return secrets.ContainsKey(name)
            ? name
            : throw p.Wrong(p.Require("token"), $"there is no secret '{name}'{Section.Nearest(name, secrets.Keys)}", "declare it under 'secrets', with where the API token comes from");
    }

    // Without colons, in upper case.
    private static string? Fingerprint(Section p)
    {
        if (p.Text("fingerprint") is not string text)
        {
            return null;
        }

        string digits = text.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant();
        return digits.Length == FingerprintDigits && digits.All(char.IsAsciiHexDigit)
            ? digits
            : throw p.Wrong(p.Require("fingerprint"), "'fingerprint' must be a SHA-256 fingerprint", "write its 64 hexadecimal digits, as 'openssl x509 -fingerprint -sha256' or Proxmox's certificate view shows them");
    }

    private static int Id(Section p, YamlValue at, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id is >= LeastId and <= MostId
            ? id
            : throw p.Wrong(at, $"'{text}' is no id of a machine", $"ids are numbers from {LeastId} to {MostId}");

    private static VmIdRange Range(Section p, YamlValue at, string text)
    {
        string[] ends = text.Split('-', StringSplitOptions.TrimEntries);
        if (ends.Length != 2)
        {
            throw p.Wrong(at, $"'{text}' is no range of ids", "write first-last, e.g. \"421-440\"");
        }

        VmIdRange range = new(Id(p, at, ends[0]), Id(p, at, ends[1]));
        return range.First <= range.Last ? range : throw p.Wrong(at, $"the range '{text}' ends before it begins", "write first-last, e.g. \"421-440\"");
    }
}
