namespace Phoenix.Manifests.Import.Terragrunt;

/// <summary>The value of an attribute, as its tokens.</summary>
/// <param name="Tokens">The tokens.</param>
/// <param name="Line">Line of the attribute.</param>
internal sealed record HclExpression(IReadOnlyList<HclToken> Tokens, int Line)
{
    /// <summary>The text, when it is one text without interpolation; else null.</summary>
    public string? Text => Tokens is [{ Kind: HclTokenKind.Text, Value: var value }] ? value : null;

    /// <summary>Whether it is the word <c>false</c>.</summary>
    public bool IsFalse => Tokens is [{ Kind: HclTokenKind.Word, Value: "false" }];

    /// <summary>The elements, when it is a list; null when it is none. An element that is no plain text is null.</summary>
    public IReadOnlyList<(string? Text, int Line)>? List
    {
        get
        {
            if (Tokens.Count < 2 || !Tokens[0].Is("[") || !Tokens[^1].Is("]"))
            {
                return null;
            }

            List<(string?, int)> elements = [];
            List<HclToken> element = [];
            int depth = 0;
            for (int i = 1; i < Tokens.Count; i++)
            {
                HclToken token = Tokens[i];
                bool last = i == Tokens.Count - 1;
                if (last || (depth == 0 && token.Is(",")))
                {
                    if (element.Count > 0)
                    {
                        elements.Add((element is [{ Kind: HclTokenKind.Text }] ? element[0].Value : null, element[0].Line));
                    }

                    element = [];
                    continue;
                }

                depth += token.Value is "(" or "[" or "{" && token.Kind == HclTokenKind.Sign ? 1 : token.Value is ")" or "]" or "}" && token.Kind == HclTokenKind.Sign ? -1 : 0;
                if (depth < 0)
                {
                    // The first bracket closed before the end: "[...] + something" is no list.
                    return null;
                }

                element.Add(token);
            }

            return elements;
        }
    }

    /// <summary>The call's only argument, when it is a call of <paramref name="function"/> with at most one text: empty for none. Else null.</summary>
    public string? CallOf(string function) => Tokens switch
    {
        [{ Kind: HclTokenKind.Word } word, var open, var close] when word.Value == function && open.Is("(") && close.Is(")") => "",
        [{ Kind: HclTokenKind.Word } word, var open, { Kind: HclTokenKind.Text } argument, var close] when word.Value == function && open.Is("(") && close.Is(")") => argument.Value,
        _ => null,
    };
}
