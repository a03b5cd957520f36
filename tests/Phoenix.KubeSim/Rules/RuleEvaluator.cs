using System.Collections.Immutable;

namespace Phoenix.KubeSim.Rules;

/// <summary>Evaluates expressions of rules with the names that are known there.</summary>
internal sealed class RuleEvaluator(ImmutableDictionary<string, object?> names)
{
    public object? Evaluate(RuleNode node) => node switch
    {
        RuleNode.Literal literal => literal.Value,
        RuleNode.Name name => names.TryGetValue(name.Text, out object? value) ? value : throw new UnmodelledRuleException($"the name {name.Text} is not modelled"),
        RuleNode.Select select => Field(Evaluate(select.Of), select.Field, select.Optional),
        RuleNode.Index index => At(Evaluate(index.Of), Evaluate(index.Key), index.Optional),
        RuleNode.Unary unary => Unary(unary),
        RuleNode.Binary binary => Binary(binary),
        RuleNode.Choice choice => True(choice.If) ? Evaluate(choice.Then) : Evaluate(choice.Else),
        RuleNode.ListOf list => list.Items.Select(Evaluate).ToList(),
        RuleNode.MapOf map => new RuleMap(map.Pairs.ToDictionary(pair => (string)Evaluate(pair.Key)!, pair => Evaluate(pair.Value), StringComparer.Ordinal)),
        RuleNode.Call call => Call(call),
        _ => throw new UnmodelledRuleException($"{node.GetType().Name} is not modelled"),
    };

    public bool True(RuleNode node) => Evaluate(node) as bool? ?? throw new RuleException("no such overload");

    private static object? Field(object? of, string field, bool optional)
    {
        if (of is RuleOptional chained)
        {
            return chained.Has && chained.Value is RuleMap inner && inner.Pairs.TryGetValue(field, out object? deeper) ? new RuleOptional(true, deeper) : RuleOptional.None;
        }

        if (of is not RuleMap map)
        {
            throw new RuleException($"no such key: {field}");
        }

        bool found = map.Pairs.TryGetValue(field, out object? value);
        return optional ? found ? new RuleOptional(true, value) : RuleOptional.None : found ? value : throw new RuleException($"no such key: {field}");
    }

    private static object? At(object? of, object? key, bool optional)
    {
        switch (of, key)
        {
            case (RuleMap or RuleOptional, string field):
                return Field(of, field, optional);
            case (IReadOnlyList<object?> list, long place):
                bool found = place >= 0 && place < list.Count;
                return optional ? found ? new RuleOptional(true, list[(int)place]) : RuleOptional.None : found ? list[(int)place] : throw new RuleException($"index out of bounds: {place}");
            default:
                throw new RuleException("no such overload");
        }
    }

    private object? Unary(RuleNode.Unary unary) => (unary.Sign, Evaluate(unary.Of)) switch
    {
        ("!", bool value) => !value,
        ("-", long value) => -value,
        ("-", double value) => -value,
        _ => throw new RuleException("no such overload"),
    };

    private object? Binary(RuleNode.Binary binary)
    {
        if (binary.Sign is "&&" or "||")
        {
            return Logic(binary);
        }

        object? left = Evaluate(binary.Left), right = Evaluate(binary.Right);
        return binary.Sign switch
        {
            "==" => RuleValues.Same(left, right),
            "!=" => !RuleValues.Same(left, right),
            "<" => RuleValues.Compare(left, right) < 0,
            "<=" => RuleValues.Compare(left, right) <= 0,
            ">" => RuleValues.Compare(left, right) > 0,
            ">=" => RuleValues.Compare(left, right) >= 0,
            "in" => right is RuleMap map ? left is string key && map.Pairs.ContainsKey(key) : right is IReadOnlyList<object?> list && list.Any(item => RuleValues.Same(item, left)),
            _ => Arithmetic(binary.Sign, left, right),
        };
    }

    // An error on one side is forgotten when the other side decides.
    private bool Logic(RuleNode.Binary binary)
    {
        bool decides = binary.Sign == "||";
        bool left;
        try
        {
            left = True(binary.Left);
        }
        catch (RuleException) when (OtherDecides(binary.Right, decides))
        {
            return decides;
        }

        return left == decides ? decides : True(binary.Right);
    }

    private bool OtherDecides(RuleNode right, bool decides)
    {
        try
        {
            return True(right) == decides;
        }
        catch (RuleException)
        {
            // Both sides fail: the first one's error is told.
            return false;
        }
    }

    private static object? Arithmetic(string sign, object? left, object? right) => (sign, left, right) switch
    {
        ("+", string a, string b) => a + b,
        ("+", IReadOnlyList<object?> a, IReadOnlyList<object?> b) => a.Concat(b).ToList(),
        ("+", TimeSpan a, TimeSpan b) => a + b,
        ("-", TimeSpan a, TimeSpan b) => a - b,
        ("-", DateTimeOffset a, DateTimeOffset b) => a - b,
        ("+", DateTimeOffset a, TimeSpan b) => a + b,
        ("+", long a, long b) => checked(a + b),
        ("-", long a, long b) => checked(a - b),
        ("*", long a, long b) => checked(a * b),
        ("/", long a, long b) => b == 0 ? throw new RuleException("division by zero") : a / b,
        ("%", long a, long b) => b == 0 ? throw new RuleException("modulus by zero") : a % b,
        ("+", double a, double b) => a + b,
        ("-", double a, double b) => a - b,
        ("*", double a, double b) => a * b,
        ("/", double a, double b) => a / b,
        _ => throw new RuleException("no such overload"),
    };

    private object? Call(RuleNode.Call call)
    {
        if (call is { On: null, Function: "has", Arguments: [RuleNode.Select select] })
        {
            return Field(Evaluate(select.Of), select.Field, optional: true) is RuleOptional { Has: true };
        }

        if (call is { On: { } over, Arguments: [RuleNode.Name item, ..] } && call.Function is "all" or "exists" or "exists_one" or "filter" or "map" or "optMap")
        {
            return Macro(call.Function, Evaluate(over), item.Text, [.. call.Arguments.Skip(1)]);
        }

        object? on = call.On is null ? null : Evaluate(call.On);
        object?[] arguments = [.. call.Arguments.Select(Evaluate)];
        return call.On is null ? RuleFunctions.Global(call.Function, arguments) : RuleFunctions.Member(call.Function, on, arguments);
    }

    private object? Macro(string macro, object? over, string name, IReadOnlyList<RuleNode> rest)
    {
        object? With(object? value, RuleNode node) => new RuleEvaluator(names.SetItem(name, value)).Evaluate(node);
        bool Holds(object? value) => With(value, rest[0]) as bool? ?? throw new RuleException("no such overload");
        if (macro == "optMap")
        {
            return over is RuleOptional { Has: true } some ? new RuleOptional(true, With(some.Value, rest[0])) : RuleOptional.None;
        }

        IReadOnlyList<object?> items = over switch
        {
            RuleMap map => [.. map.Pairs.Keys],
            IReadOnlyList<object?> list => list,
            _ => throw new RuleException("no such overload"),
        };
        return macro switch
        {
            "all" => items.All(Holds),
            "exists" => items.Any(Holds),
            "exists_one" => items.Count(Holds) == 1,
            "filter" => items.Where(Holds).ToList(),
            _ => rest.Count == 2 ? items.Where(Holds).Select(item => With(item, rest[1])).ToList() : items.Select(item => With(item, rest[0])).ToList(),
        };
    }
}
