namespace Phoenix.Manifests.Import.Terragrunt;

/// <summary>What a token of HCL is.</summary>
internal enum HclTokenKind
{
    /// <summary>A name, number or keyword.</summary>
    Word,

    /// <summary>A text in quotes without interpolation; its value is unescaped.</summary>
    Text,

    /// <summary>A text with interpolation or a directive, or a heredoc: its value is not known.</summary>
    Template,

    /// <summary>One character of punctuation.</summary>
    Sign,

    /// <summary>The end of a line.</summary>
    LineEnd,
}
