using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;

namespace Phoenix.Diagnosis;

/// <summary>What is known of the failures of driven programs: data, compiled into this assembly out of <c>Diagnosis/Catalogue</c>.</summary>
public sealed class FailureCatalogue
{
    private const string Prefix = "failures:";
    private static readonly Lazy<FailureCatalogue> Embedded = new(() => new FailureCatalogue(ReadEmbedded()));

    private readonly FrozenDictionary<string, KnownFailure> _byId;

    /// <summary>A catalogue of these failures.</summary>
    /// <param name="failures">The entries; ids are unique.</param>
    public FailureCatalogue(IEnumerable<KnownFailure> failures)
    {
        All = [.. failures];
        _byId = All.ToFrozenDictionary(f => f.Id, StringComparer.Ordinal);
        Matcher = new FailureMatcher(All);
    }

    /// <summary>The catalogue that Phoenix ships, read when it is first asked for.</summary>
    public static FailureCatalogue Shipped => Embedded.Value;

    /// <summary>Every entry.</summary>
    public IReadOnlyList<KnownFailure> All { get; }

    /// <summary>Finds the entries in lines.</summary>
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

    private static IEnumerable<KnownFailure> ReadEmbedded()
    {
        Assembly assembly = typeof(FailureCatalogue).Assembly;
        foreach (string name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using Stream stream = assembly.GetManifestResourceStream(name)!;
            CatalogueFile file = JsonSerializer.Deserialize(stream, CatalogueJson.Default.CatalogueFile)!;
            foreach (KnownFailure failure in file.Failures)
            {
                yield return failure with { Component = file.Component };
            }
        }
    }
}
