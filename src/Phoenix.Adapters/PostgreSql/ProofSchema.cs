namespace Phoenix.Adapters.PostgreSql;

/// <summary>The database that Phoenix makes and drops, and its tables.</summary>
internal static class ProofSchema
{
    internal const string Database = "phoenix_proof";

    /// <summary>Database to be connected to while <see cref="Database"/> is made or dropped.</summary>
    internal const string MaintenanceDatabase = "postgres";

    internal const string Tables = """
        CREATE TABLE public.accounts (id int PRIMARY KEY, balance bigint NOT NULL);
        CREATE TABLE public.ledger (
            run uuid NOT NULL, cycle int NOT NULL, writer int NOT NULL, number bigint NOT NULL, nonce bigint NOT NULL,
            from_account int NOT NULL, to_account int NOT NULL, amount bigint NOT NULL, digest bigint NOT NULL,
            PRIMARY KEY (writer, number));
        CREATE TABLE public.sentinels (
            run uuid NOT NULL, cycle int NOT NULL, name text NOT NULL, content text NOT NULL, written_at timestamptz NOT NULL,
            PRIMARY KEY (run, cycle, name));
        CREATE TABLE public.probe (id uuid PRIMARY KEY, written_at timestamptz NOT NULL);
        """;
}
