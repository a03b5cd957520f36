namespace Phoenix.Stacks;

/// <summary>A bounded check that ends a layer: "exists, then ready".</summary>
/// <param name="Name">Name for people, e.g. <c>s3 answers</c>.</param>
/// <param name="Timeout">Longest wait until it holds.</param>
/// <param name="Probe">One look: null when the gate holds, else why it does not hold yet. An exception ends the wait at once: the fault is permanent.</param>
public sealed record Gate(string Name, TimeSpan Timeout, Func<CancellationToken, Task<string?>> Probe);
