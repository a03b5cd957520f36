using Phoenix.Adapters.S3;
using Phoenix.Adapters.Secrets;
using Phoenix.Checks.Rules;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Doctor;

/// <summary>Looks at the repository with the credentials that a restore uses: whether its bucket is listed, and whether this machine's clock agrees with it.</summary>
/// <param name="secrets">Reads the credentials.</param>
/// <param name="environment">Gives a variable of Phoenix's own environment.</param>
/// <param name="time">The clock.</param>
public sealed class RepositoryDoctor(ISecretReader secrets, Func<string, string?> environment, TimeProvider time)
{
    /// <summary>Looks; nothing when there is no repository elsewhere.</summary>
    /// <param name="definition">The repository of the stack file; null for one that the environment names.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<DoctorFinding>> LookAsync(RepositoryDefinition? definition, CancellationToken cancellationToken)
    {
        RepositorySettings? settings = null;
        DoctorFinding credentials = await DoctorFault.CatchAsync("repository credentials", async () =>
        {
            settings = definition is null ? new RepositoryEnvironment(environment).Read() : await new RepositoryCredentials(secrets).ReadAsync(definition, cancellationToken).ConfigureAwait(false);
            return new DoctorFinding("repository credentials", FindingState.Ok, "can be read and are not empty");
        }).ConfigureAwait(false);
        if (settings is null)
        {
            return credentials.State == FindingState.Ok ? [] : [credentials];
        }

        return
        [
            credentials,
            await DoctorFault.CatchAsync("clock", () => ClockAsync(settings.S3, cancellationToken)).ConfigureAwait(false),
            await DoctorFault.CatchAsync("repository", () => BucketAsync(settings, cancellationToken)).ConfigureAwait(false),
        ];
    }

    /// <summary>What a difference between the two clocks means.</summary>
    internal static DoctorFinding Judge(TimeSpan ahead)
    {
        string detail = ClockRule.Describe(ahead);
        return ahead.Duration() switch
        {
            var d when d >= ClockRule.Refused => new DoctorFinding("clock", FindingState.Problem, $"{detail}: it refuses such requests", "set the clock (chrony, systemd-timesyncd)"),
            var d when d >= ClockRule.Noticeable => new DoctorFinding("clock", FindingState.Warning, $"{detail}: locks and times on record will be off", "set the clock (chrony, systemd-timesyncd)"),
            _ => new DoctorFinding("clock", FindingState.Ok, detail),
        };
    }

    private async Task<DoctorFinding> ClockAsync(S3Settings s3, CancellationToken cancellationToken)
    {
        try
        {
            return Judge(await new S3Clock(s3, time).ReadAheadAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (PhoenixException e) when (e.Code == ErrorCode.NotFound)
        {
            return new DoctorFinding("clock", FindingState.Warning, e.Message, e.Hint);
        }
    }

    private async Task<DoctorFinding> BucketAsync(RepositorySettings settings, CancellationToken cancellationToken)
    {
        using var store = new S3ObjectStore(settings.S3, time: time);
        string prefix = settings.Path.Trim('/');
        await foreach (StoredObject _ in store.ListAsync(prefix.Length == 0 ? "" : prefix + "/", cancellationToken).ConfigureAwait(false))
        {
            return new DoctorFinding("repository", FindingState.Ok, $"bucket '{settings.S3.Bucket}' is listed, and something lies under its path");
        }

        return new DoctorFinding("repository", FindingState.Ok, $"bucket '{settings.S3.Bucket}' is listed, and nothing lies under its path yet");
    }
}
