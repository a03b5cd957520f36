namespace Phoenix.Cli;

/// <summary>The version of the program.</summary>
public static class ProductVersion
{
    /// <summary>As printed by <c>--version</c>.</summary>
    public static string Text { get; } = "phoenix " + typeof(ProductVersion).Assembly.GetName().Version!.ToString(3);
}
