using Phoenix.Adapters.PostgreSql;
using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Stacks;

namespace Phoenix.Lab.Local;

/// <summary>
/// Settings that hold a reborn server back: it archives nothing, and waits for no standby of its former life. They stand at the end of
/// postgresql.auto.conf, which is read last, so that nothing restored with the data can win over them.
/// </summary>
internal static class HeldSettings
{
    // archive_library, where there is one, takes precedence over the command.
    private const int FirstWithArchiveLibrary = 15;

    private static (string Name, string Value)[] Held(LabSite site) =>
    [
        ("archive_command", ""),
        ("synchronous_standby_names", ""),
        .. site.PostgreSql.Major >= FirstWithArchiveLibrary ? [("archive_library", "")] : Array.Empty<(string, string)>(),
    ];

    /// <summary>Appends the settings to a cluster that does not run.</summary>
    public static void Hold(LabSite site) =>
        File.AppendAllText(AutoConf(site), "\n# Held by Phoenix until the rebirth is proven.\n" + SettingsFile.Format(Held(site).ToDictionary(h => h.Name, h => h.Value)));

    /// <summary>Makes sure that the running server has taken them.</summary>
    /// <exception cref="PhoenixException">RebirthRefused: something stronger sets them.</exception>
    public static async Task AssertHeldAsync(LabSite site, ServerQueries server, CancellationToken cancellationToken)
    {
        foreach ((string name, string value) in Held(site))
        {
            string effective = await server.ShowAsync(name, cancellationToken);
            if (effective != value)
            {
                throw new PhoenixException(
                    ErrorCode.RebirthRefused, $"the reborn server runs with {name} = '{effective}', although it was to be held", "find what sets it; the rebirth was not published");
            }
        }
    }

    /// <summary>Takes the settings away again; those that are not there are left alone.</summary>
    public static async Task ReleaseAsync(LabSite site, ServerQueries server, CancellationToken cancellationToken)
    {
        // ALTER SYSTEM rewrites the file as "name = 'value'" lines; a value that the user set is not empty, and is not ours to take away.
        string[] lines = await File.ReadAllLinesAsync(AutoConf(site), cancellationToken);
        await server.ResetSystemSettingsAsync([.. Held(site).Where(h => lines.Contains(Line(h))).Select(h => h.Name)], cancellationToken);
    }

    private static string AutoConf(LabSite site) => Path.Combine(site.Paths.DataDirectory, "postgresql.auto.conf");

    private static string Line((string Name, string Value) setting) => SettingsFile.Format(new Dictionary<string, string> { [setting.Name] = setting.Value }).TrimEnd('\n');

    /// <summary>Returns once the running server has the setting back.</summary>
    public static Task AwaitReleaseAsync(ServerQueries server, string archiveCommand, TimeProvider time, CancellationToken cancellationToken) =>
        new Waiting(time).ForAsync(
            new Gate("the server archives again", TimeSpan.FromSeconds(30), async token =>
            {
                string now = await server.ShowAsync("archive_command", token);
                return now == archiveCommand ? null : $"archive_command is '{now}'";
            }),
            cancellationToken);
}
