using Phoenix.Adapters.Doctor;
using Phoenix.Ports;
using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Adapters.Tests.Doctor;

public sealed class ReportRedactionTests
{
    [Theory]
    [InlineData("the token hunter2 was refused", "the token <secret> was refused")]
    [InlineData("BEGIN\nline-one-of-pem", "BEGIN\n<secret>")]
    [InlineData("https://vault.corp:8200/v1/x says no", "https://<host>/v1/x says no")]
    [InlineData("s3.internal:9000 does not answer", "<host>:9000 does not answer")]
    [InlineData("bucket 'my-bucket' is listed", "bucket '<bucket>' is listed")]
    [InlineData("connect 192.0.2.1:22 and 2001:db8::17", "connect <address>:22 and <address>")]
    [InlineData("[fe80::1%eth0]", "[<address>%eth0]")]
    [InlineData("/srv/castle/live/a is not there", "<stack>/live/a is not there")]
    [InlineData("/home/ada/.kube/config, and /root: no", "~/.kube/config, and ~: no")]
    [InlineData("ada@build7 on BUILD7", "<user>@<host> on <host>")]
    [InlineData("deep.host.example.org is down", "<host> is down")]
    [InlineData("dial node9:6443 refused", "dial <host>:6443 refused")]
    [InlineData("user:pw@db.corp", "user:<user>@<host>")]
    public void What_tells_of_the_place_is_replaced(string text, string expected) => Assert.Equal(expected, Redaction().Of(text));

    [Theory]
    [InlineData("terraform 1.9.5-rc1, for layer platform")]
    [InlineData(".NET 10.0.1 on Debian GNU/Linux 12 (bookworm), X64")]
    [InlineData("secret TOKEN can be read and is not empty")]
    [InlineData("2026-02-10 14:55:00+00")]
    [InlineData("live/a/terragrunt.hcl is not there, nor a.b.yaml")]
    public void What_is_needed_to_understand_it_stays(string text) => Assert.Equal(text, Redaction().Of(text));

    private static ReportRedaction Redaction()
    {
        var stack = new StackDefinition
        {
            Name = "castle",
            File = "/srv/castle/phoenix.yaml",
            Directory = "/srv/castle",
            Repository = new RepositoryDefinition(
                new RepositoryLocation("s3.internal:9000", "my-bucket", "r", "/p", "db"), false, null, new SecretDefinition.Env("A"), new SecretDefinition.Env("B"), null, null),
        };
        return new ReportRedaction(stack, ["hunter2", "line-one-of-pem\nline-two-of-pem"], "build7", "ada", [("/srv/castle", "<stack>")]);
    }
}
