namespace Phoenix.Verification;

/// <summary>Names of the checks, in the order in which they are made and shown.</summary>
public static class CheckName
{
    /// <summary>The evidence is byte for byte what was sealed.</summary>
    public const string Evidence = "evidence";

    /// <summary>It lies in the folder of its own run.</summary>
    public const string Folder = "folder";

    /// <summary>Every line of the journal is whole, follows from the line before, and none is missing.</summary>
    public const string Journal = "journal";

    /// <summary>The evidence is what the journal gives.</summary>
    public const string Agreement = "agreement";

    /// <summary>The clients' ledger is the one that the witness knows.</summary>
    public const string Ledger = "ledger";

    /// <summary>The seals of the runs before and after fit.</summary>
    public const string Chain = "chain";

    /// <summary>The evidence is signed with the given key.</summary>
    public const string Signature = "signature";
}
