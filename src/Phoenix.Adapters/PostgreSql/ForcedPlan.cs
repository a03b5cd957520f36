using Npgsql;
using Phoenix.Errors;

namespace Phoenix.Adapters.PostgreSql;

/// <summary>Makes the planner use one way to a table, and checks with EXPLAIN that it does: a settings' name alone would prove nothing.</summary>
internal static class ForcedPlan
{
    /// <summary>Within the open transaction: sequential scans only.</summary>
    internal static Task BySequentialScanAsync(NpgsqlConnection connection, string sql, string table, CancellationToken cancellationToken) =>
        ForceAsync(connection, sql, sequential: true, $"Seq Scan on {table}", cancellationToken);

    /// <summary>Within the open transaction: through <paramref name="index"/> only.</summary>
    internal static Task ByIndexAsync(NpgsqlConnection connection, string sql, string index, CancellationToken cancellationToken) =>
        ForceAsync(connection, sql, sequential: false, $"using {index} ", cancellationToken);

    private static async Task ForceAsync(NpgsqlConnection connection, string sql, bool sequential, string expected, CancellationToken cancellationToken)
    {
        (string seq, string index) = sequential ? ("on", "off") : ("off", "on");
        await using NpgsqlCommand command = new(
            $"SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL enable_seqscan = {seq}; SET LOCAL enable_indexscan = {index}; "
            + $"SET LOCAL enable_indexonlyscan = {index}; SET LOCAL enable_bitmapscan = off; EXPLAIN (COSTS OFF) {sql}",
            connection);
        List<string> plan = [];
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            plan.Add(reader.GetString(0).Trim() + " ");
        }

        if (!plan.Any(line => line.Contains(expected, StringComparison.Ordinal)) || (!sequential && plan.Any(line => line.Contains("Seq Scan", StringComparison.Ordinal))))
        {
            throw new PhoenixException(
                ErrorCode.ToolFailed,
                $"the server would not read by '{expected.Trim()}': {string.Join("/ ", plan)}",
                "The proof database's tables or indexes are not those that Phoenix made; look at them with psql");
        }
    }
}
