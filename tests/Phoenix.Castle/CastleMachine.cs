using System.Globalization;
using System.Text.RegularExpressions;

namespace Phoenix.Castle;

/// <summary>A machine of the copy's unit <c>platform</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role"><c>controlplane</c> or <c>worker</c>.</param>
/// <param name="Id">Its number in Proxmox.</param>
/// <param name="Host">The host that it runs on.</param>
/// <param name="Address">Its address.</param>
internal sealed partial record CastleMachine(string Name, string Role, int Id, string Host, string Address)
{
    /// <summary>The machines that a unit's <c>terragrunt.hcl</c> names.</summary>
    public static IReadOnlyList<CastleMachine> ReadAll(string file) => [.. Line().Matches(File.ReadAllText(file)).Select(m => new CastleMachine(
        m.Groups["name"].Value, m.Groups["role"].Value, int.Parse(m.Groups["id"].Value, CultureInfo.InvariantCulture), m.Groups["host"].Value, m.Groups["address"].Value))];

    [GeneratedRegex("""(?<name>[a-z0-9-]+)\s*=\s*\{ role = "(?<role>[a-z]+)", id = (?<id>\d+), host = "(?<host>[a-z0-9]+)", address = "(?<address>[0-9.]+)",""")]
    private static partial Regex Line();
}
