using System.Collections.Concurrent;
using Phoenix.KubeSim.Storage;

namespace Phoenix.KubeSim.Control;

/// <summary>Runs the controllers behind the changes of the store: later than these, as in a real cluster.</summary>
internal sealed class ControlLoop : IAsyncDisposable
{
    private readonly StoreWatch _watch;
    private readonly IReadOnlyList<IController> _controllers;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _run;

    public ControlLoop(ObjectStore store, IReadOnlyList<IController> controllers)
    {
        _controllers = controllers;
        _watch = store.Watch(null, null, null);
        _run = Task.Run(RunAsync);
    }

    /// <summary>What went wrong in a controller; a test that ends looks at it.</summary>
    public ConcurrentQueue<Exception> Failures { get; } = new();

    /// <summary>Lets the controllers look again, without a change.</summary>
    public void Wake() => _watch.Bookmark();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _run;
        _watch.Dispose();
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (await _watch.Events.WaitToReadAsync(_end.Token))
            {
                while (_watch.Events.TryRead(out StoreEvent? change))
                {
                    if (change.Type != StoreEventType.Bookmark)
                    {
                        Each(controller => controller.Observe(change));
                    }
                }

                Each(controller => controller.Settle());
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The server goes.
        }
    }

    private void Each(Action<IController> act)
    {
        foreach (IController controller in _controllers)
        {
            try
            {
                act(controller);
            }
            catch (Exception error)
            {
                // One controller's error does not stop the others; the server tells it when it goes.
                Failures.Enqueue(error);
            }
        }
    }
}
