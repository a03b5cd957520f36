using Phoenix.Adapters.PgBackRest;
using Phoenix.Adapters.S3;
using Phoenix.Adapters.Secrets;

namespace Phoenix.Lab.Local;

/// <summary>The repository seen from outside the stack, with the configuration and credentials that the next restore will use.</summary>
public sealed class OutsideView : IDisposable
{
    private readonly S3ObjectStore _objects;

    /// <summary>Renders the configuration and opens the bucket; nothing is sent yet.</summary>
    public OutsideView(LabSite site, RepositorySettings settings)
    {
        Settings = settings;
        string config = Path.Combine(site.Paths.Outside, "config");
        PgBackRestOptions options = PgBackRestOptions.For(Path.Combine(site.Paths.Outside, "work"), server: null) with { ArchiveAsync = false };
        PgBackRestConfig.Render(settings, options).Write(config, options, account: null);
        _objects = new S3ObjectStore(settings.S3, time: site.Time);
        Repository = new PgBackRestRepository(
            settings.Location,
            _objects,
            new PgBackRestTool(site.Runner, config, settings.Stanza, account: null, settings.Secrets) { Marker = site.ToolMarker },
            site.Runner);
    }

    /// <summary>What it looks with.</summary>
    public RepositorySettings Settings { get; }

    /// <summary>The repository.</summary>
    public PgBackRestRepository Repository { get; }

    /// <summary>The bucket.</summary>
    public S3ObjectStore Objects => _objects;

    /// <inheritdoc/>
    public void Dispose() => _objects.Dispose();
}
