using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Layers;

/// <summary>
/// What marks every process of a stack. It does not hold the run: what one run started, the next one's wipe must find. Two stacks of one name in different files
/// are different stacks.
/// </summary>
public static class StackMark
{
    /// <summary>The mark, fit for a file name.</summary>
    public static string Of(StackDefinition definition) => string.Create(
        CultureInfo.InvariantCulture, $"{definition.Name}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(definition.File)))[..8]}");
}
