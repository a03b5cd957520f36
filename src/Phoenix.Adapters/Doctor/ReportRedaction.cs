using System.Text.RegularExpressions;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Doctor;

/// <summary>
/// Takes out of a report what tells where it was made: secrets, host names, addresses, accounts, home folders, the stack's own folder. Names of layers,
/// secrets and programs stay. What is known is replaced as it is; what only looks like a host or an address is replaced, too: too much goes rather than too little.
/// </summary>
public sealed partial class ReportRedaction
{
    // Shorter lines of a secret of several lines say little, and would hit half of a report.
    private const int ShortestLine = 8;

    private readonly (string Text, string By)[] _known;

    /// <summary>Makes one for a machine and a stack.</summary>
    /// <param name="stack">The stack; null for the embedded lab.</param>
    /// <param name="secrets">Every secret that was read.</param>
    /// <param name="machine">The machine's name.</param>
    /// <param name="user">The account's name.</param>
    /// <param name="folders">Folders and what to call them, e.g. the state directory.</param>
    public ReportRedaction(StackDefinition? stack, IEnumerable<string> secrets, string machine, string user, IEnumerable<(string Path, string By)> folders)
    {
        IEnumerable<(string, string)> known = secrets.SelectMany(s => s.Split('\n').Select(l => l.Trim('\r')).Where(l => l.Length >= ShortestLine).Append(s)).Select(s => (s, "<secret>"));
        if (stack is not null)
        {
            known = known.Concat(Hosts(stack).Select(h => (h, "<host>"))).Append((stack.Repository?.Location.Bucket ?? "", "<bucket>"));
        }

        _known = [.. known.Concat(folders.Select(f => (f.Path, f.By))).Append((machine, "<host>")).Append((user == "root" ? "" : user, "<user>"))
            .Where(k => k.Item1.Length > 0 && k.Item1 is not ("/" or "localhost")).OrderByDescending(k => k.Item1.Length)];
    }

    /// <summary>The text without them.</summary>
    public string Of(string text)
    {
        foreach ((string known, string by) in _known)
        {
            text = text.Replace(known, by, StringComparison.OrdinalIgnoreCase);
        }

        text = Authority().Replace(text, "$1<host>");
        text = Mail().Replace(text, "<user>@<host>");
        text = Home().Replace(text, "~");
        text = IPv4().Replace(text, "<address>");
        text = IPv6().Replace(text, "<address>");
        text = HostAndPort().Replace(text, "<host>$1");
        return Domain().Replace(text, "<host>");
    }

    private static IEnumerable<string> Hosts(StackDefinition stack)
    {
        IEnumerable<string> addresses = stack.Layers.SelectMany(l => l.Gates).SelectMany(g => g switch
        {
            GateDefinition.Tcp t => [t.Address.Text],
            GateDefinition.Http h => [h.Url.Text],
            GateDefinition.Talos t => t.Nodes.Select(n => n.Text),
            _ => [],
        });
        addresses = addresses
            .Concat(stack.Layers.Select(l => l.Wipe).OfType<WipeDefinition.Proxmox>().Select(p => p.Endpoint.ToString()))
            .Concat(stack.Secrets.Values.Select(s => s switch { SecretDefinition.Vault v => v.Url.ToString(), SecretDefinition.Infisical i => i.Url.ToString(), _ => "" }))
            .Append(stack.Repository?.Location.Endpoint ?? "");
        return addresses.Select(a => Scheme().Replace(a, "").Split('/', ':')[0]).Where(h => h.Length > 1 && !h.Contains('$', StringComparison.Ordinal)).Distinct();
    }

    [GeneratedRegex("^[a-z0-9+.-]+://", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();

    [GeneratedRegex("""([a-z][a-z0-9+.-]*://)[^\s/'"<>]+""", RegexOptions.IgnoreCase)]
    private static partial Regex Authority();

    [GeneratedRegex(@"[\w.+-]+@[\w.-]+")]
    private static partial Regex Mail();

    [GeneratedRegex("""(/home|/Users|/var/home)/[^/\s'":,;)]+|/root(?![\w-])""")]
    private static partial Regex Home();

    [GeneratedRegex(@"(?<![\d.])\d{1,3}(\.\d{1,3}){3}(?![\d.]*\d)")]
    private static partial Regex IPv4();

    // Two colons with nothing between them, or at least four groups: a time of day has fewer.
    [GeneratedRegex(@"(?<![\w:])(?=[0-9a-f:]*::|([0-9a-f]{1,4}:){4})[0-9a-f:]{3,}(?![\w])", RegexOptions.IgnoreCase)]
    private static partial Regex IPv6();

    [GeneratedRegex(@"(?<![\w.<-])(?=[\w.-]*[a-z])[\w-]+(?:\.[\w-]+)*(:\d{2,5})(?![\w:])", RegexOptions.IgnoreCase)]
    private static partial Regex HostAndPort();

    // Three labels and a top one of letters that ends no file or version.
    [GeneratedRegex(@"(?<![\w./-])([a-z0-9-]+\.){2,}(?!(?:hcl|json|yaml|yml|pem|tf|sh|md|log|crt|key|conf|dll|so)\b)[a-z]{2,}(?![\w])", RegexOptions.IgnoreCase)]
    private static partial Regex Domain();
}
