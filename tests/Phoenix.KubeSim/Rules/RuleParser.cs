using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Phoenix.KubeSim.Rules;

/// <summary>Parses the Common Expression Language of validation rules.</summary>
internal sealed partial class RuleParser
{
    private readonly List<(string Kind, string Text)> _tokens = [];
    private int _at;

    private RuleParser(string text)
    {
        int at = 0;
        while (at < text.Length)
        {
            Match match = Token().Match(text, at);
            if (!match.Success || match.Index != at || match.Length == 0)
            {
                throw new UnmodelledRuleException($"cannot read the rule at: {text[at..]}");
            }

            at += match.Length;
            string kind = match.Groups.Cast<Group>().Skip(1).First(group => group.Success).Name;
            if (kind != "space")
            {
                _tokens.Add((kind, match.Value));
            }
        }
    }

    private string Next => _at < _tokens.Count ? _tokens[_at].Text : "";

    private string Kind => _at < _tokens.Count ? _tokens[_at].Kind : "end";

    /// <exception cref="UnmodelledRuleException">It cannot be read.</exception>
    public static RuleNode Parse(string text)
    {
        var parser = new RuleParser(text);
        RuleNode node = parser.Expression();
        return parser._at == parser._tokens.Count ? node : throw new UnmodelledRuleException($"cannot read the rule at: {parser.Next}");
    }

    private RuleNode Expression()
    {
        RuleNode node = Operators(0);
        if (!Take("?"))
        {
            return node;
        }

        RuleNode then = Expression();
        Require(":");
        return new RuleNode.Choice(node, then, Expression());
    }

    private static readonly string[][] Levels = [["||"], ["&&"], ["<", "<=", ">=", ">", "==", "!=", "in"], ["+", "-"], ["*", "/", "%"]];

    private RuleNode Operators(int level)
    {
        if (level == Levels.Length)
        {
            return Unary();
        }

        RuleNode left = Operators(level + 1);
        while (Kind is "sign" or "name" && Levels[level].Contains(Next))
        {
            string sign = Next;
            _at++;
            left = new RuleNode.Binary(sign, left, Operators(level + 1));
        }

        return left;
    }

    private RuleNode Unary()
    {
        if (Kind == "sign" && Next is "!" or "-")
        {
            string sign = Next;
            _at++;
            return new RuleNode.Unary(sign, Unary());
        }

        RuleNode node = Primary();
        while (true)
        {
            if (Take("."))
            {
                bool optional = Take("?");
                string name = Identifier();
                node = !optional && Take("(") ? new RuleNode.Call(node, name, Until(")")) : new RuleNode.Select(node, Unescape(name), optional);
            }
            else if (Take("["))
            {
                bool optional = Take("?");
                RuleNode key = Expression();
                Require("]");
                node = new RuleNode.Index(node, key, optional);
            }
            else
            {
                return node;
            }
        }
    }

    private RuleNode Primary()
    {
        (string kind, string text) = (Kind, Next);
        _at++;
        switch (kind)
        {
            case "text":
                return new RuleNode.Literal(Text(text));
            case "real":
                return new RuleNode.Literal(double.Parse(text, CultureInfo.InvariantCulture));
            case "whole":
                return new RuleNode.Literal(text.StartsWith("0x", StringComparison.Ordinal) ? long.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) : long.Parse(text.TrimEnd('u'), CultureInfo.InvariantCulture));
            case "name":
                return text switch
                {
                    "true" => new RuleNode.Literal(true),
                    "false" => new RuleNode.Literal(false),
                    "null" => new RuleNode.Literal(null),
                    _ => Take("(") ? new RuleNode.Call(null, text, Until(")")) : new RuleNode.Name(text),
                };
            case "sign" when text == "(":
                RuleNode node = Expression();
                Require(")");
                return node;
            case "sign" when text == "[":
                return new RuleNode.ListOf(Until("]"));
            case "sign" when text == "{":
                var pairs = new List<(RuleNode, RuleNode)>();
                while (!Take("}"))
                {
                    RuleNode key = Expression();
                    Require(":");
                    pairs.Add((key, Expression()));
                    Take(",");
                }

                return new RuleNode.MapOf(pairs);
            default:
                throw new UnmodelledRuleException($"cannot read the rule at: {text}");
        }
    }

    private List<RuleNode> Until(string end)
    {
        var nodes = new List<RuleNode>();
        while (!Take(end))
        {
            nodes.Add(Expression());
            if (Next != end)
            {
                Require(",");
            }
        }

        return nodes;
    }

    private string Identifier() => Kind == "name" ? _tokens[_at++].Text : throw new UnmodelledRuleException($"a name is missing before: {Next}");

    private bool Take(string sign)
    {
        bool found = Kind == "sign" && Next == sign;
        _at += found ? 1 : 0;
        return found;
    }

    private void Require(string sign)
    {
        if (!Take(sign))
        {
            throw new UnmodelledRuleException($"'{sign}' is missing before: {Next}");
        }
    }

    // Names that are no identifiers are written with escapes.
    private static string Unescape(string name) => name.Replace("__dot__", ".", StringComparison.Ordinal).Replace("__dash__", "-", StringComparison.Ordinal)
        .Replace("__slash__", "/", StringComparison.Ordinal).Replace("__underscores__", "__", StringComparison.Ordinal);

    private static string Text(string token)
    {
        bool raw = token[0] is 'r' or 'R';
        string body = token[(raw ? 2 : 1)..^1];
        if (raw)
        {
            return body;
        }

        var text = new StringBuilder();
        for (int i = 0; i < body.Length; i++)
        {
            if (body[i] != '\\' || i == body.Length - 1)
            {
                text.Append(body[i]);
                continue;
            }

            char escaped = body[++i];
            text.Append(escaped switch
            {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                '\\' or '"' or '\'' or '`' or '?' => escaped,
                _ => throw new UnmodelledRuleException($"unknown escape \\{escaped}"),
            });
        }

        return text.ToString();
    }

    [GeneratedRegex("""
        (?<space>\s+)|(?<text>[rR]?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'))|(?<real>\d+\.\d+(?:[eE][-+]?\d+)?)|(?<whole>0x[0-9a-fA-F]+|\d+u?)|(?<name>[A-Za-z_][A-Za-z0-9_]*)|(?<sign>\|\||&&|<=|>=|==|!=|[-+*/%<>!?:.,()\[\]{}])
        """)]
    private static partial Regex Token();
}
