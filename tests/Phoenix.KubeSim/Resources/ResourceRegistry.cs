using System.Collections.Immutable;

namespace Phoenix.KubeSim.Resources;

/// <summary>What the server serves now. Definitions of custom resources come and go.</summary>
internal sealed class ResourceRegistry
{
    private ImmutableDictionary<string, ResourceType> _types = BuiltInTypes.All.ToImmutableDictionary(type => type.Qualified, StringComparer.Ordinal);

    private TaskCompletionSource _changed = New();

    public IReadOnlyCollection<ResourceType> Types => [.. _types.Values.OrderBy(type => type.Group, StringComparer.Ordinal).ThenBy(type => type.Plural, StringComparer.Ordinal)];

    public void Put(ResourceType type)
    {
        ImmutableInterlocked.AddOrUpdate(ref _types, type.Qualified, type, (_, _) => type);
        Interlocked.Exchange(ref _changed, New()).TrySetResult();
    }

    /// <summary>Waits until a type is served.</summary>
    public async Task WaitForAsync(string qualified, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed = _changed.Task;
            if (Find(qualified) is not null)
            {
                return;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    public void Remove(string qualified) => ImmutableInterlocked.TryRemove(ref _types, qualified, out _);

    public ResourceType? Find(string qualified) => _types.GetValueOrDefault(qualified);

    public ServedType? Find(string group, string version, string plural)
    {
        ResourceType? type = Find(group.Length == 0 ? plural : $"{plural}.{group}");
        ServedVersion? served = type?.Versions.FirstOrDefault(candidate => candidate.Served && candidate.Name == version);
        return served is null ? null : new ServedType(type!, served);
    }

    /// <summary>Whether a group serves anything in a version (so an unknown resource in it gets a Status, not a bare 404).</summary>
    public bool Serves(string group, string version) => _types.Values.Any(type => type.Group == group && type.Versions.Any(candidate => candidate.Served && candidate.Name == version));

    /// <summary>The served versions of a group, the preferred one first.</summary>
    public IReadOnlyList<string> Versions(string group) =>
        [.. _types.Values.Where(type => type.Group == group).SelectMany(type => type.Versions).Where(version => version.Served).Select(version => version.Name).Distinct(StringComparer.Ordinal).Order(VersionOrder.Instance)];

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
