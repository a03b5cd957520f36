using System.Net;
using System.Text;

namespace Phoenix.Cli.Rendering.Html;

/// <summary>
/// Builds HTML. Tag and attribute names are written in this program; every text and every attribute's value is encoded here, and there is no
/// way round it, because what tools, servers and users called things is not to be trusted.
/// </summary>
internal sealed class Markup
{
    private readonly StringBuilder _text = new();

    /// <summary>Opens an element.</summary>
    public Markup Open(string tag, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        _text.Append('<').Append(tag);
        foreach ((string name, string value) in attributes)
        {
            _text.Append(' ').Append(name).Append("=\"").Append(Encode(value)).Append('"');
        }

        _text.Append('>');
        return this;
    }

    /// <summary>Closes an element.</summary>
    public Markup Close(string tag)
    {
        // A newline is a blank within a sentence, so it follows only what ends a line anyway.
        _text.Append("</").Append(tag).Append(tag is "span" or "strong" or "code" ? ">" : ">\n");
        return this;
    }

    /// <summary>Text.</summary>
    public Markup Text(string? text)
    {
        _text.Append(Encode(text));
        return this;
    }

    /// <summary>An element that holds text alone.</summary>
    public Markup Element(string tag, string? text, params ReadOnlySpan<(string Name, string Value)> attributes) => Open(tag, attributes).Text(text).Close(tag);

    /// <summary>The page's style sheet, which is part of this program.</summary>
    public Markup Style(string css)
    {
        _text.Append("<style>\n").Append(css).Append("</style>\n");
        return this;
    }

    /// <summary>Opens the document.</summary>
    public Markup Begin()
    {
        _text.Append("<!DOCTYPE html>\n");
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    /// <summary>Encodes; controls, and marks that turn the direction of what follows, become a visible replacement.</summary>
    private static string Encode(string? text) =>
        WebUtility.HtmlEncode(string.Concat((text ?? "").Select(c => IsHarmless(c) ? c : '\uFFFD')));

    private static bool IsHarmless(char c) => c is '\n' or '\t' || !(char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'));
}
