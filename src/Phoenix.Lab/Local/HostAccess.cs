namespace Phoenix.Lab.Local;

/// <summary>Who may connect to the node's server. The socket is open to who can enter its folder; TCP is closed until a rebirth was proven.</summary>
internal static class HostAccess
{
    private const string Local = "local all all trust\nlocal replication all trust\n";

    /// <summary>Lets nobody in by TCP.</summary>
    public static void Close(LabSite site) => Write(site, Local);

    /// <summary>Lets clients on this machine in, by password.</summary>
    public static void Open(LabSite site) => Write(site, Local + "host all all 127.0.0.1/32 scram-sha-256\nhost all all ::1/128 scram-sha-256\n");

    private static void Write(LabSite site, string text)
    {
        string draft = site.HbaFile + ".new";
        File.WriteAllText(draft, text);
        site.Account?.TakeOver(draft);
        File.Move(draft, site.HbaFile, overwrite: true);
    }
}
