using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;
using Phoenix.Lab.S3.Storage;

namespace Phoenix.Lab.Local;

/// <summary>Finds or makes a lab's folder and record.</summary>
/// <param name="options">Which lab.</param>
/// <param name="account">The account that servers run under; null for the present one.</param>
/// <param name="runner">Runs a check as that account.</param>
/// <param name="time">The clock.</param>
public sealed class LabHome(LabOptions options, Account? account, ToolRunner runner, TimeProvider time)
{
    private const UnixFileMode Traversable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    // A Unix socket's path has at most 107 bytes, ".s.PGSQL.NNNNN" included.
    private const int LongestSocketDirectory = 90;

    // Used when the state directory lies where the servers' account cannot reach (a clone under /root, say).
    private const string SharedBase = "/var/lib/phoenix/labs";

    private string Named => Path.Combine(options.State, "labs", options.Name);

    // Also one that leads nowhere, as a killed delete leaves behind.
    private bool IsLink => new DirectoryInfo(Named).LinkTarget is not null;

    /// <summary>Whether the lab was ever made.</summary>
    public bool Exists => File.Exists(Path.Combine(Named, "lab.json"));

    /// <summary>The folder of a lab that was made; null for another. Nothing is made.</summary>
    public LabPaths? FindFolder() => Exists ? new LabPaths(Directory.ResolveLinkTarget(Named, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(Named)) : null;

    /// <summary>The folder of the lab, made when it is missing.</summary>
    /// <exception cref="PhoenixException">StateNotWritable.</exception>
    public async Task<LabPaths> OpenFolderAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!Directory.Exists(Named) && !IsLink)
            {
                string parent = Path.GetDirectoryName(Named)!;
                Directory.CreateDirectory(parent);
                if (account is not null && !await CanReachAsync(parent, cancellationToken))
                {
                    string real = Path.Combine(SharedBase, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Named)))[..12] + "-" + options.Name);
                    Directory.CreateDirectory(real, Traversable);
                    Directory.CreateSymbolicLink(Named, real);
                }
                else
                {
                    Directory.CreateDirectory(Named, Traversable);
                }
            }

            string root = Directory.ResolveLinkTarget(Named, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(Named);
            Directory.CreateDirectory(root, Traversable);
            return new LabPaths(root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PhoenixException(ErrorCode.StateNotWritable, $"the lab's folder {Named} cannot be made: {e.Message}", "choose another place with --state DIR", e);
        }
    }

    /// <summary>The lab's record, made when it is missing.</summary>
    /// <exception cref="PhoenixException">PortTaken, RecordDamaged, StateNotWritable.</exception>
    public LabRecord OpenRecord(LabPaths paths)
    {
        if (File.Exists(paths.Record))
        {
            try
            {
                return JsonSerializer.Deserialize(File.ReadAllBytes(paths.Record), LabJson.Default.LabRecord)!;
            }
            catch (JsonException e)
            {
                throw new PhoenixException(ErrorCode.RecordDamaged, $"{paths.Record} cannot be read: {e.Message}", "remove the lab with 'phoenix lab down --delete'", e);
            }
        }

        string name = options.Name;
        string id = $"{name}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";
        var record = new LabRecord(
            id, name, Port(options.S3Port), Port(options.PostgresPort),
            "phoenix-lab", "phoenix-lab-1", "/pgbackrest/repo1", "db", time.GetUtcNow())
        {
            // Put down once: another TMPDIR tomorrow must not make the server unfindable.
            SocketDirectory = Encoding.UTF8.GetByteCount(paths.NodeSockets) <= LongestSocketDirectory ? null : Path.Combine(Path.GetTempPath(), "phoenix-" + id),
        };
        DurableFiles.Write(paths.Record, JsonSerializer.SerializeToUtf8Bytes(record, LabJson.Default.LabRecord));
        return record;
    }

    /// <summary>Forgets the lab: its folder goes, links included.</summary>
    public void Delete(LabPaths paths)
    {
        LayerFolder.Remove(paths.Root);
        if (IsLink)
        {
            // Not DirectoryInfo.Delete: it follows the link, which by now leads nowhere.
            File.Delete(Named);
        }
    }

    private async Task<bool> CanReachAsync(string path, CancellationToken cancellationToken)
    {
        ToolResult result = await runner.RunAsync(
            new ToolCommand { Tool = "test -x", FileName = "test", Arguments = ["-x", path], Account = account, Timeout = TimeSpan.FromSeconds(10) }, cancellationToken);
        return result.ExitCode == 0;
    }

    private static int Port(int? wanted)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, wanted ?? 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        catch (SocketException e)
        {
            throw new PhoenixException(
                ErrorCode.PortTaken, string.Create(CultureInfo.InvariantCulture, $"port {wanted} on 127.0.0.1 is taken"), "choose another one, or leave the option out for a free one", e);
        }
    }
}
