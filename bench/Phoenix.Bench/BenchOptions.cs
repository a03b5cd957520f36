using System.Globalization;

namespace Phoenix.Bench;

/// <summary>What is measured, and how large.</summary>
internal sealed record BenchOptions
{
    public const string Drill = "drill";
    public const string Proof = "proof";
    public const string Restore = "restore";
    public const string Cycles = "cycles";
    public const string Graph = "graph";
    public const string Lint = "lint";
    public const string Explain = "explain";
    public const string Watch = "watch";
    public const string Castle = "castle";

    public const string Help = """
        ./bench/run [drill] [proof] [restore] [cycles] [graph] [lint] [explain] [watch] [castle] [options]      (no name: all nine; minutes to an hour)
          --rounds N         how often each is repeated; medians are reported (default 3)
          --load-seconds S   drill, castle: how long the writers run (default 5)
          --rows N           proof: ledger rows (default 5000000)
          --megabytes N      drill, restore, castle: size of the database (default 1024)
          --segments N       restore: WAL segments to replay (default 100)
          --cycles N         cycles: how many in one run (default 50; at least 20)
          --json FILE        also write the result as JSON
          --keep             leave the working folder behind
        Exit code 0 when every limit holds, 1 when one does not, 2 for bad usage.
        """;

    public IReadOnlyList<string> Names { get; private init; } = [];

    public int Rounds { get; private init; } = 3;

    public int LoadSeconds { get; private init; } = 5;

    public int Rows { get; private init; } = 5_000_000;

    public int Megabytes { get; private init; } = 1024;

    public int Segments { get; private init; } = 100;

    public int CycleCount { get; private init; } = 50;

    /// <summary>Folder of the Phoenix.Cli.dll whose drill is measured.</summary>
    public string App { get; private init; } = AppContext.BaseDirectory;

    public string? Json { get; private init; }

    public bool Keep { get; private init; }

    /// <summary>Reads the command line; returns what to tell the person, or null when it can be run.</summary>
    public static string? TryParse(string[] args, out BenchOptions options)
    {
        options = new BenchOptions();
        List<string> names = [];
        for (int i = 0; i < args.Length; i++)
        {
            string name = args[i];
            if (name is Drill or Proof or Restore or Cycles or Graph or Lint or Explain or Watch or Castle)
            {
                names.Add(name);
                continue;
            }

            if (name == "--keep")
            {
                options = options with { Keep = true };
                continue;
            }

            if (name is "--help" or "-h" || i + 1 == args.Length)
            {
                return Help;
            }

            string value = args[++i];
            bool isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0;
            if (name is not ("--json" or "--app") && !isNumber)
            {
                return $"{name}: '{value}' is no positive number";
            }

            if (name == "--cycles" && number < 2 * CycleSeries.End)
            {
                return string.Create(CultureInfo.InvariantCulture, $"--cycles: {number} are too few: the first {CycleSeries.End} are compared with the last {CycleSeries.End}, so give at least {2 * CycleSeries.End}");
            }

            BenchOptions? next = name switch
            {
                "--rounds" => options with { Rounds = number },
                "--load-seconds" => options with { LoadSeconds = number },
                "--rows" => options with { Rows = number },
                "--megabytes" => options with { Megabytes = number },
                "--segments" => options with { Segments = number },
                "--cycles" => options with { CycleCount = number },
                "--json" => options with { Json = value },
                "--app" => options with { App = value },
                _ => null,
            };
            if (next is null)
            {
                return $"unknown: {name}\n{Help}";
            }

            options = next;
        }

        options = options with { Names = names.Count > 0 ? [.. names.Distinct()] : [Drill, Proof, Restore, Cycles, Graph, Lint, Explain, Watch, Castle] };
        return null;
    }
}
