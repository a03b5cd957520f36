using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Objects;
using Phoenix.KubeSim.Schemas;

namespace Phoenix.KubeSim.Rules;

/// <summary>Checks the rules that a schema spells as expressions. A rule that uses what is not modelled is left out and remembered.</summary>
internal sealed class RuleChecks
{
    private readonly ConcurrentDictionary<string, RuleNode?> _parsed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _unmodelled = new(StringComparer.Ordinal);

    /// <summary>The rules that are not checked, each with the reason.</summary>
    public IReadOnlyDictionary<string, string> Unmodelled => _unmodelled;

    public IReadOnlyList<FieldError> Check(Schema schema, JsonObject content, JsonObject? before)
    {
        var errors = new List<FieldError>();
        Visit(schema, content, before, "", errors);
        return errors;
    }

    private void Visit(Schema schema, JsonNode? value, JsonNode? before, string path, List<FieldError> errors)
    {
        if (value is null)
        {
            return;
        }

        foreach (ValidationRule rule in schema.Rules)
        {
            CheckRule(rule, schema, value, before, path, errors);
        }

        if (value is JsonObject mapping)
        {
            foreach ((string key, JsonNode? child) in mapping)
            {
                if (schema.Field(key) is { } part && !(path.Length == 0 && key == "metadata"))
                {
                    Visit(part, child, before.At(key), path.Length == 0 ? key : $"{path}.{key}", errors);
                }
            }
        }
        else if (value is JsonArray list && schema.Items is { } items)
        {
            for (int i = 0; i < list.Count; i++)
            {
                JsonNode? item = list[i];
                JsonNode? old = schema.ListType == "map" ? (before as JsonArray)?.FirstOrDefault(was => schema.ListMapKeys.All(key => JsonNode.DeepEquals(was.At(key), item.At(key)))) : null;
                Visit(items, item, old, $"{path}[{i}]", errors);
            }
        }
    }

    private void CheckRule(ValidationRule rule, Schema schema, JsonNode value, JsonNode? before, string path, List<FieldError> errors)
    {
        bool compares = rule.Rule.Contains("oldSelf", StringComparison.Ordinal);
        if ((compares && before is null) || Parse(rule.Rule) is not { } parsed)
        {
            return;
        }

        ImmutableDictionary<string, object?> names = ImmutableDictionary<string, object?>.Empty.Add("self", RuleValues.From(value, schema));
        if (compares)
        {
            names = names.Add("oldSelf", RuleValues.From(before, schema));
        }

        string? wrong = null;
        try
        {
            var evaluator = new RuleEvaluator(names);
            if (!evaluator.True(parsed))
            {
                wrong = (rule.MessageExpression is { } expression && Parse(expression) is { } message ? evaluator.Evaluate(message) as string : null) ?? rule.Message ?? $"failed rule: {rule.Rule}";
            }
        }
        catch (RuleException error)
        {
            wrong = $"{error.Message} evaluating rule: {rule.Message ?? rule.Rule}";
        }
        catch (UnmodelledRuleException error)
        {
            _unmodelled.TryAdd(rule.Rule, error.Message);
        }

        if (wrong is not null)
        {
            string shown = value switch { JsonObject => "\"object\"", JsonArray => "\"array\"", _ => value.Write() };
            string field = (path + rule.FieldPath).TrimStart('.');
            errors.Add(rule.Reason == "FieldValueForbidden" ? FieldError.Forbidden(field, wrong) : new FieldError(rule.Reason, field, $"Invalid value: {shown}: {wrong}"));
        }
    }

    private RuleNode? Parse(string text) => _parsed.GetOrAdd(text, rule =>
    {
        try
        {
            return RuleParser.Parse(rule);
        }
        catch (UnmodelledRuleException error)
        {
            _unmodelled.TryAdd(rule, error.Message);
            return null;
        }
    });
}
