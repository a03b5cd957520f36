using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Phoenix.KubeSim.Objects;
using Phoenix.KubeSim.Resources;
using Phoenix.KubeSim.Storage;

namespace Phoenix.KubeSim.Control;

/// <summary>Serves what CustomResourceDefinitions define, a moment after they were made, and deletes the objects of those that go.</summary>
internal sealed class DefinitionController(ControlWriter writer, TimeProvider time, TimeSpan delay) : IController
{
    private const string Resource = "customresourcedefinitions.apiextensions.k8s.io";
    private const string Cleanup = "customresourcecleanup.apiextensions.k8s.io";
    private static readonly ResourceType Definitions = BuiltInTypes.Get("customresourcedefinitions");
    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ITimer> _waiting = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _due = new();

    /// <summary>Makes the controllers settle again.</summary>
    public Action Wake { get; set; } = () => { };

    public void Observe(StoreEvent change)
    {
        if (change.Resource == Resource)
        {
            _touched.Add(change.Object!.Name);
        }
        else if (change.Type != StoreEventType.Added && writer.Registry.Find(change.Resource) is { Terminating: true })
        {
            _touched.Add(change.Resource);
        }
    }

    public void Settle()
    {
        while (_due.TryDequeue(out string? name))
        {
            if (_waiting.Remove(name, out ITimer? timer))
            {
                timer.Dispose();
                Establish(name);
            }
        }

        string[] names = [.. _touched];
        _touched.Clear();
        foreach (string name in names)
        {
            LookAt(name);
        }
    }

    private void LookAt(string name)
    {
        StoredObject? found = writer.Store.Get(Resource, null, name);
        if (found is null)
        {
            writer.Registry.Remove(name);
            return;
        }

        if (found.IsDeleting)
        {
            CleanUp(found);
            return;
        }

        if (!found.Finalizers.Contains(Cleanup))
        {
            writer.Change(Definitions, null, name, null, content => content.Object("metadata").List("finalizers").Add((JsonNode?)Cleanup));
        }

        if (IsEstablished(found))
        {
            // A change of a served definition holds at once.
            if (writer.Registry.Find(name) is not null)
            {
                writer.Registry.Put(CustomTypes.Read(found.Content));
            }
        }
        else if (!_waiting.ContainsKey(name))
        {
            _waiting[name] = time.CreateTimer(_ =>
            {
                _due.Enqueue(name);
                Wake();
            }, null, delay, Timeout.InfiniteTimeSpan);
        }
    }

    private void Establish(string name)
    {
        if (writer.Store.Get(Resource, null, name) is not { IsDeleting: false } found)
        {
            return;
        }

        writer.Registry.Put(CustomTypes.Read(found.Content));
        string now = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        writer.Change(Definitions, null, name, "status", content =>
        {
            JsonObject status = content.Object("status");
            status["acceptedNames"] = content.At("spec", "names")?.DeepClone();
            status["storedVersions"] = new JsonArray(found.Content.At("spec", "versions")!.AsArray().Where(version => version.At("storage").IsTrue()).Select(version => version.At("name")?.DeepClone()).ToArray());
            status["conditions"] = new JsonArray(
                new JsonObject { ["type"] = "NamesAccepted", ["status"] = "True", ["lastTransitionTime"] = now, ["reason"] = "NoConflicts", ["message"] = "no conflicts found" },
                new JsonObject { ["type"] = "Established", ["status"] = "True", ["lastTransitionTime"] = now, ["reason"] = "InitialNamesAccepted", ["message"] = "the initial names have been accepted" });
        });
    }

    private void CleanUp(StoredObject definition)
    {
        if (writer.Registry.Find(definition.Name) is { } type)
        {
            if (!type.Terminating)
            {
                writer.Registry.Put(type = type with { Terminating = true });
            }

            foreach (StoredObject found in writer.Store.List(type.Qualified, null).Objects.Where(found => !found.IsDeleting))
            {
                writer.Delete(type, found, "Background");
            }

            if (writer.Store.List(type.Qualified, null).Objects.Count > 0)
            {
                return;
            }
        }

        writer.Registry.Remove(definition.Name);
        writer.Change(Definitions, null, definition.Name, null, content =>
        {
            if (content.At("metadata", "finalizers") is JsonArray list)
            {
                list.Remove(list.FirstOrDefault(item => item.Text() == Cleanup));
            }
        });
    }

    private static bool IsEstablished(StoredObject found) =>
        (found.Content.At("status", "conditions") as JsonArray ?? []).Any(condition => condition.TextAt("type") == "Established" && condition.TextAt("status") == "True");
}
