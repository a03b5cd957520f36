using Phoenix.Journal;

namespace Phoenix.Cli.Rendering;

/// <summary>Shows a run while it goes on. Disposing leaves the last state on the screen.</summary>
public interface IDrillView : IJournalObserver, IAsyncDisposable;
