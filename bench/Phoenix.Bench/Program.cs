using Phoenix.Bench;

// The proof, and what watches, are measured in processes of their own, so that their peak memory is their own.
if (args is [ProofChild.Command, .. string[] rest])
{
    return await ProofChild.RunAsync(rest);
}

if (args is [WatchChild.Command, .. string[] watched])
{
    return await WatchChild.RunAsync(watched);
}

if (BenchOptions.TryParse(args, out BenchOptions options) is string fault)
{
    Console.Error.WriteLine(fault);
    return fault == BenchOptions.Help ? 0 : 2;
}

Machine before = Machine.Look();
List<BenchResult> results = [];
foreach (string name in options.Names)
{
    Console.Error.WriteLine($"{name}: measuring");
    results.Add(name switch
    {
        BenchOptions.Drill => await new DrillBench(options).RunAsync(),
        BenchOptions.Cycles => await new CyclesBench(options).RunAsync(),
        BenchOptions.Graph => await new GraphBench(options).RunAsync(),
        BenchOptions.Lint => await new LintBench(options).RunAsync(),
        BenchOptions.Explain => await new ExplainBench(options).RunAsync(),
        BenchOptions.Watch => await new WatchBench(options).RunAsync(),
        BenchOptions.Castle => await new CastleBench(options).RunAsync(),
        BenchOptions.Proof => await new ProofBench(options).RunAsync(),
        _ => await new RestoreBench(options).RunAsync(),
    });
}

BenchReport.Write(before, Machine.Look(), results, options.Json, Console.Out);
return results.All(r => r.Holds) ? 0 : 1;
