using System.Globalization;
using System.Text.RegularExpressions;

namespace Phoenix.KubeSim.Resources;

/// <summary>Kubernetes' order of versions: v10, v2, v1, v2beta1, v1beta2, v1alpha1, then the others by name.</summary>
internal sealed partial class VersionOrder : IComparer<string>
{
    public static readonly VersionOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        (int stage, int major, int minor) a = Rank(x!), b = Rank(y!);
        if (a.stage != b.stage)
        {
            return a.stage.CompareTo(b.stage);
        }

        return a.major != b.major ? b.major.CompareTo(a.major) : a.minor != b.minor ? b.minor.CompareTo(a.minor) : string.CompareOrdinal(x, y);
    }

    private static (int Stage, int Major, int Minor) Rank(string version)
    {
        Match match = Form().Match(version);
        if (!match.Success)
        {
            return (3, 0, 0);
        }

        int stage = match.Groups[2].Value switch { "" => 0, "beta" => 1, _ => 2 };
        return (stage, int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), match.Groups[3].Success ? int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture) : 0);
    }

    [GeneratedRegex("^v([1-9][0-9]{0,5})(?:(alpha|beta)([1-9][0-9]{0,5}))?$")]
    private static partial Regex Form();
}
