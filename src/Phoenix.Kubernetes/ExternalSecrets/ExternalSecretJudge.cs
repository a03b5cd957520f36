using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Snapshots;

namespace Phoenix.Kubernetes.ExternalSecrets;

/// <summary>
/// Decides whether an ExternalSecret gave what it is there for. <c>SecretSynced</c> alone proves nothing: it is said of empty values, of an older manifest,
/// of a Secret that was only kept because the store has nothing, and <c>Ready</c> is also true when the Secret was deleted.
/// </summary>
internal static class ExternalSecretJudge
{
    private const string Synced = "SecretSynced";

    /// <summary>Why the store is not ready; null when it is.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="name">Its name.</param>
    /// <param name="store">The store; null when it is not there.</param>
    internal static string? StoreFault(string kind, string name, KubeObject? store)
    {
        if (store is null)
        {
            return $"its {kind} {name} is not there";
        }

        ObjectCondition? ready = ObjectConditions.Find(store, "Ready");
        return ready is { IsTrue: true } ? null : ready is null ? $"its {kind} {name} was not validated yet" : $"its {kind} {name} is not ready: {ready.Words}";
    }

    /// <summary>Why it is not synced at its present manifest; null when it is.</summary>
    /// <param name="of">The ExternalSecret.</param>
    /// <param name="before">What it was synced for when it was asked to fetch anew; null when it was not asked.</param>
    /// <param name="wasAsked">Whether it was asked to fetch anew.</param>
    internal static string? SyncFault(ExternalSecretObject of, string? before, bool wasAsked)
    {
        ObjectCondition? ready = of.Ready;
        if (of.Content.IsDeleting)
        {
            return "is being deleted";
        }

        if (ready is null)
        {
            return "was never looked at by its controller";
        }

        if (!ready.IsTrue)
        {
            return $"is not synced: {ready.Words}";
        }

        if (ready.Reason != Synced)
        {
            return $"is ready, but not synced: {ready.Words}";
        }

        if (of.SyncedGeneration is not { } generation || generation != of.Content.Generation)
        {
            return $"was synced for generation {of.SyncedGeneration?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}, and is at generation {of.Content.Generation} by now";
        }

        if (ready.Message.StartsWith("secret retained", StringComparison.OrdinalIgnoreCase))
        {
            return "found nothing in its store, and kept the Secret as it was";
        }

        return wasAsked && of.SyncedVersion == before ? "was asked to fetch anew and has not answered" : null;
    }

    /// <summary>Why its Secret is not usable; null when it is.</summary>
    /// <param name="of">The ExternalSecret.</param>
    /// <param name="secret">The Secret; null when it is not there.</param>
    internal static string? SecretFault(ExternalSecretObject of, KubeObject? secret)
    {
        if (of.WritesNoSecret)
        {
            return "writes no Secret (creationPolicy: None, or another kind of object): there is nothing to look at";
        }

        if (secret is null)
        {
            return $"says that it is synced, but its Secret {of.Target} is not there";
        }

        if (of.OwnsTarget && !Owners(secret).Contains(of.Content.Uid))
        {
            return $"says that it is synced, but its Secret {of.Target} belongs to another: it is left from before, or somebody else's";
        }

        return new SecretContent(secret).Emptiness(of.ExpectedKeys) is { } empty ? $"says that it is synced, but its Secret {of.Target} has {empty}" : null;
    }

    private static IEnumerable<string?> Owners(KubeObject secret) => secret.At("metadata", "ownerReferences") is System.Text.Json.Nodes.JsonArray list
        ? list.Select(o => o?["uid"]?.ToString())
        : [];
}
