using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Phoenix.KubeSim.Operators.Crunchy;

/// <summary>Short names as the operator makes them: FNV-1 (32 bits) as decimal digits, each digit replaced by a letter that spells no word.</summary>
internal static class SafeHash
{
    private const string Letters = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>The name of all these texts, one after the other.</summary>
    public static string Of(params IEnumerable<string> texts)
    {
        uint hash = 2166136261;
        foreach (byte b in texts.SelectMany(Encoding.UTF8.GetBytes))
        {
            hash = unchecked(hash * 16777619) ^ b;
        }

        return string.Concat(hash.ToString(CultureInfo.InvariantCulture).Select(digit => Letters[digit % Letters.Length]));
    }

    /// <summary>Four random letters.</summary>
    public static string Random() => RandomNumberGenerator.GetString(Letters, 4);
}
