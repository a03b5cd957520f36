using System.Text.Json.Nodes;
using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Objects;

namespace Phoenix.KubeSim.Apply;

/// <summary>Keeps <c>managedFields</c>: who set which field, through updates and through server-side apply.</summary>
internal static class FieldOwnership
{
    // What nobody owns: the server's own, and the object's identity.
    private static readonly string[] Unowned =
        ["name", "namespace", "generateName", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "managedFields"];

    /// <summary>The entries after an update that was not an apply.</summary>
    public static JsonArray AfterUpdate(JsonObject? before, JsonObject after, FieldShape shape, FieldOwner by)
    {
        List<ManagedEntry> entries = ManagedEntry.Read(before);
        FieldSet changed = new(), removed = new();
        FieldWalk.Compare(Owned(before ?? []), Owned(after), shape, changed, removed);
        if (changed.IsEmpty && removed.IsEmpty)
        {
            return ManagedEntry.Write(entries);
        }

        ManagedEntry? own = entries.Find(entry => entry.Is(by.Name, "Update", by.Subresource) && entry.ApiVersion == by.ApiVersion);
        var result = entries.Where(entry => entry != own).Select(entry => entry with { Fields = entry.Fields.Minus(changed).Minus(removed) }).ToList();
        FieldSet fields = own?.Fields.Minus(removed) ?? new FieldSet();
        fields.Add(changed);
        result.Add(new ManagedEntry(by.Name, "Update", by.ApiVersion, by.Subresource, changed.IsEmpty && own is not null ? own.Time : by.Time, fields));
        return ManagedEntry.Write(result);
    }

    /// <summary>The live object (or none) with what a manager applies, entries included.</summary>
    /// <exception cref="ApiException">409: others own what is to change.</exception>
    public static JsonObject Apply(JsonObject? live, JsonObject applied, FieldShape shape, FieldOwner by, bool force)
    {
        JsonObject before = live ?? [];
        FieldSet wanted = FieldWalk.Fields(Owned(applied), shape);
        wanted.Member = false;
        JsonObject merged = FieldWalk.Merge(before, applied, shape)!.AsObject();
        FieldSet changed = new(), removed = new();
        FieldWalk.Compare(Owned(before), Owned(merged), shape, changed, removed);

        List<ManagedEntry> entries = ManagedEntry.Read(live);
        ManagedEntry? own = entries.Find(entry => entry.Is(by.Name, "Apply", by.Subresource));
        List<ManagedEntry> others = [.. entries.Where(entry => entry != own)];
        List<(ManagedEntry Entry, FieldSet Fields)> conflicts = [.. others.Select(entry => (entry, entry.Fields.And(changed))).Where(pair => !pair.Item2.IsEmpty)];
        if (conflicts.Count > 0 && !force)
        {
            throw Conflict(conflicts);
        }

        others = [.. others.Select(entry => entry with { Fields = entry.Fields.Minus(changed) })];
        if (own is not null)
        {
            var held = new FieldSet();
            held.Add(wanted);
            others.ForEach(entry => held.Add(entry.Fields));
            FieldWalk.Remove(merged, shape, own.Fields.Minus(wanted), held);
        }

        string? time = own is not null && own.Fields.Same(wanted) && own.ApiVersion == by.ApiVersion ? own.Time : by.Time;
        others.Add(new ManagedEntry(by.Name, "Apply", by.ApiVersion, by.Subresource, time, wanted));
        merged.Object("metadata")["managedFields"] = ManagedEntry.Write(others);
        return merged;
    }

    private static JsonObject Owned(JsonObject content)
    {
        JsonObject owned = content.Copy();
        owned.Remove("apiVersion");
        owned.Remove("kind");
        if (owned["metadata"] is JsonObject metadata)
        {
            foreach (string key in Unowned)
            {
                metadata.Remove(key);
            }

            if (metadata.Count == 0)
            {
                owned.Remove("metadata");
            }
        }

        return owned;
    }

    private static ApiException Conflict(List<(ManagedEntry Entry, FieldSet Fields)> conflicts)
    {
        List<(string Manager, string Path)> all = [.. conflicts.SelectMany(conflict => conflict.Fields.Paths().Select(path => (conflict.Entry.Spelled, path)))];
        string what = all.Count == 1
            ? $"1 conflict: conflict with {all[0].Manager}: {all[0].Path}"
            : $"{all.Count} conflicts: " + string.Join("\n", all.GroupBy(one => one.Manager, StringComparer.Ordinal).Select(group => $"conflicts with {group.Key}:\n{string.Join("\n", group.Select(one => "- " + one.Path))}"));
        var causes = new JsonArray([.. all.Select(one => ApiErrors.Cause("FieldManagerConflict", $"conflict with {one.Manager}", one.Path))]);
        return new ApiException(409, "Conflict", $"Apply failed with {what}", new JsonObject { ["causes"] = causes });
    }
}
