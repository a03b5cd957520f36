using System.Text.Json.Nodes;
using Phoenix.KubeSim.Objects;
using Phoenix.KubeSim.Resources;
using Phoenix.KubeSim.Storage;
using Phoenix.KubeSim.Writing;

namespace Phoenix.KubeSim.Control;

/// <summary>Deletes what has no owner left, deletes dependents before their owner where that was asked for, and orphans them where that was.</summary>
internal sealed class GarbageCollector(ControlWriter writer) : IController
{
    private readonly Dictionary<string, (string Resource, StoredObject Object)> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _dependents = new(StringComparer.Ordinal);
    private readonly HashSet<string> _lookAt = new(StringComparer.Ordinal);

    public void Observe(StoreEvent change)
    {
        StoredObject found = change.Object!;
        foreach (string owner in Owners(change.Previous))
        {
            _dependents.GetValueOrDefault(owner)?.Remove(found.Uid);
            _lookAt.Add(owner); // it may wait for this one
        }

        if (change.Type == StoreEventType.Deleted)
        {
            _objects.Remove(found.Uid);
            _lookAt.UnionWith(_dependents.GetValueOrDefault(found.Uid) ?? []);
            return;
        }

        _objects[found.Uid] = (change.Resource, found);
        foreach (string owner in Owners(found))
        {
            if (!_dependents.TryGetValue(owner, out HashSet<string>? dependents))
            {
                _dependents[owner] = dependents = new HashSet<string>(StringComparer.Ordinal);
            }

            dependents.Add(found.Uid);
        }

        if (found.IsDeleting || Owners(found).Any())
        {
            _lookAt.Add(found.Uid);
        }
    }

    public void Settle()
    {
        string[] all = [.. _lookAt];
        _lookAt.Clear();
        foreach (string uid in all)
        {
            if (_objects.TryGetValue(uid, out (string Resource, StoredObject Object) known) && writer.Registry.Find(known.Resource) is { } type)
            {
                LookAt(type, known.Object);
            }
        }
    }

    private void LookAt(ResourceType type, StoredObject found)
    {
        if (found.IsDeleting && found.Finalizers.Contains(ObjectDeletion.Orphan))
        {
            Orphan(type, found);
        }
        else if (found.IsDeleting && found.Finalizers.Contains(ObjectDeletion.Foreground))
        {
            Foreground(type, found);
        }
        else if (!found.IsDeleting)
        {
            Collect(type, found);
        }
    }

    private void Orphan(ResourceType type, StoredObject owner)
    {
        foreach ((ResourceType of, StoredObject dependent) in Dependents(owner))
        {
            writer.Change(of, dependent.Namespace, dependent.Name, null, content => Disown(content, uid => uid == owner.Uid));
        }

        Release(type, owner, ObjectDeletion.Orphan);
    }

    private void Foreground(ResourceType type, StoredObject owner)
    {
        bool blocked = false;
        foreach ((ResourceType of, StoredObject dependent) in Dependents(owner))
        {
            bool others = Owners(dependent).Any(uid => uid != owner.Uid && Exists(uid, dependent) && !Waits(uid));
            if (others)
            {
                writer.Change(of, dependent.Namespace, dependent.Name, null, content => Disown(content, uid => uid == owner.Uid));
                continue;
            }

            blocked |= References(dependent).Any(reference => reference.TextAt("uid") == owner.Uid && reference.At("blockOwnerDeletion").IsTrue());
            if (!dependent.IsDeleting)
            {
                writer.Delete(of, dependent, Dependents(dependent).Any() ? "Foreground" : "Background");
            }
        }

        if (!blocked)
        {
            Release(type, owner, ObjectDeletion.Foreground);
        }
    }

    private void Collect(ResourceType type, StoredObject found)
    {
        string[] owners = [.. Owners(found)];
        if (owners.Length == 0)
        {
            return;
        }

        string[] there = [.. owners.Where(uid => Exists(uid, found))];
        string[] solid = [.. there.Where(uid => !Waits(uid))];
        if (solid.Length == owners.Length)
        {
            return;
        }

        if (solid.Length > 0)
        {
            writer.Change(type, found.Namespace, found.Name, null, content => Disown(content, uid => !solid.Contains(uid)));
        }
        else if (there.Length == 0)
        {
            writer.Delete(type, found, "Background");
        }
    }

    // An owner in another namespace counts as none, as in a real cluster.
    private bool Exists(string uid, StoredObject dependent) =>
        _objects.TryGetValue(uid, out (string Resource, StoredObject Object) owner) && (owner.Object.Namespace is null || owner.Object.Namespace == dependent.Namespace);

    private bool Waits(string uid) =>
        _objects.TryGetValue(uid, out (string Resource, StoredObject Object) owner) && owner.Object.IsDeleting && owner.Object.Finalizers.Contains(ObjectDeletion.Foreground);

    private IEnumerable<(ResourceType Type, StoredObject Object)> Dependents(StoredObject owner)
    {
        foreach (string uid in (_dependents.GetValueOrDefault(owner.Uid) ?? []).ToArray())
        {
            if (_objects.TryGetValue(uid, out (string Resource, StoredObject Object) known) && writer.Registry.Find(known.Resource) is { } type && Exists(owner.Uid, known.Object))
            {
                yield return (type, known.Object);
            }
        }
    }

    private void Release(ResourceType type, StoredObject owner, string finalizer) => writer.Change(type, owner.Namespace, owner.Name, null, content =>
    {
        if (content.TextAt("metadata", "uid") == owner.Uid && content.At("metadata", "finalizers") is JsonArray list)
        {
            list.Remove(list.FirstOrDefault(item => item.Text() == finalizer));
        }
    });

    private static void Disown(JsonObject content, Func<string?, bool> gone)
    {
        if (content.At("metadata", "ownerReferences") is JsonArray references)
        {
            foreach (JsonNode? reference in references.Where(reference => gone(reference.TextAt("uid"))).ToArray())
            {
                references.Remove(reference);
            }

            if (references.Count == 0)
            {
                content.Object("metadata").Remove("ownerReferences");
            }
        }
    }

    private static IEnumerable<JsonNode?> References(StoredObject? found) => found?.Content.At("metadata", "ownerReferences") as JsonArray ?? [];

    private static IEnumerable<string> Owners(StoredObject? found) => References(found).Select(reference => reference.TextAt("uid")).OfType<string>();
}
