using Phoenix.Adapters.Gates;
using Phoenix.Adapters.Secrets;
using Phoenix.Errors;
using Phoenix.Kubernetes.ExternalSecrets;

namespace Phoenix.Cli.Commands;

/// <summary>Compares credentials that were rendered in a cluster with the stack's own, and tries them.</summary>
internal static class ClusterProbe
{
    /// <summary>The probe of a repository; null for a stack that declares none.</summary>
    /// <param name="repository">The repository; null where nobody has read its secrets, because nobody will look, or they cannot be read.</param>
    /// <param name="isDeclared">Whether the stack has one.</param>
    /// <param name="time">The clock.</param>
    public static RepositoryProbe? Of(RepositorySettings? repository, bool isDeclared, TimeProvider time)
    {
        if (repository is null)
        {
            return isDeclared ? new RepositoryProbe(_ => throw Unread(), (_, _) => throw Unread()) : null;
        }

        return new RepositoryProbe(
            _ => Task.FromResult(new ExpectedRepository(repository.Location, repository.S3.AccessKey, repository.S3.SecretKey, repository.S3.SessionToken, repository.CipherPassphrase)),
            (rendered, token) => new S3Gate(
                _ => Task.FromResult(repository with { S3 = repository.S3 with { AccessKey = rendered.AccessKey, SecretKey = rendered.SecretKey, SessionToken = rendered.SessionToken } }), time).LookAsync(token));
    }

    private static PhoenixException Unread() => new(ErrorCode.SecretUnavailable, "the repository's credentials were not read, so there is nothing to compare with", "mend what keeps them from being read");
}
