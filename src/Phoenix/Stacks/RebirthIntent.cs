using Phoenix.Ports;

namespace Phoenix.Stacks;

/// <summary>What the database layer is to become when the stack is raised.</summary>
public abstract record RebirthIntent
{
    private RebirthIntent()
    {
    }

    /// <summary>Restored from the repository.</summary>
    /// <param name="Request">What to restore.</param>
    public sealed record Restore(RestoreRequest Request) : RebirthIntent;

    /// <summary>New and empty; always asked for, never a fallback.</summary>
    public sealed record Initialize : RebirthIntent;
}
