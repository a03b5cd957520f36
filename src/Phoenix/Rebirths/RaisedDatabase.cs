namespace Phoenix.Rebirths;

/// <summary>What became of the database of a stack that was raised.</summary>
public enum RaisedDatabase
{
    /// <summary>The stack has none, or it was not asked for.</summary>
    None,

    /// <summary>It was there and was kept.</summary>
    Kept,

    /// <summary>A new one was made.</summary>
    Initialized,

    /// <summary>It was restored, compared with its witness and published.</summary>
    Restored,

    /// <summary>It was restored and published on request, though no witness knows anything of it.</summary>
    Unwitnessed,

    /// <summary>A layer before it failed, or it did itself.</summary>
    NotRaised,
}
