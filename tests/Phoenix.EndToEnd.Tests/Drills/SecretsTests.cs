using System.Text;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Drills;

/// <summary>Secrets are in the vault and in the files that the tools must read, and nowhere else.</summary>
[Collection(DrilledLabTests.Name)]
public sealed class SecretsTests(DrilledLab lab)
{
    [Fact]
    public void No_process_was_ever_given_a_secret_as_an_argument()
    {
        Assert.Contains(lab.Watch.Arguments, a => a.Contains("pgbackrest", StringComparison.Ordinal) && a.Contains("archive-push", StringComparison.Ordinal));
        Assert.Contains(lab.Watch.Arguments, a => a.Contains("restore", StringComparison.Ordinal));
        Assert.DoesNotContain(lab.Watch.Arguments, a => lab.Watch.Secrets.Any(s => a.Contains(s, StringComparison.Ordinal)));
    }

    [Fact]
    public void No_file_outside_the_vault_and_the_rendered_configuration_holds_a_secret()
    {
        // Passphrase, password, the endpoint's own key, and two or more of the stack's (one is revoked at the wipe).
        Assert.True(lab.Watch.Secrets.Count >= 5, $"{lab.Watch.Secrets.Count} secrets");
        string root = lab.State.Lab("lab");

        // The endpoint holds its lock file, so it cannot be opened; a process number is all that it has.
        string[] places = [.. ((string[])["vault", "stack/secrets", "outside/config", "s3/keys.json", "s3/lock"]).Select(p => Path.Combine(root, p))];
        byte[][] secrets = [.. lab.Watch.Secrets.Select(Encoding.UTF8.GetBytes)];
        int looked = 0;
        List<string> leaks = [];
        foreach (string file in Directory.EnumerateFiles(lab.State.Folder, "*", SearchOption.AllDirectories).Where(f => !places.Any(p => f == p || f.StartsWith(p + "/", StringComparison.Ordinal))))
        {
            byte[]? content = Content(file);
            looked += content is null ? 0 : 1;
            if (content is not null && Array.Exists(secrets, s => content.AsSpan().IndexOf(s) >= 0))
            {
                leaks.Add(file);
            }
        }

        Assert.Empty(leaks);
        Assert.True(looked > 100, $"{looked} files were looked at");
    }

    // The lab's server still runs: a file of it may be gone by the time it is opened, and a socket is no file.
    private static byte[]? Content(string file)
    {
        if (Path.GetFileName(file).StartsWith(".s.PGSQL.", StringComparison.Ordinal) && !file.EndsWith(".lock", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using MemoryStream content = new();
            stream.CopyTo(content);
            return content.ToArray();
        }
        catch (FileNotFoundException)
        {
            return null; // Nobody can read a secret from it.
        }
    }
}
