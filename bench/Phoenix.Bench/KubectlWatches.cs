using System.Diagnostics;
using System.Globalization;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Bench;

/// <summary>
/// What a user has in Phoenix' place: one <c>kubectl get KIND --watch -o json</c> for each kind. As JSON, because what is awaited stands in the objects; the simulator has no tables anyway.
/// </summary>
internal sealed class KubectlWatches : IDisposable
{
    /// <summary>How its header User-Agent begins.</summary>
    public const string Agent = "kubectl";

    private readonly List<Process> _processes = [];

    private KubectlWatches()
    {
    }

    /// <summary>How many of them still watch.</summary>
    public int Alive => _processes.Count(p => !p.HasExited);

    /// <summary>Whether kubectl is on PATH.</summary>
    public static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => p.Length > 0 && File.Exists(Path.Combine(p, "kubectl")));

    /// <summary>Starts them all.</summary>
    /// <param name="kubeconfig">The cluster.</param>
    /// <param name="home">A home of their own: they keep what they discovered there.</param>
    /// <param name="kinds">The kinds.</param>
    public static KubectlWatches Start(string kubeconfig, string home, IEnumerable<KubeKind> kinds)
    {
        KubectlWatches watches = new();
        foreach (KubeKind kind in kinds)
        {
            ProcessStartInfo start = new("kubectl", ["--kubeconfig", kubeconfig, "get", WatchKinds.Argument(kind), "--namespace", WatchKinds.Namespace, "--watch", "-o", "json"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["HOME"] = home;
            Process process = Process.Start(start)!;
            watches._processes.Add(process);
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        }

        return watches;
    }

    /// <summary>Their memory in MiB: what is shared among them is counted once.</summary>
    public double Megabytes() => _processes.SelectMany(p => Family(p.Id)).Sum(id => Read(id, "smaps_rollup", "Pss:")) / 1024;

    public void Dispose()
    {
        foreach (Process process in _processes)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }

            process.WaitForExit();
            process.Dispose();
        }
    }

    // On some systems kubectl starts the one of the server's version as its child.
    private static IEnumerable<int> Family(int id)
    {
        string children = string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/task/{id}/children");
        return File.Exists(children)
            ? [id, .. File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(c => Family(int.Parse(c, CultureInfo.InvariantCulture)))]
            : [];
    }

    private static double Read(int id, string file, string name)
    {
        string line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/{file}")).First(l => l.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
