using System.Globalization;

namespace Phoenix.Bench;

/// <summary>One layer that only takes time.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Needs">What must be up before.</param>
/// <param name="Seconds">How long it sleeps; 0 for a command that does nothing.</param>
internal sealed record GraphLayer(string Name, IReadOnlyList<string> Needs, double Seconds)
{
    public IReadOnlyList<string> Command => Seconds == 0 ? ["true"] : ["sleep", Seconds.ToString("0.####", CultureInfo.InvariantCulture)];
}
