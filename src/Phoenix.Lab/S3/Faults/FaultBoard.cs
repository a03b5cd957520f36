using System.Globalization;
using System.Text.RegularExpressions;

namespace Phoenix.Lab.S3.Faults;

/// <summary>The fault rules in force, and how often each was hit. Not kept over a restart.</summary>
internal sealed class FaultBoard
{
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private List<ArmedRule> _rules = [];

    /// <summary>Replaces all rules; nothing changes when one of them makes no sense.</summary>
    public void Set(IReadOnlyList<FaultRule> rules)
    {
        List<ArmedRule> armed = [.. rules.Select(Arm)];
        if (armed.Select(rule => rule.Rule.Id).Distinct(StringComparer.Ordinal).Count() != armed.Count)
        {
            throw new S3Exception(S3Error.InvalidRequest, "Two fault rules have the same id.");
        }
        lock (_lock)
        {
            _rules = armed;
        }
    }

    public IReadOnlyList<FaultStatus> Status()
    {
        lock (_lock)
        {
            return [.. _rules.Select(rule => new FaultStatus(rule.Rule, rule.Hits))];
        }
    }

    /// <summary>Fails a request that a rule matches; the first such rule counts the hit.</summary>
    public void ThrowIfHit(string method, string key, string accessKey)
    {
        lock (_lock)
        {
            foreach (ArmedRule rule in _rules)
            {
                if (rule.Matches(method, key, accessKey))
                {
                    rule.Hits++;
                    throw new S3Exception(new S3Error(rule.Rule.Code, rule.Rule.Status, rule.Rule.Message));
                }
            }
        }
    }

    private static ArmedRule Arm(FaultRule rule)
    {
        if (string.IsNullOrEmpty(rule.Id) || string.IsNullOrEmpty(rule.Code) || rule.Message is null)
        {
            throw new S3Exception(S3Error.InvalidRequest, "A fault rule needs an id, a code and a message.");
        }
        if (rule.Status is < 400 or > 599)
        {
            throw new S3Exception(S3Error.InvalidRequest, $"Fault rule '{rule.Id}': the status must be from 400 to 599, not {rule.Status.ToString(CultureInfo.InvariantCulture)}.");
        }
        if (rule.Count < 0)
        {
            throw new S3Exception(S3Error.InvalidRequest, $"Fault rule '{rule.Id}': the count must not be negative.");
        }
        try
        {
            Regex? pattern = rule.KeyPattern is null ? null : new Regex(rule.KeyPattern, RegexOptions.CultureInvariant, MatchTimeout);
            return new ArmedRule(rule, pattern);
        }
        catch (ArgumentException e)
        {
            throw new S3Exception(S3Error.InvalidRequest, $"Fault rule '{rule.Id}': {e.Message}");
        }
    }

    private sealed class ArmedRule(FaultRule rule, Regex? pattern)
    {
        public FaultRule Rule { get; } = rule;

        public long Hits { get; set; }

        public bool Matches(string method, string key, string accessKey) =>
            (Rule.Count is null || Hits < Rule.Count)
            && (Rule.Method is null || string.Equals(Rule.Method, method, StringComparison.OrdinalIgnoreCase))
            && (Rule.AccessKey is null || Rule.AccessKey == accessKey)
            && (pattern is null || pattern.IsMatch(key));
    }
}
