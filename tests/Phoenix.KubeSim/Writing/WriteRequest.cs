using Phoenix.KubeSim.Apply;
using Phoenix.KubeSim.Resources;

namespace Phoenix.KubeSim.Writing;

/// <summary>What a write is about, and its options.</summary>
/// <param name="Served">Type and version.</param>
/// <param name="Namespace">Of the address; null for cluster-wide types.</param>
/// <param name="Name">Of the address; empty for a creation.</param>
/// <param name="Subresource"><c>status</c>; null for the object itself.</param>
/// <param name="Owner">Name that owns the fields written.</param>
internal sealed record WriteRequest(ServedType Served, string? Namespace, string Name, string? Subresource, string Owner)
{
    /// <summary>Checks all and stores nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether an apply takes fields from others.</summary>
    public bool Force { get; init; }

    /// <summary><c>Strict</c>, <c>Warn</c> or <c>Ignore</c>: what becomes of unknown fields.</summary>
    public string FieldValidation { get; init; } = "Warn";

    /// <summary>Whether the cluster itself writes: no webhook is asked.</summary>
    public bool ByCluster { get; init; }

    /// <summary>What the answer warns of.</summary>
    public List<string> Warnings { get; } = [];

    public FieldShape Shape => Served.Type.Custom ? new SchemaShape(Served.Version.Schema, true) : new NamedShape("", "");
}
