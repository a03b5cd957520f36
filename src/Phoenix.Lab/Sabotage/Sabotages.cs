using Phoenix.Errors;

namespace Phoenix.Lab.Sabotage;

/// <summary>Every sabotage there is.</summary>
public static class Sabotages
{
    /// <summary>Stands for all of them on the command line.</summary>
    public const string Every = "all";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SabotageDefinition> All { get; } =
        [.. ArchiveSabotages.All, .. EndpointSabotages.All, .. RestoreSabotages.All, .. DataSabotages.All, .. RecordSabotages.All];

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => All.Select(s => s.Name);

    /// <summary>Those that are asked for by <see cref="Every"/>, by one name, or by several with commas between them.</summary>
    /// <exception cref="PhoenixException">Usage: one of the names is none.</exception>
    public static IReadOnlyList<SabotageDefinition> Select(string names) => names == Every ? All : [.. names.Split(',', StringSplitOptions.TrimEntries).Select(Find).Distinct()];

    /// <summary>The one with this name.</summary>
    /// <exception cref="PhoenixException">Usage, with the names there are.</exception>
    public static SabotageDefinition Find(string name) => All.FirstOrDefault(s => s.Name == name)
        ?? throw new PhoenixException(ErrorCode.Usage, $"'{name}' is no sabotage", $"use {Every}, or one of {string.Join(", ", Names)}");
}
