using Phoenix.Adapters.PgBackRest;
using Phoenix.Adapters.Secrets;
using Phoenix.Lab.Sabotage;
using Phoenix.Stacks;

namespace Phoenix.Lab.Local;

/// <summary>Renders pgBackRest's configuration with the credentials of this incarnation (<c>s3.conf</c>), from outside the stack.</summary>
/// <param name="site">The lab.</param>
/// <param name="tampering">What a sabotage does to the result; null for nothing.</param>
public sealed class SecretsLayer(LabSite site, SecretsTampering? tampering) : ILayerDriver
{
    private string SecretsFile => Path.Combine(site.ConfigDirectory, PgBackRestConfig.SecretsFile);

    /// <inheritdoc/>
    public async Task UpAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(SecretsFile) && site.Credentials.Stack is RepositorySettings present)
        {
            // Rendered again: an interrupted write must not be what the database layer finds.
            Render(present);
            return;
        }

        await site.Credentials.EnsureAsync(cancellationToken);
        await site.Credentials.RotateAsync(cancellationToken);
        Render(site.Credentials.Stack!);
    }

    /// <inheritdoc/>
    public Task WipeAsync(CancellationToken cancellationToken)
    {
        LayerFolder.Remove(site.Paths.Secrets);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool?> ExistsAsync(CancellationToken cancellationToken) => Task.FromResult<bool?>(Directory.Exists(site.Paths.Secrets));

    private void Render(RepositorySettings settings)
    {
        LayerFolder.Make(site.Paths.Secrets, site.Account);
        PgBackRestConfig config = PgBackRestConfig.Render(tampering?.Alter(settings) ?? settings, site.StackOptions);
        if (tampering is { OmitKey: true })
        {
            config = config with { Secrets = string.Join('\n', config.Secrets.Split('\n').Where(l => !l.StartsWith("repo1-s3-key=", StringComparison.Ordinal))) };
        }

        config.Write(site.ConfigDirectory, site.StackOptions, site.Account);
    }
}
