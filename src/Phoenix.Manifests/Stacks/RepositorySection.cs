using Phoenix.Ports;
using Phoenix.Recovery;
using Phoenix.Stacks;

namespace Phoenix.Manifests.Stacks;

/// <summary>Reads <c>repository</c>.</summary>
internal sealed class RepositorySection(Section top, Places places)
{
    public RepositoryDefinition? Read()
    {
        if (top.Sub("repository", "s3", "credentials") is not { } repository)
        {
            return null;
        }

        repository.Require("s3");
        Section s3 = repository.Sub("s3", "bucket", "endpoint", "region", "path", "stanza", "uriStyle", "caFile")!;
        string style = s3.Text("uriStyle") ?? "host";
        string stanza = s3.Text("stanza") ?? RepositoryForm.DefaultStanza;
        repository.Require("credentials");
        Section keys = repository.Sub("credentials", "accessKey", "secretKey", "sessionToken", "cipherPassphrase")!;
        var secrets = new SecretSection(keys, places);
        SecretDefinition? Secret(string key) => keys.Find(key) is { } value ? secrets.Read(key, value) : null;
        keys.Require("accessKey");
        keys.Require("secretKey");
        return new RepositoryDefinition(
            new RepositoryLocation(
                s3.Formed("endpoint", s3.RequireText("endpoint"), RepositoryForm.Endpoint(s3.RequireText("endpoint"))),
                s3.RequireText("bucket"), s3.RequireText("region"),
                s3.Formed("path", s3.RequireText("path"), RepositoryForm.Path(s3.RequireText("path"))),
                s3.Find("stanza") is null ? stanza : s3.Formed("stanza", stanza, RepositoryForm.Stanza(stanza))),
            (s3.Find("uriStyle") is null ? style : s3.Formed("uriStyle", style, RepositoryForm.UriStyle(style))) == "host",
            s3.Text("caFile") is string ca ? places.Of(ca) : null,
            Secret("accessKey")!, Secret("secretKey")!, Secret("sessionToken"), Secret("cipherPassphrase"));
    }
}
