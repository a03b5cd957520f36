using Phoenix.Adapters.Processes;
using Phoenix.Adapters.S3;
using Phoenix.Adapters.Secrets;

namespace Phoenix.Adapters.PgBackRest;

/// <summary>A repository seen from outside of any stack, with the configuration and credentials that the next restore will use.</summary>
public sealed class OutsideRepository : IDisposable
{
    private readonly S3ObjectStore _objects;

    /// <summary>Renders the configuration and opens the bucket; nothing is sent yet.</summary>
    /// <param name="settings">The repository, with its credentials.</param>
    /// <param name="folder">A private folder for the configuration and pgBackRest's own files.</param>
    /// <param name="runner">Runs pgBackRest.</param>
    /// <param name="marker">Marks its processes.</param>
    /// <param name="time">The clock.</param>
    public OutsideRepository(RepositorySettings settings, string folder, ToolRunner runner, string marker, TimeProvider time)
    {
        string config = Path.Combine(folder, "config");
        PgBackRestOptions options = PgBackRestOptions.For(Path.Combine(folder, "work"), server: null) with { ArchiveAsync = false };
        PgBackRestConfig.Render(settings, options).Write(config, options, account: null);
        _objects = new S3ObjectStore(settings.S3, time: time);
        Tool = new PgBackRestTool(runner, config, settings.Stanza, account: null, settings.Secrets) { Marker = marker };
        Repository = new PgBackRestRepository(settings.Location, _objects, Tool, runner);
    }

    /// <summary>The repository.</summary>
    public PgBackRestRepository Repository { get; }

    /// <summary>The bucket.</summary>
    public S3ObjectStore Objects => _objects;

    /// <summary>pgBackRest with that configuration.</summary>
    public PgBackRestTool Tool { get; }

    /// <inheritdoc/>
    public void Dispose() => _objects.Dispose();
}
