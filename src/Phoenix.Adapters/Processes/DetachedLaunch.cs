namespace Phoenix.Adapters.Processes;

/// <summary>
/// Starts a process whose three standard streams are files. A pipe would tie the daemon to Phoenix: a caller that waits for the end of our output would wait for the daemon.
/// </summary>
internal static class DetachedLaunch
{
    private const int WriteOnly = 1;
    private const int Create = 0x40;
    private const int AppendMode = 0x400;
    private const uint OwnerOnly = 0x180; // 0600

    internal static int Start(Launch launch, string workingDirectory, string logFile) => Spawn.Start(
        launch,
        workingDirectory,
        [
            actions => Libc.FileActionsAddOpen(actions, 0, "/dev/null", 0, 0),
            actions => Libc.FileActionsAddOpen(actions, 1, logFile, WriteOnly | Create | AppendMode, OwnerOnly),
            actions => Libc.FileActionsAddDuplicate(actions, 1, 2),
        ],
        $", with its output in '{logFile}'");
}
