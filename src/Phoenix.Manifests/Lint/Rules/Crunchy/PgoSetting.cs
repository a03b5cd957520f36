using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A setting as one side of a cluster gives it to pgBackRest.</summary>
/// <param name="Text">Its value.</param>
/// <param name="Place">Where it is written.</param>
internal sealed record PgoSetting(string Text, LintPlace Place)
{
    /// <summary>Whether nobody knows what it will be.</summary>
    public bool IsOpen => IsUnknown(Text);

    /// <summary>Whether a text is a variable, a template or something to fill in (<c>&lt;YOUR_BUCKET&gt;</c>, as in the operator's own examples).</summary>
    public static bool IsUnknown(string? text) =>
        YamlLookup.IsOpen(text) || (text is not null && text.IndexOf('<', StringComparison.Ordinal) is >= 0 and int at && text.IndexOf('>', at) > at);
}
