using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;

namespace Phoenix.Diagnosis;

/// <summary>What is known of the failures of driven programs: data, compiled into this assembly out of <c>Diagnosis/Catalogue</c>.</summary>
public sealed class FailureCatalogue
{
    private const string Prefix = "failures:";
    private static readonly Lazy<FailureCatalogue> Embedded = new(ReadEmbedded);

    private readonly FrozenDictionary<string, KnownFailure> _byId;

    /// <summary>A catalogue of these failures.</summary>
    /// <param name="failures">The entries; ids are unique.</param>
    /// <param name="signs">What their conditions refer to beside failures; ids are unique among both.</param>
    public FailureCatalogue(IEnumerable<KnownFailure> failures, IEnumerable<KnownSign> signs)
    {
        All = [.. failures];
        Signs = [.. signs];
        _byId = All.ToFrozenDictionary(f => f.Id, StringComparer.Ordinal);
        Matcher = new FailureMatcher([.. All, .. Signs]);
    }

    /// <summary>The catalogue that Phoenix ships, read when it is first asked for.</summary>
    public static FailureCatalogue Shipped => Embedded.Value;

    /// <summary>Every entry.</summary>
    public IReadOnlyList<KnownFailure> All { get; }

    /// <summary>Every sign.</summary>
    public IReadOnlyList<KnownSign> Signs { get; }

    /// <summary>Finds failures, by their place in <see cref="All"/>, and behind them signs.</summary>
    internal FailureMatcher Matcher { get; }

    /// <summary>The entry with this id; null when there is none.</summary>
    public KnownFailure? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Whether an id is meant by a reference of <see cref="KnownFailure.EchoOf"/>.</summary>
    public static bool IsMeant(string reference, string id)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(id);
        return reference.EndsWith('*') ? id.StartsWith(reference[..^1], StringComparison.Ordinal) : reference == id;
    }

    private static FailureCatalogue ReadEmbedded()
    {
        Assembly assembly = typeof(FailureCatalogue).Assembly;
        List<CatalogueFile> files = [];
        foreach (string name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using Stream stream = assembly.GetManifestResourceStream(name)!;
            files.Add(JsonSerializer.Deserialize(stream, CatalogueJson.Default.CatalogueFile)!);
        }

        return new FailureCatalogue(files.SelectMany(file => file.Failures.Select(f => f with { Component = file.Component })), files.SelectMany(file => file.Signs ?? []));
    }
}
