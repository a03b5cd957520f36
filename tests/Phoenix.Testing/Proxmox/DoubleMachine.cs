namespace Phoenix.Testing.Proxmox;

/// <summary>A machine of the double, and what shall go wrong with it.</summary>
public sealed class DoubleMachine(int id, string node, string name, string kind = "qemu")
{
    public int Id { get; } = id;

    public string Kind { get; } = kind;

    public string Node { get; set; } = node;

    public string Name { get; set; } = name;

    public bool IsRunning { get; set; } = true;

    public bool IsTemplate { get; set; }

    public bool IsProtected { get; set; }

    public string Tags { get; set; } = "";

    public string? Pool { get; set; }

    /// <summary>The kind of task that works on it, e.g. <c>backup</c>.</summary>
    public string? Lock { get; set; }

    /// <summary>The token has no VM.Audit on it: it is left out of listings.</summary>
    public bool IsHidden { get; set; }

    /// <summary>Statistics of its node did not come: name, template and status are not in the listing.</summary>
    public bool IsUnknown { get; set; }

    /// <summary>Under HA: the stop's task only asks for it, the machine ends when its status was asked for so often.</summary>
    public int StopsAfterLooks { get; set; }

    /// <summary>Exit status of its destroy task; the machine is left halfway.</summary>
    public string? DestroyExit { get; set; }

    /// <summary>Warnings of its destroy task, which succeeds.</summary>
    public int Warnings { get; set; }

    /// <summary>Its tasks do not end.</summary>
    public bool HasEndlessTasks { get; set; }

    /// <summary>It is there again after its destroy.</summary>
    public bool ComesBack { get; set; }

    /// <summary>It moves to this node once its status was asked for.</summary>
    public string? MovesTo { get; set; }
}
