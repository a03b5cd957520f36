using Phoenix.Recovery;

namespace Phoenix.Bench;

/// <summary>What the bench and the process that proves agree on.</summary>
internal sealed record ProofCase(string State, string Run, int Rows, string Socket, int Port, string BinDirectory, string WalDirectory)
{
    public const int Cycle = 1;
    public const int Attempt = 1;
    public const int Writers = 4;
    public const int Accounts = 64;
    public const long InitialBalance = 1_000_000;
    public const ulong FirstXid = 1_000;

    // A transfer takes about this much WAL: heap and index of the ledger, two accounts, the commit.
    private const ulong WalPerRow = 400;
    private const ulong CommitOffset = 360;

    /// <summary>Where the load begins.</summary>
    public static Lsn LoadStart => new(WalSegment.DefaultSize);

    /// <summary>Where it ends.</summary>
    public Lsn LoadEnd => new(LoadStart.Value + ((ulong)Rows * WalPerRow));

    /// <summary>Insert position that the client of row <paramref name="i"/> saw.</summary>
    public static Lsn InsertLsn(int i) => new(LoadStart.Value + ((ulong)i * WalPerRow));

    /// <summary>Its commit record.</summary>
    public static Lsn CommitLsn(int i) => new(InsertLsn(i).Value + CommitOffset);
}
