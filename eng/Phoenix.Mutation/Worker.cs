using System.Reflection;
using System.Runtime.Loader;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Phoenix.Mutation;

/// <summary>
/// Runs test classes with a fault switched on, as often as it is told on standard input: "number class", answered by one line, "passed" or
/// "failed test". Number 0 is no fault; it is answered by "reached" and the faults that the class ran through.
/// </summary>
internal static class Worker
{
    public static async Task<int> RunAsync(string tests)
    {
        // Whatever a test prints must not come between the answers.
        using var answers = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        Console.SetOut(TextWriter.Null);
        string folder = Path.GetDirectoryName(tests)!;
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            File.Exists(Path.Combine(folder, name.Name + ".dll")) ? context.LoadFromAssemblyPath(Path.Combine(folder, name.Name + ".dll")) : null;
        Assembly assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(tests);
        Type mutant = AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName("Phoenix")).GetType("Phoenix.Mutant", throwOnError: true)!;
        FieldInfo active = mutant.GetField("Active")!;
        bool[] reached = (bool[])mutant.GetField("Reached")!.GetValue(null)!;

        TestContext.SetForInitialization(null, false, false);
        await using var framework = new XunitTestFramework();
        List<ITestCase> cases = [];
        await framework.GetDiscoverer(assembly).Find(
            test =>
            {
                cases.Add(test);
                return new(true);
            },
            new RunnerOptions(),
            [.. assembly.GetTypes().Where(t => t.IsPublic && t.Namespace == "Phoenix.Tests.Proof")]);
        ILookup<string, ITestCase> byClass = cases.ToLookup(c => c.TestClassName!);
        answers.WriteLine(string.Join(' ', byClass.Select(c => c.Key)));
        while (await Console.In.ReadLineAsync() is string line)
        {
            string[] words = line.Split(' ');
            int id = int.Parse(words[0], System.Globalization.CultureInfo.InvariantCulture);
            active.SetValue(null, id);
            Array.Clear(reached);
            var sink = new FailureSink();
            await framework.GetExecutor(assembly).RunTestCases([.. byClass[words[1]]], sink, new RunnerOptions(), sink.Stop.Token);
            answers.WriteLine(
                sink.Failed is string failed ? $"failed {failed}"
                : sink.Passed == 0 ? "failed: no test ran"
                : id != 0 ? "passed"
                : $"reached {string.Join(' ', Enumerable.Range(0, reached.Length).Where(i => reached[i]))}");
        }

        return 0;
    }

    private sealed class FailureSink : IMessageSink
    {
        private readonly Dictionary<string, string> _names = [];

        public CancellationTokenSource Stop { get; } = new();

        public string? Failed { get; private set; }

        public int Passed { get; private set; }

        public bool OnMessage(IMessageSinkMessage message)
        {
            switch (message)
            {
                case ITestStarting starting:
                    _names[starting.TestUniqueID] = starting.TestDisplayName;
                    break;
                case ITestPassed:
                    Passed++;
                    break;
                case ITestFailed failed:
                    Fail(_names.GetValueOrDefault(failed.TestUniqueID, "a test"));
                    break;
                case IErrorMessage or ITestClassCleanupFailure or ITestCaseCleanupFailure or ITestCleanupFailure:
                    Fail("clean-up");
                    break;
            }

            return Failed is null;
        }

        private void Fail(string test)
        {
            Failed ??= test.Split('(')[0];
            Stop.Cancel();
        }
    }
}
