namespace Phoenix.Manifests.Import.Terragrunt;

/// <summary>Reads the blocks and attributes of a file of HCL. It knows no types and evaluates nothing.</summary>
internal sealed class HclFile
{
    private const int MostDepth = 64;
    private readonly IReadOnlyList<HclToken> _tokens;
    private int _at;

    private HclFile(IReadOnlyList<HclToken> tokens) => _tokens = tokens;

    /// <summary>Reads it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="broken">Line from which on nothing could be relied on; null when all was read.</param>
    public static HclBlock Read(string text, out int? broken)
    {
        var scanner = new HclScanner(text);
        var file = new HclFile(scanner.Scan());
        var top = new HclBlock("", [], 1);
        broken = file.Body(top, 0) ?? scanner.Broken;
        return top;
    }

    // Up to the brace that closes the block; the line of what was not understood, or null.
    private int? Body(HclBlock block, int depth)
    {
        while (_at < _tokens.Count)
        {
            HclToken token = _tokens[_at];
            if (token.Is("}"))
            {
                _at++;
                return depth == 0 ? token.Line : null;
            }

            if (token.Kind == HclTokenKind.LineEnd || token.Is(","))
            {
                _at++;
                continue;
            }

            if (token.Kind is not (HclTokenKind.Word or HclTokenKind.Text) || depth > MostDepth)
            {
                return token.Line;
            }

            _at++;
            if (Statement(block, token, depth) is int line)
            {
                return line;
            }
        }

        return depth == 0 ? null : block.Line;
    }

    private int? Statement(HclBlock block, HclToken name, int depth)
    {
        List<string> labels = [];
        while (_at < _tokens.Count && _tokens[_at].Kind is HclTokenKind.Word or HclTokenKind.Text or HclTokenKind.Template)
        {
            labels.Add(_tokens[_at++].Value);
        }

        if (_at >= _tokens.Count)
        {
            return name.Line;
        }

        if (_tokens[_at].Is("{"))
        {
            _at++;
            var inner = new HclBlock(name.Value, labels, name.Line);
            block.Blocks.Add(inner);
            return Body(inner, depth + 1);
        }

        if (labels.Count > 0 || !_tokens[_at].Is("="))
        {
            return name.Line;
        }

        _at++;
        block.Attributes[name.Value] = Expression(name.Line);
        return null;
    }

    // To the end of the line, but for line ends within brackets; a closing bracket that was not opened here ends it, too.
    private HclExpression Expression(int line)
    {
        List<HclToken> tokens = [];
        for (int depth = 0; _at < _tokens.Count; _at++)
        {
            HclToken token = _tokens[_at];
            int step = token.Kind != HclTokenKind.Sign ? 0 : token.Value is "(" or "[" or "{" ? 1 : token.Value is ")" or "]" or "}" ? -1 : 0;
            if ((depth == 0 && (token.Kind == HclTokenKind.LineEnd || step < 0)) || (depth == 0 && token.Is(",")))
            {
                break;
            }

            depth += step;
            if (token.Kind != HclTokenKind.LineEnd)
            {
                tokens.Add(token);
            }
        }

        return new HclExpression(tokens, line);
    }
}
