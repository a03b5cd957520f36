using System.Text.RegularExpressions;

namespace Phoenix.Adapters.Gates;

/// <summary>
/// What <c>talosctl etcd members</c> prints: a table for each node that was asked, in columns with a heading. Which columns there are depends on the
/// version (NODE, ID, HOSTNAME, PEER URLS, CLIENT URLS, LEARNER).
/// </summary>
internal sealed partial class EtcdMembers
{
    private readonly Dictionary<string, HashSet<string>> _voters = new(StringComparer.Ordinal);
    private bool _learners;

    /// <summary>Reads the table.</summary>
    internal static EtcdMembers Parse(string output)
    {
        EtcdMembers members = new();
        bool hasNode = false;
        bool hasLearner = false;
        foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // Some versions repeat the heading before every row.
            if (Heading().Match(line) is { Success: true } heading)
            {
                (hasNode, hasLearner) = (heading.Groups["node"].Success, line.EndsWith("LEARNER", StringComparison.Ordinal));
                continue;
            }

            string[] columns = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            int id = hasNode ? 1 : 0;
            if (columns.Length <= id || !Identity().IsMatch(columns[id]))
            {
                continue;
            }

            string node = hasNode ? columns[0] : "";
            if (!members._voters.TryGetValue(node, out HashSet<string>? voters))
            {
                members._voters[node] = voters = [];
            }

            if (hasLearner && columns[^1] == "true")
            {
                members._learners = true;
            }
            else
            {
                voters.Add(columns[id]);
            }
        }

        return members;
    }

    /// <summary>Why these are not the members that must be there; null when every node sees them. A learner is not a member yet, and one too many is an old one.</summary>
    /// <param name="nodes">How many nodes were asked.</param>
    /// <param name="wanted">How many members each must see.</param>
    internal string? Disagreement(int nodes, int wanted)
    {
        if (_voters.Count != nodes)
        {
            return $"{_voters.Count} of {nodes} nodes told their etcd members";
        }

        foreach ((string node, HashSet<string> voters) in _voters)
        {
            if (voters.Count != wanted)
            {
                return $"etcd has {voters.Count} members{(node.Length > 0 ? $" as {node} sees it" : "")}, and must have {wanted}{(_learners ? "; some are learners still" : "")}";
            }
        }

        return _voters.Values.Any(v => !v.SetEquals(_voters.Values.First())) ? "the nodes see different etcd members" : null;
    }

    [GeneratedRegex("^(?<node>NODE\\s+)?ID\\s+HOSTNAME\\b")]
    private static partial Regex Heading();

    [GeneratedRegex("^[0-9a-f]{1,16}$")]
    private static partial Regex Identity();
}
