using System.Runtime.InteropServices;

namespace Phoenix.KubeSim;

/// <summary>
/// The simulated API server as a program of its own, so that tests meet it as they meet any other: by a kubeconfig. <c>dotnet run --project tests/Phoenix.KubeSim -- KUBECONFIG [--bare] [DEFINITIONS...]</c>
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        string[] paths = [.. arguments.Where(a => a != "--bare")];
        if (paths.Length == 0 || paths.Any(p => p.StartsWith('-')))
        {
            await Console.Error.WriteLineAsync("usage: Phoenix.KubeSim KUBECONFIG [--bare] [DEFINITIONS...]: serves until it is ended, and writes KUBECONFIG; DEFINITIONS are files of CustomResourceDefinitions, or folders of them");
            return 2;
        }

        bool isBare = arguments.Contains("--bare");
        await using KubeSimServer server = await KubeSimServer.StartAsync(new KubeSimOptions { HasControllers = !isBare, Nodes = isBare ? [] : new KubeSimOptions().Nodes });
        foreach (string file in paths.Skip(1).SelectMany(Files))
        {
            await server.InstallDefinitionsAsync(await File.ReadAllTextAsync(file));
        }

        // The token in it lets anybody in who can read it. Written last: whoever waits for the file finds a server that is ready.
        string path = Path.GetFullPath(paths[0]), draft = path + ".draft";
        await using (FileStream stream = new(draft, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        {
            await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(server.Kubeconfig));
        }

        File.Move(draft, path, overwrite: true);
        Console.WriteLine($"{server.Address} serves{(isBare ? ", without controllers" : "")}; kubeconfig {path}");

        TaskCompletionSource ended = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        await ended.Task;
        File.Delete(path);
        return 0;

        static IEnumerable<string> Files(string path) => Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.yaml").Order(StringComparer.Ordinal) : [path];

        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            ended.TrySetResult();
        }
    }
}
