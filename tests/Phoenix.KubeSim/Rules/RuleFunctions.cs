using System.Globalization;
using System.Text.RegularExpressions;

namespace Phoenix.KubeSim.Rules;

/// <summary>The functions that rules may call.</summary>
internal static class RuleFunctions
{
    public static object? Global(string function, object?[] arguments) => (function, arguments) switch
    {
        ("size", [var value]) => Size(value),
        ("duration", [string text]) => RuleValues.Duration(text),
        ("timestamp", [string text]) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture),
        ("string", [string text]) => text,
        ("string", [long number]) => number.ToString(CultureInfo.InvariantCulture),
        ("string", [bool value]) => value ? "true" : "false",
        ("int", [long number]) => number,
        ("int", [double number]) => (long)number,
        ("int", [string text]) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : throw new RuleException($"strconv.ParseInt: parsing \"{text}\": invalid syntax"),
        ("double", [long number]) => (double)number,
        ("double", [double number]) => number,
        ("bool", [bool value]) => value,
        ("dyn", [var value]) => value,
        ("matches", [string text, string pattern]) => Matches(text, pattern),
        _ => throw new UnmodelledRuleException($"the function {function} is not modelled"),
    };

    public static object? Member(string function, object? on, object?[] arguments) => (function, on, arguments) switch
    {
        ("size", _, []) => Size(on),
        ("startsWith", string text, [string part]) => text.StartsWith(part, StringComparison.Ordinal),
        ("endsWith", string text, [string part]) => text.EndsWith(part, StringComparison.Ordinal),
        ("contains", string text, [string part]) => text.Contains(part, StringComparison.Ordinal),
        ("matches", string text, [string pattern]) => Matches(text, pattern),
        ("trim", string text, []) => text.Trim(),
        ("lowerAscii", string text, []) => text.ToLowerInvariant(),
        ("upperAscii", string text, []) => text.ToUpperInvariant(),
        ("split", string text, [string by]) => text.Split(by).Cast<object?>().ToList(),
        ("replace", string text, [string old, string by]) => text.Replace(old, by, StringComparison.Ordinal),
        ("indexOf", string text, [string part]) => (long)text.IndexOf(part, StringComparison.Ordinal),
        ("substring", string text, [long from]) => text[(int)from..],
        ("substring", string text, [long from, long to]) => text[(int)from..(int)to],
        ("join", IReadOnlyList<object?> list, []) => string.Concat(list),
        ("join", IReadOnlyList<object?> list, [string by]) => string.Join(by, list),
        ("isSorted", IReadOnlyList<object?> list, []) => list.Zip(list.Skip(1)).All(pair => RuleValues.Compare(pair.First, pair.Second) <= 0),
        ("sum", IReadOnlyList<object?> list, []) when list.All(item => item is long) => list.Sum(item => (long)item!),
        ("getSeconds", TimeSpan span, []) => (long)span.TotalSeconds,
        ("getMinutes", TimeSpan span, []) => (long)span.TotalMinutes,
        ("getHours", TimeSpan span, []) => (long)span.TotalHours,
        ("hasValue", RuleOptional value, []) => value.Has,
        ("value", RuleOptional value, []) => value.Has ? value.Value : throw new RuleException("optional.none() dereference"),
        ("orValue", RuleOptional value, [var other]) => value.Has ? value.Value : other,
        _ => throw new UnmodelledRuleException($"the function {function} is not modelled for such a value"),
    };

    private static long Size(object? value) => value switch
    {
        string text => text.EnumerateRunes().Count(),
        IReadOnlyList<object?> list => list.Count,
        RuleMap map => map.Pairs.Count,
        _ => throw new RuleException("no such overload"),
    };

    private static bool Matches(string text, string pattern) => Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
