using System.Globalization;
using System.Text;
using YamlDotNet.Core;

namespace Phoenix.Bench;

/// <summary>
/// <c>phoenix lint</c>, as a process, on 10,000 generated manifests of 60 MB in all. No other program looks for what it looks for; the floor beside it is YamlDotNet alone, reading the same files event by event and
/// making nothing of them.
/// </summary>
internal sealed class LintBench(BenchOptions options)
{
    private const int Files = 10_000;
    private const int BytesAFile = 6_000;
    private readonly PublishedPhoenix _phoenix = new(options.App);

    public async Task<BenchResult> RunAsync()
    {
        using WorkFolder folder = new(options.Keep);
        string manifests = folder.Of("manifests");
        double megabytes = Write(manifests) / 1e6;
        List<double> walls = [];
        List<double> floors = [];
        double peak = 0;
        for (int i = 0; i < options.Rounds; i++)
        {
            MemoryWatch memory = new();
            long start = TimeProvider.System.GetTimestamp();
            await _phoenix.RunAsync(["lint", manifests, "--fail-on", "never", "--format", "json"], memory.FollowAsync);
            walls.Add(TimeProvider.System.GetElapsedTime(start).TotalSeconds);
            peak = Math.Max(peak, memory.PeakMegabytes);
            floors.Add(Parse(manifests));
        }

        return new BenchResult(
            BenchOptions.Lint,
            "wall time of phoenix lint, its start included; YamlDotNet's parser alone reads the same files in this process, on one core",
            [
                new("10,000 manifests: wall, median", Median.Of(walls), "s", 10),
                new("10,000 manifests: peak memory", peak, "MiB", 500_000_000 / 1048576.0),
                new("wall / YamlDotNet's parser alone, median", Median.Of(walls) / Median.Of(floors), "x"),
                new("YamlDotNet's parser alone, median", Median.Of(floors), "s"),
                new("size", megabytes, "MB"),
            ]);
    }

    private static double Parse(string folder)
    {
        long start = TimeProvider.System.GetTimestamp();
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var parser = new Parser(new StringReader(File.ReadAllText(file)));
            while (parser.MoveNext())
            {
                // Only what parsing costs.
            }
        }

        return TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    // What repositories of manifests are made of: workloads, configurations, and a database in every hundredth file.
    private static long Write(string folder)
    {
        long bytes = 0;
        for (int i = 0; i < Files; i++)
        {
            string place = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"team{i / 100:000}"));
            Directory.CreateDirectory(place);
            string text = i % 100 == 0 ? Database(i) : Workload(i);
            bytes += text.Length;
            File.WriteAllText(Path.Combine(place, string.Create(CultureInfo.InvariantCulture, $"m{i:00000}.yaml")), text);
        }

        return bytes;
    }

    private static string Workload(int i)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"""
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: app-{i}
              namespace: team-{i / 100}
              labels: {"{"} app.kubernetes.io/name: app-{i}, app.kubernetes.io/part-of: castle {"}"}
            spec:
              replicas: 2
              selector:
                matchLabels:
                  app.kubernetes.io/name: app-{i}
              template:
                metadata:
                  labels:
                    app.kubernetes.io/name: app-{i}
                spec:
                  containers:

            """);
        for (int c = 0; text.Length < BytesAFile - 1_200; c++)
        {
            text.Append(string.Create(CultureInfo.InvariantCulture, $"""
                  - name: container-{c}
                    image: registry.example.org/team/app-{i}:{c}.4.2
                    imagePullPolicy: IfNotPresent
                    args: ["--port", "80{c:00}", "--config=/etc/app/config.yaml"]
                    env:
                    - name: DATABASE_URL
                      valueFrom:
                        secretKeyRef:
                          name: app-{i}-database
                          key: uri
                    - name: LOG_LEVEL
                      value: "info"
                    resources:
                      requests:
                        cpu: 100m
                        memory: 128Mi
                      limits:
                        memory: 256Mi
                    readinessProbe:
                      httpGet:
                        path: /healthz
                        port: 8080

                """).Replace("\n", "\n      ", StringComparison.Ordinal).Insert(0, "      ").TrimEnd(' '));
        }

        text.Append(CultureInfo.InvariantCulture, $"---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app-{i}\n  namespace: team-{i / 100}\ndata:\n  config.yaml: |\n");
        for (int line = 0; text.Length < BytesAFile; line++)
        {
            text.Append(CultureInfo.InvariantCulture, $"    setting{line}: value {line} of app {i}\n");
        }

        return text.ToString();
    }

    private static string Database(int i)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"""
            apiVersion: postgres-operator.crunchydata.com/v1beta1
            kind: PostgresCluster
            metadata:
              name: db-{i}
              namespace: team-{i / 100}
            spec:
              postgresVersion: 17
              instances:
              - name: set
                dataVolumeClaimSpec:
                  accessModes: [ReadWriteOnce]
                  resources: {"{"} requests: {"{"} storage: 10Gi {"}"} {"}"}
              backups:
                pgbackrest:
                  global:
                    repo1-path: /pgbackrest/db-{i}
                    repo1-retention-full: "4"
                  repos:
                  - name: repo1
                    schedules: {"{"} full: "0 1 * * 0" {"}"}
                    s3: {"{"} bucket: castle, endpoint: s3.eu-central-1.amazonaws.com, region: eu-central-1 {"}"}
            """);
        for (int line = 0; text.Length < BytesAFile; line++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n# {line}: comments are read, too, and most repositories have many of them");
        }

        return text.Append('\n').ToString();
    }
}
