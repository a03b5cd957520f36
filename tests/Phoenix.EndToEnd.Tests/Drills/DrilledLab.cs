using Xunit;

namespace Phoenix.EndToEnd.Tests.Drills;

/// <summary>One lab, drilled once with everything that runs meanwhile watched; the tests of the collection share it.</summary>
public sealed class DrilledLab : IAsyncLifetime
{
    public LabState State { get; } = new();

    /// <summary>How the plain drill ended.</summary>
    internal PhoenixResult Drill { get; private set; } = null!;

    /// <summary>Its run.</summary>
    public string RunName { get; private set; } = "";

    /// <summary>What was seen running, and which secrets there were, while it ran.</summary>
    internal SecretsWatch Watch { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Watch = new SecretsWatch(State.Lab("lab"));
        using CancellationTokenSource ended = new();
        Task watching = Watch.RunAsync(ended.Token);
        Drill = await State.RunAsync("drill");
        await ended.CancelAsync();
        await watching;
        RunName = Path.GetFileName(State.Run());
    }

    public ValueTask DisposeAsync() => State.DisposeAsync();
}
