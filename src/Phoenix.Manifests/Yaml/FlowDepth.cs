namespace Phoenix.Manifests.Yaml;

/// <summary>How deep flow collections are nested: the parser's own scanner recurses on them, so it must be known before it starts.</summary>
internal static class FlowDepth
{
    /// <summary>The line on which more than <paramref name="most"/> brackets are open; null for none. Brackets in texts count, too.</summary>
    public static int? Exceeds(string text, int most)
    {
        int depth = 0, line = 1;
        foreach (char c in text)
        {
            line += c == '\n' ? 1 : 0;
            depth += c is '[' or '{' ? 1 : c is ']' or '}' ? -1 : 0;
            if (depth > most)
            {
                return line;
            }
        }

        return null;
    }
}
