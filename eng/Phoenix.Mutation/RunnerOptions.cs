using Xunit.Sdk;

namespace Phoenix.Mutation;

/// <summary>The test framework's own defaults, one thread, and an end at the first failure.</summary>
internal sealed class RunnerOptions : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
{
    private readonly Dictionary<string, object?> _values = new()
    {
        ["xunit.discovery.PreEnumerateTheories"] = false,
        ["xunit.execution.DisableParallelization"] = true,
        ["xunit.execution.StopOnFail"] = true,
        ["xunit.execution.SynchronousMessageReporting"] = true,
    };

    public TValue? GetValue<TValue>(string name) => _values.GetValueOrDefault(name) is TValue value ? value : default;

    public void SetValue<TValue>(string name, TValue value) => _values[name] = value;

    public string ToJson() => "{}";
}
