namespace Phoenix.KubeSim.Apply;

/// <summary>How values at a place are merged: what is one whole, and what makes an item of a list that item.</summary>
internal abstract record FieldShape
{
    /// <summary>What <see cref="ListKind.Map"/> knows items by.</summary>
    public virtual IReadOnlyList<string> Keys => [];

    public virtual ListKind List => ListKind.Atomic;

    public virtual bool AtomicMap => false;

    /// <summary>The shape of items of this list.</summary>
    public abstract FieldShape Item { get; }

    /// <summary>The shape under a key of this mapping.</summary>
    public abstract FieldShape Field(string key);

    /// <summary>What a key of an item counts as when the item lacks it; null for nothing.</summary>
    public virtual string? DefaultKey(string key) => null;
}

/// <summary>Shape of custom resources, from their schema; without one everything is a field.</summary>
internal sealed record SchemaShape(Schemas.Schema? Schema, bool Root) : FieldShape
{
    public override IReadOnlyList<string> Keys => Schema?.ListMapKeys ?? [];

    public override ListKind List => Schema?.ListType switch { "map" => ListKind.Map, "set" => ListKind.Set, _ => ListKind.Atomic };

    public override bool AtomicMap => Schema?.MapType == "atomic";

    public override FieldShape Item => new SchemaShape(Schema?.Items, false);

    public override FieldShape Field(string key) => (Root || Schema?.Embedded == true) && key == "metadata" ? new NamedShape("metadata", "") : new SchemaShape(Schema?.Field(key), false);

    public override string? DefaultKey(string key) => Schema?.Items?.Properties.GetValueOrDefault(key)?.Default is { } value ? Objects.JsonNodes.Write(value) : null;
}

/// <summary>Shape of built-in types, by the names that their published schemas use.</summary>
internal sealed record NamedShape(string Name, string Parent) : FieldShape
{
    public override IReadOnlyList<string> Keys => (Name, Parent) switch
    {
        ("ownerReferences", "metadata") => ["uid"],
        ("conditions", "status") => ["type"],
        ("containers" or "initContainers" or "ephemeralContainers", _) => ["name"],
        ("env", _) or ("volumes", "spec") or ("imagePullSecrets", _) or ("webhooks", "") or ("claims", "resources") => ["name"],
        ("secrets", "") => ["name"],
        ("volumeMounts", _) => ["mountPath"],
        ("volumeDevices", _) => ["devicePath"],
        ("ports", "containers" or "initContainers" or "ephemeralContainers") => ["containerPort", "protocol"],
        ("ports", "spec") => ["port", "protocol"],
        ("hostAliases", "spec") or ("podIPs" or "hostIPs", "status") => ["ip"],
        ("topologySpreadConstraints", "spec") => ["topologyKey", "whenUnsatisfiable"],
        _ => [],
    };

    public override ListKind List => Name == "finalizers" ? ListKind.Set : Keys.Count > 0 ? ListKind.Map : ListKind.Atomic;

    public override bool AtomicMap => Name is "selector" or "nodeSelector" or "labelSelector" or "podSelector" or "namespaceSelector" or "roleRef" or "scaleTargetRef" or "secretKeyRef"
        or "configMapKeyRef" or "fieldRef" or "resourceFieldRef" or "involvedObject" or "targetRef" or "objectSelector";

    public override FieldShape Item => this;

    public override FieldShape Field(string key) => new NamedShape(key, Name);

    public override string? DefaultKey(string key) => key == "protocol" ? "\"TCP\"" : null;
}
