using Phoenix.KubeSim.Storage;

namespace Phoenix.KubeSim.Control;

/// <summary>A part of the control plane that follows all changes. Its methods are never called at the same time.</summary>
internal interface IController
{
    /// <summary>Takes note of a change.</summary>
    void Observe(StoreEvent change);

    /// <summary>Does what follows from the changes that were noted.</summary>
    void Settle();
}
