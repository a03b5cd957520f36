namespace Phoenix.KubeSim.Apply;

internal enum ListKind
{
    /// <summary>One whole: whoever sets it owns all of it.</summary>
    Atomic,

    /// <summary>Items are known by their value.</summary>
    Set,

    /// <summary>Items are known by some of their keys.</summary>
    Map,
}
