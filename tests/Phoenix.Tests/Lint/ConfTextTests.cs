using System.Globalization;
using Phoenix.Manifests.Lint;
using Xunit;

namespace Phoenix.Tests.Lint;

/// <summary>Texts in the format of pgbackrest.conf are found wherever they are kept, and their lines have their places.</summary>
public sealed class ConfTextTests
{
    private const string Conf = "[global]\nrepo1-path=/x\n\n[db]\n# comment\npg1-path = /data\nodd line\n";

    [Fact]
    public void A_file_is_read_line_by_line()
    {
        ConfText conf = Assert.Single(Look.Read(("etc/pgbackrest.conf", Conf)).Confs);

        Assert.Null(conf.Owner);
        Assert.Equal(["global repo1-path=/x 2:1 2:12", "db pg1-path=/data 6:1 6:12"], conf.Options.Select(Describe));
        Assert.Equal(["global", "db"], conf.Sections.Select(s => s.Name));
        Assert.Equal("odd line", Assert.Single(conf.Odd).Line);
    }

    [Fact]
    public void Secrets_config_maps_and_templates_hold_them()
    {
        LintSet set = Look.Read(
            ("secret.yaml", "apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData:\n  s3.conf: |\n    [global]\n    repo1-s3-key=x\n"),
            ("data.yaml", "apiVersion: v1\nkind: Secret\nmetadata: { name: d }\ndata:\n  s3.conf: " + Convert.ToBase64String(Look.Bytes("[global]\nrepo1-s3-key=x\n")) + "\n"),
            ("map.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: m }\ndata:\n  a.conf: \"[global]\\nrepo1-s3-key=x\\n\"\n  nginx.conf: |\n    server { listen 80; }\n"),
            ("external.yaml", "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: e }\nspec:\n  target:\n    template:\n      data:\n        s3.conf: |2\n          [global]\n          repo1-s3-key={{ .key }}\n"));

        Assert.Equal(
            ["Secret d 5:12 5:12", "ExternalSecret e 10:11 10:24", "ConfigMap m 5:11 5:11", "Secret s 7:5 7:18"],
            set.Confs.Select(c => $"{c.Owner!.Title} {Place(c.Options.Single().At)} {Place(c.Options.Single().ValueAt)}"));
        Assert.Equal("{{ .key }}", set.Confs.Single(c => c.Owner!.Kind == "ExternalSecret").Options.Single().Value);
    }

    [Theory]
    [InlineData("postgresql.conf", "wal_level = replica\n", 0)]
    [InlineData("app.conf", "[global]\nx=1\n", 1)]
    [InlineData("pgbackrest-extra.conf", "x=1\n", 1)]
    public void Other_configurations_are_left_alone(string path, string text, int found) => Assert.Equal(found, Look.Read((path, text), ("a.yaml", "a: b\n")).Confs.Count);

    private static string Describe(ConfOption option) => $"{option.Section} {option.Name}={option.Value} {Place(option.At)} {Place(option.ValueAt)}";

    private static string Place(LintPlace place) => string.Create(CultureInfo.InvariantCulture, $"{place.Line}:{place.Column}");
}
