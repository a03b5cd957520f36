namespace Phoenix.KubeSim.Operators.Crunchy;

/// <summary>The settings that operator and Patroni give a server.</summary>
internal static class ServerParameters
{
    /// <summary>Defaults, the user's over them, and what is mandatory over both.</summary>
    public static IReadOnlyDictionary<string, string> Of(PostgresClusterSpec spec)
    {
        Dictionary<string, string> settings = new(StringComparer.Ordinal)
        {
            ["archive_timeout"] = "60s",
            ["huge_pages"] = "off",
            ["jit"] = "off",
            ["password_encryption"] = "scram-sha-256",
            // Patroni's own defaults.
            ["hot_standby"] = "on",
            ["max_connections"] = "100",
            ["max_locks_per_transaction"] = "64",
            ["max_prepared_transactions"] = "0",
            ["max_replication_slots"] = "10",
            ["max_wal_senders"] = "10",
            ["max_worker_processes"] = "8",
            ["track_commit_timestamp"] = "off",
            ["wal_log_hints"] = "on",
            ["log_timezone"] = "UTC",
            ["timezone"] = "UTC",
        };
        foreach ((string name, string value) in spec.Parameters)
        {
            settings[name] = value;
        }

        bool archives = spec.Repositories.Count > 0;
        settings["wal_level"] = "logical";
        settings["archive_mode"] = "on";
        settings["archive_command"] = archives ? $"pgbackrest --stanza={CrunchyNames.Stanza} archive-push \"%p\"" : "true";
        settings["restore_command"] = $"pgbackrest --stanza={CrunchyNames.Stanza} archive-get %f \"%p\""
            + (spec.Standby && spec.StandbyRepo is { } repo ? " --repo=" + new string([.. repo.Where(char.IsAsciiDigit)]) : "");
        return settings;
    }
}
