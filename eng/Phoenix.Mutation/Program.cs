using System.Diagnostics;
using Phoenix.Mutation;

if (args is ["--worker", string tests])
{
    return await Worker.RunAsync(tests);
}

if (args is not [string clone, .. string[] rest] || rest is not ([] or ["--only", _]))
{
    Console.Error.WriteLine("usage: eng/mutate [--only TEXT]    (TEXT: part of a file's path; then stale excuses are not looked for)");
    return 2;
}

var clock = Stopwatch.StartNew();
string excusesPath = Path.Combine(clone, "eng", "mutants-excused.txt");
IReadOnlyDictionary<string, string> excuses = Excuses.Read(excusesPath);
using Workspace workspace = Workspace.Copy(clone);
(IReadOnlyList<Mutation> all, int passedOver) = SwitchedSources.Write(workspace.Root, "src/Phoenix", "src/Phoenix/Proof");
Mutation[] mutations = [.. all.Where(m => rest is not [_, string only] || m.File.Contains(only, StringComparison.Ordinal))];
if (mutations.Length == 0)
{
    throw new InvalidOperationException("there is nothing to mutate");
}

Console.WriteLine($"{mutations.Length} mutants ({passedOver} more do not compile); building...");
workspace.Build();
Console.WriteLine($"built after {clock.Elapsed.TotalSeconds:F0} s");
using var examiner = new Examiner(workspace.Tests);
await examiner.MeasureAsync();

List<Mutation> survivors = [];
foreach (Mutation mutation in mutations)
{
    string? killer = await examiner.KillerAsync(mutation);
    string state = killer is not null ? "killed" : examiner.IsReached(mutation) ? "SURVIVED" : "NOT REACHED";
    Console.WriteLine($"{state,-11} {mutation.File}:{mutation.Line} {mutation.Member}: {mutation.Original} -> {mutation.Mutant}{(killer is null ? "" : $"    [{killer}]")}");
    if (killer is null)
    {
        survivors.Add(mutation);
    }
}

Mutation[] unexcused = [.. survivors.Where(m => !excuses.ContainsKey(m.Key))];
string[] stale = rest is [] ? [.. excuses.Keys.Except(survivors.Select(m => m.Key))] : [];
foreach (Mutation mutation in unexcused)
{
    Console.WriteLine($"\nno excuse for line {mutation.Line}:\n{mutation.Key}");
}

foreach (string key in stale)
{
    Console.WriteLine($"\nstale excuse, there is no such survivor:\n{key}");
}

Console.WriteLine($"\n{mutations.Length} mutants, {mutations.Length - survivors.Count} killed, {survivors.Count} survived, "
    + $"{survivors.Count - unexcused.Length} of them excused, {stale.Length} stale excuses, {clock.Elapsed.TotalSeconds:F0} s");
return unexcused.Length == 0 && stale.Length == 0 ? 0 : 1;
