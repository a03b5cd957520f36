using Phoenix.Manifests.Lint;
using Xunit;

namespace Phoenix.Tests.Lint.Rules.PgBackRest;

/// <summary>Configurations that are right, in the forms of pgBackRest's user guide and of other programs: nothing is found that is worse than an information.</summary>
public sealed class CorrectConfTests
{
    public static TheoryData<string, string> Correct => new()
    {
        {
            "quick start",
            """
            [demo]
            pg1-path=/var/lib/postgresql/16/demo

            [global]
            repo1-path=/var/lib/pgbackrest
            repo1-retention-full=2
            start-fast=y
            delta=y

            [global:archive-push]
            compress-level=3
            """
        },
        {
            "encrypted, retention by time, two repositories",
            """
            [demo]
            pg1-path=/var/lib/postgresql/16/demo
            [global]
            process-max=4
            repo1-block=y
            repo1-bundle=y
            repo1-cipher-pass=zWaf6XtpjIVZC5444yXB+cgFDFl7MxGlgkZSaoPvTGirhPygu4jOKOXf9LO4vjfO
            repo1-cipher-type=aes-256-cbc
            repo1-path=/var/lib/pgbackrest
            repo1-retention-diff=2
            repo1-retention-full=2
            repo2-path=/demo-repo
            repo2-retention-full=4
            repo2-retention-full-type=time
            repo2-s3-bucket=demo-bucket
            repo2-s3-endpoint=s3.us-east-1.amazonaws.com
            repo2-s3-key=accessKey1
            repo2-s3-key-secret=verySecretKey1
            repo2-s3-region=us-east-1
            repo2-type=s3
            start-fast=y
            """
        },
        {
            "repository host",
            """
            [demo]
            pg1-host=pg-primary
            pg1-path=/var/lib/postgresql/16/demo
            pg2-host=pg-standby
            pg2-host-user=postgres
            pg2-path=/var/lib/postgresql/16/demo
            [global]
            backup-standby=y
            process-max=3
            repo1-path=/var/lib/pgbackrest
            repo1-retention-full=2
            start-fast=y
            """
        },
        {
            "database host",
            """
            [demo]
            pg1-path=/var/lib/postgresql/16/demo
            pg1-port=5432
            recovery-option=primary_conninfo=host=pg1 port=5432 user=replicator
            [global]
            archive-async=y
            log-level-file=detail
            log-level-console=info
            repo1-host=repository
            repo1-host-user=pgbackrest
            spool-path=/var/spool/pgbackrest
            [global:archive-get]
            process-max=2
            archive-get-queue-max=1GiB
            [global:archive-push]
            process-max=2
            [demo:restore]
            tablespace-map=ts1=/db/ts1
            """
        },
        {
            "TLS server",
            """
            [demo]
            pg1-path=/var/lib/postgresql/16/demo
            [global]
            repo1-host=repository
            repo1-host-ca-file=/etc/pgbackrest/cert/ca.crt
            repo1-host-cert-file=/etc/pgbackrest/cert/client.crt
            repo1-host-key-file=/etc/pgbackrest/cert/client.key
            repo1-host-type=tls
            tls-server-address=*
            tls-server-auth=pgbackrest-client=demo
            tls-server-ca-file=/etc/pgbackrest/cert/ca.crt
            tls-server-cert-file=/etc/pgbackrest/cert/server.crt
            tls-server-key-file=/etc/pgbackrest/cert/server.key
            """
        },
        {
            "azure, gcs, sftp",
            """
            [demo]
            pg1-path=/var/lib/postgresql/16/demo
            [global]
            repo1-type=azure
            repo1-path=/demo-repo
            repo1-azure-account=pgbackrest
            repo1-azure-container=demo-container
            repo1-azure-key=YXpLZXk=
            repo1-retention-full=4
            repo2-type=gcs
            repo2-path=/demo-repo
            repo2-gcs-bucket=demo.bucket
            repo2-gcs-key=/etc/pgbackrest/gcs-key.json
            repo2-retention-full=4
            repo3-type=sftp
            repo3-path=/demo-repo
            repo3-sftp-host=sftp-server
            repo3-sftp-host-key-hash-type=sha1
            repo3-sftp-host-user=pgbackrest
            repo3-sftp-private-key-file=/var/lib/postgresql/.ssh/id_rsa_sftp
            repo3-sftp-public-key-file=/var/lib/postgresql/.ssh/id_rsa_sftp.pub
            repo3-retention-full=4
            """
        },
        {
            "a part for conf.d",
            """
            [global]
            repo1-s3-key=accessKey1
            repo1-s3-key-secret=verySecretKey1
            repo1-storage-verify-tls=n
            repo1-s3-uri-style=path
            """
        },
        {
            "with variables",
            """
            [global]
            repo1-type=s3
            repo1-path=${REPO_PATH}
            repo1-s3-bucket=${BUCKET}
            repo1-s3-endpoint=${ENDPOINT}
            repo1-s3-region=${REGION}
            repo1-s3-key-type=${KEY_TYPE}
            repo1-retention-full=${RETENTION}
            archive-async=${ASYNC}
            spool-path=${SPOOL}
            [${STANZA}]
            pg1-path=${PGDATA}
            """
        },
        {
            "an address that is connected to, with the endpoint's name in the certificate",
            """
            [demo]
            pg1-path=/var/lib/postgresql/16/demo
            [global]
            repo1-type=s3
            repo1-path=/
            repo1-retention-full=9999999
            repo1-s3-bucket=demo.bucket
            repo1-s3-endpoint=https://minio.example.org:9000
            repo1-s3-key=a
            repo1-s3-key-secret=b
            repo1-s3-region=us-east-1
            repo1-s3-uri-style=path
            repo1-storage-host=10.0.0.5
            repo1-storage-verify-tls=n
            """
        },
        {
            "a template",
            """
            [global]
            repo1-path=/var/lib/pgbackrest
            {% if s3 %}
            repo1-type=s3
            {% else %}
            repo1-type=posix
            {% endif %}
            [{{ stanza }}]
            pg1-path={{ data }}
            """
        },
        {
            "another program's",
            """
            [global]
            workgroup = WORKGROUP
            log level = 1
            path = home
            """
        },
    };

    [Theory]
    [MemberData(nameof(Correct))]
    public void Nothing_is_found(string what, string text)
    {
        LintSet set = LintReader.Read(LintExample.Conf(text));

        Assert.Empty(Linter.Check(set, LintRules.All).Where(f => f.Severity > LintSeverity.Info).Select(f => $"{what}: {f.Place}: {f.Rule.Id}: {f.Message}"));
    }
}
