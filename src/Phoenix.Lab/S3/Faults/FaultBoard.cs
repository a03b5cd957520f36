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

    /// <summary>The first rule that hits the request, which counts it; null for one that is left in peace.</summary>
    public FaultRule? Hit(string method, string key, string accessKey)
    {
        lock (_lock)
        {
            foreach (ArmedRule rule in _rules)
            {
                if (rule.Matches(method, key, accessKey))
                {
                    rule.Hits++;
                    return rule.Rule;
                }
            }
        }
        return null;
    }

    private static ArmedRule Arm(FaultRule rule)
    {
        if (string.IsNullOrEmpty(rule.Id))
        {
            throw new S3Exception(S3Error.InvalidRequest, "A fault rule needs an id.");
        }
        if (Mistake(rule) is string mistake)
        {
            throw new S3Exception(S3Error.InvalidRequest, $"Fault rule '{rule.Id}': {mistake}.");
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

    private static string? Mistake(FaultRule rule) => rule switch
    {
        { Effect: FaultEffect.Refuse, Code: null or "" } or { Effect: FaultEffect.Refuse, Message: null } => "a refusal needs a code and a message",
        { Effect: FaultEffect.Refuse, Status: < 400 or > 599 } => string.Create(CultureInfo.InvariantCulture, $"the status must be from 400 to 599, not {rule.Status}"),
        { Effect: FaultEffect.Delay } when rule.Delay <= TimeSpan.Zero || rule.Delay > TimeSpan.FromMinutes(1) => "the delay must be above zero and at most a minute",
        { Count: < 0 } => "the count must not be negative",
        { Share: not (>= 0 and <= 1) } => "the share must be from 0 to 1",
        _ => null,
    };

    private sealed class ArmedRule(FaultRule rule, Regex? pattern)
    {
        // The same draws for the same id: a test that fails can be repeated. (string.GetHashCode differs from process to process.)
        private readonly Random _dice = new(rule.Id.Aggregate(17, (hash, letter) => unchecked((hash * 31) + letter)));

        public FaultRule Rule { get; } = rule;

        public long Hits { get; set; }

        public bool Matches(string method, string key, string accessKey) =>
            (Rule.Count is null || Hits < Rule.Count)
            && (Rule.Method is null || string.Equals(Rule.Method, method, StringComparison.OrdinalIgnoreCase))
            && (Rule.AccessKey is null || Rule.AccessKey == accessKey)
            && (pattern is null || pattern.IsMatch(key))
            && (Rule.Share >= 1 || _dice.NextDouble() < Rule.Share);
    }
}
