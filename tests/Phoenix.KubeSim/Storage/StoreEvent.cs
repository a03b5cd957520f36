namespace Phoenix.KubeSim.Storage;

/// <summary>One change of the store.</summary>
/// <param name="Revision">When.</param>
/// <param name="Type">What happened.</param>
/// <param name="Resource">Type of the object, qualified.</param>
/// <param name="Object">The object after it; for a deletion its last state, at the deletion's revision. Null for a bookmark.</param>
/// <param name="Previous">The object before it.</param>
internal sealed record StoreEvent(long Revision, StoreEventType Type, string Resource, StoredObject? Object, StoredObject? Previous);
