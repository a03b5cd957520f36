using System.Net;

namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>An endpoint by its address.</summary>
internal sealed class EndpointAddressRule : LintRule
{
    public override string Id => "s3-endpoint-address";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "The S3 endpoint is an IP address.";

    public override string Why =>
        "The certificate is compared with the host's name: [095] unable to find hostname in certificate, even where the certificate names the address. In host style the bucket is put before the address, and no such host exists. pgBackRest retries for a minute before it says so.";

    public override string Remedy => "Use a name that the certificate bears, with repoN-storage-host for the address. Only with repoN-s3-uri-style=path and repoN-storage-verify-tls=n does an address work, and then nobody checks who answers.";

    public override string Source => "tried with pgBackRest 2.45; https://github.com/pgbackrest/pgbackrest/issues/849";

    public override LintExample Bad { get; } = LintExample.Conf(Examples.Conf.With("s3.eu-central-1.amazonaws.com", "10.5.0.20:9000"));

    public override LintExample Good { get; } = LintExample.Conf(Examples.Conf.With("s3.eu-central-1.amazonaws.com", "10.5.0.20:9000\nrepo1-s3-uri-style=path\nrepo1-storage-verify-tls=n"));

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (S3Repository repository in S3Repository.In(set).Where(r => r is { Endpoint.IsOpen: false, HasOtherHost: false }))
        {
            if (!IPAddress.TryParse(EndpointText.Host(repository.Endpoint!.Value), out _))
            {
                continue;
            }

            if (repository.IsPathStyle == false)
            {
                yield return Found(repository.Endpoint.ValueAt, $"'{repository.Endpoint.Value}' is an address: in host style the bucket's name is put before it, and there is no such host");
            }
            else if (repository is { IsPathStyle: true, VerifiesTls: true })
            {
                yield return Found(repository.Endpoint.ValueAt, $"'{repository.Endpoint.Value}' is an address: no certificate will match it ([095])");
            }
        }
    }
}
