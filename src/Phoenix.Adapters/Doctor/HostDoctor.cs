using System.Globalization;
using System.Runtime.InteropServices;
using Phoenix.Adapters.Processes;

namespace Phoenix.Adapters.Doctor;

/// <summary>Looks at this machine: runtime, state directory, account, <c>/proc</c>. Leaves nothing behind.</summary>
/// <param name="state">The state directory, absolute; it need not be there.</param>
public sealed class HostDoctor(string state)
{
    private const long LeastFree = 1L << 30;

    /// <summary>Looks.</summary>
    /// <param name="runsServers">Whether Phoenix itself will run PostgreSQL here.</param>
    public async Task<IReadOnlyList<DoctorFinding>> LookAsync(bool runsServers) =>
    [
        new("runtime", FindingState.Ok, $".NET {Environment.Version} on {RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}"),
        await DoctorFault.CatchAsync("state directory", () => Task.FromResult(State())).ConfigureAwait(false),
        await DoctorFault.CatchAsync("account", () => Task.FromResult(AccountOf(runsServers))).ConfigureAwait(false),
        await DoctorFault.CatchAsync("process table", () => Task.FromResult(Processes())).ConfigureAwait(false),
    ];

    // A file is made where the directory is or will be, and is gone with its handle.
    private DoctorFinding State()
    {
        string folder = state;
        while (!Directory.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder) ?? "/";
        }

        string probe = Path.Combine(folder, $".phoenix-doctor-{Guid.NewGuid():N}");
        try
        {
            using FileStream file = new(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            file.WriteByte(0);
            file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new DoctorFinding("state directory", FindingState.Problem, $"{folder} cannot be written: {e.Message}", "choose another place with --state DIR");
        }

        long free = new DriveInfo(folder).AvailableFreeSpace;
        string detail = string.Create(CultureInfo.InvariantCulture, $"{folder} can be written, {free >> 20} MiB are free");
        return free < LeastFree
            ? new DoctorFinding("state directory", FindingState.Warning, detail, "free space: journals, ledgers and a lab's database are kept there")
            : new DoctorFinding("state directory", FindingState.Ok, detail);
    }

    private static DoctorFinding AccountOf(bool runsServers)
    {
        if (!runsServers)
        {
            return new DoctorFinding("account", FindingState.Ok, Environment.IsPrivilegedProcess ? "root; no server is run here" : "an ordinary account; no server is run here");
        }

        Account? account = Account.ForServers();
        return new DoctorFinding("account", FindingState.Ok, account is null ? "an ordinary account, which servers will run under, too" : $"root; servers will run under '{account.Name}'");
    }

    // What a killed Phoenix left running is found by the environment of processes.
    private static DoctorFinding Processes()
    {
        // Looks at all processes as a wipe does, and throws where those of other accounts are hidden. Nothing carries this mark.
        _ = ProcessTable.FindBelonging($"phoenix-doctor-{Guid.NewGuid():N}", []);
        return ProcessTable.StartTicks(Environment.ProcessId) is null
            ? new DoctorFinding("process table", FindingState.Problem, "/proc does not tell of this process", "mount /proc; what a killed Phoenix left running is found there")
            : new DoctorFinding("process table", FindingState.Ok, "/proc tells of the processes that a wipe looks for, and of their environment");
    }
}
