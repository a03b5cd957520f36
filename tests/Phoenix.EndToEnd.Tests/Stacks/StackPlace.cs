using System.Text;
using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.Journal;
using Phoenix.Testing;

namespace Phoenix.EndToEnd.Tests.Stacks;

/// <summary>
/// A folder with a stack file of command layers, all driven by one script, and a state directory beside it. What each layer did stands in files of its own:
/// <c>NAME.marks</c> (begin and end of each up, durable), <c>NAME.looks</c> (one line for each look of its gate), <c>NAME.there</c> (it is up).
/// </summary>
internal sealed class StackPlace : IDisposable
{
    private const string Script = """
        mark() { echo "$1" >> "$D/$2.marks"; sync "$D/$2.marks"; }
        case $1 in
          up)
            if [ -s "$D/$2.pid" ] && kill -0 "$(cat "$D/$2.pid")" 2>/dev/null; then mark overlap "$2"; fi
            echo $$ > "$D/$2.pid"
            mark begin "$2"; sleep 0.05; touch "$D/$2.there"; mark end "$2"; rm "$D/$2.pid" ;;
          wipe) mark destroying "$2"; sleep 0.05; rm -f "$D/$2.there" ;;
          exists) test -e "$D/$2.there" ;;
          gate) echo look >> "$D/$2.looks"; sleep 0.05; test -e "$D/$2.there" ;;
        esac
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("phoenix-stack-");

    public StackPlace()
    {
        // A lab's servers run under an account of their own.
        _folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        File.WriteAllText(At("layer.sh"), Script);
    }

    /// <summary>The folder.</summary>
    public string Folder => _folder.FullName;

    /// <summary>The state directory.</summary>
    public string State => At("state");

    /// <summary>The newest run's name.</summary>
    public string Run => Directory.EnumerateDirectories(Path.Combine(State, "runs")).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal).Last();

    /// <summary>A file in the folder.</summary>
    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>A layer that the script drives.</summary>
    public string Scripted(string name, params string[] needs) =>
        $"  {name}:\n    command: {{ up: [sh, layer.sh, up, {name}], wipe: [sh, layer.sh, wipe, {name}], exists: [sh, layer.sh, exists, {name}], env: {{ D: {Folder} }} }}\n"
        + $"    gates: [ {{ command: {{ arguments: [sh, layer.sh, gate, {name}], env: {{ D: {Folder} }} }}, timeout: 10s }} ]\n    needs: [{string.Join(", ", needs)}]\n    retries: 0\n";

    /// <summary>A layer with an up of its own; it is gone when <c>NAME.there</c> is.</summary>
    public string Layer(string name, string up, string needs = "", string timeout = "1m", string wipe = "rm -f $D/$N.there") =>
        $"  {name}:\n    command: {{ up: [sh, -c, '{up}'], wipe: [sh, -c, '{wipe}'], exists: [test, -e, {At(name)}.there], env: {{ D: {Folder}, N: {name} }} }}\n"
        + $"    needs: [{needs}]\n    retries: 0\n    timeout: {timeout}\n";

    /// <summary>Writes the stack file.</summary>
    public void Write(int parallelism, params IEnumerable<string> layers) =>
        File.WriteAllText(At("phoenix.yaml"), $"name: example\ndestroyable: true\nparallelism: {parallelism}\nlayers:\n{string.Concat(layers)}");

    /// <summary>Starts a command on the stack.</summary>
    public PhoenixProcess Start(params string[] arguments) => Start([], arguments);

    /// <summary>The same with more in its environment.</summary>
    public PhoenixProcess Start(Dictionary<string, string> environment, params string[] arguments) => PhoenixProcess.Start(environment, State, Complete(arguments));

    /// <summary>Runs a command on the stack to its end.</summary>
    public Task<PhoenixResult> RunAsync(params string[] arguments) => PhoenixProcess.RunAsync(State, Complete(arguments));

    /// <summary>What a run's journal says so far; the newest run's for null.</summary>
    public IReadOnlyList<JournalEvent> Events(string? run = null)
    {
        string path = Path.Combine(State, "runs", run ?? Run, "journal.ndjson");
        if (!File.Exists(path))
        {
            return [];
        }

        using FileStream journal = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return RunJournal.Read(journal).Events;
    }

    /// <summary>The lines of one of a layer's files; none when it is not there.</summary>
    public string[] Lines(string name) => File.Exists(At(name)) ? File.ReadAllLines(At(name)) : [];

    /// <summary>Every process that a layer started, by its environment.</summary>
    public IReadOnlyList<int> Processes()
    {
        byte[] wanted = Encoding.UTF8.GetBytes($"D={Folder}\0");
        List<int> found = [];
        foreach (string process in Directory.EnumerateDirectories("/proc").Where(p => char.IsAsciiDigit(Path.GetFileName(p)[0])))
        {
            try
            {
                int pid = int.Parse(Path.GetFileName(process), System.Globalization.CultureInfo.InvariantCulture);
                if (File.ReadAllBytes(Path.Combine(process, "environ")).AsSpan().IndexOf(wanted) >= 0 && Adapters.Processes.ProcessTable.Find(pid) is not null)
                {
                    found.Add(pid);
                }
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
            catch (UnauthorizedAccessException)
            {
                // It is another account's; a layer's program is not.
            }
        }

        return found;
    }

    /// <summary>Awaits a file of a layer.</summary>
    public Task AppearsAsync(string name) => Condition.HoldsAsync(() => File.Exists(At(name)), name + " appears");

    public void Dispose()
    {
        foreach (int pid in Processes())
        {
            using System.Diagnostics.Process process = System.Diagnostics.Process.GetProcessById(pid);
            process.Kill();
        }

        _folder.Delete(recursive: true);
    }

    private string[] Complete(string[] arguments) => arguments.Contains("--resume") ? arguments : [.. arguments, "--stack", At("phoenix.yaml")];
}
