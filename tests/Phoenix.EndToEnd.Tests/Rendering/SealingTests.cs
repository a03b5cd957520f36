using System.Security.Cryptography;
using Phoenix.Adapters.Files;
using Phoenix.EndToEnd.Tests.BadInput;
using Phoenix.EndToEnd.Tests.Launcher;
using Phoenix.Journal;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Rendering;

/// <summary>The end of a drill, on a run that was killed after its last event: <c>drill --resume</c> seals it without touching anything else.</summary>
public sealed class SealingTests : IDisposable
{
    private readonly SealedRuns _runs = new();

    public void Dispose() => _runs.Dispose();

    [Fact]
    public async Task Evidence_is_signed_with_the_key_that_is_given_and_its_views_lie_beside_it()
    {
        string run = Unsealed();
        (string secret, string key) = Keys();
        Script sealing = await SealAsync(run, "--sign-key", secret);
        Assert.True(sealing.ExitCode == 0, sealing.ToString());
        Assert.DoesNotContain("warning", sealing.Error, StringComparison.Ordinal);
        Assert.Equal(0, _runs.Invoke("verify", run, "--key", key).ExitCode);
        Assert.All((string[])["report.html", "junit.xml"], f => Assert.True(File.Exists(_runs.File(run, f))));
        byte[] secretText = File.ReadAllBytes(secret);
        Assert.All(Directory.EnumerateFiles(Path.GetDirectoryName(_runs.File(run, "run"))!), f => Assert.True(File.ReadAllBytes(f).AsSpan().IndexOf(secretText.AsSpan(30, 40)) < 0, f));
    }

    [Fact]
    public async Task A_view_that_cannot_be_written_is_a_warning_and_no_failed_run()
    {
        string run = Unsealed();
        Directory.CreateDirectory(_runs.File(run, "report.html/in-the-way"));
        Script sealing = await SealAsync(run);
        Assert.True(sealing.ExitCode == 0, sealing.ToString());
        Assert.Contains("warning: report.html was not written: ", sealing.Error, StringComparison.Ordinal);
        Assert.Equal(0, _runs.Invoke("verify", run).ExitCode);
        Assert.True(File.Exists(_runs.File(run, "junit.xml")));
    }

    [Fact]
    public async Task A_key_that_cannot_sign_is_refused_before_anything_is_written()
    {
        string run = Unsealed();
        (_, string key) = Keys();
        Refused.Check(await SealAsync(run, "--sign-key", key), 2, "configuration", "is no private EC P-256 key");
        Assert.False(File.Exists(_runs.File(run, "evidence.json")));
    }

    private Task<Script> SealAsync(string run, params string[] more) => Refused.CallAsync(_runs.Root, ["drill", "--resume", run, "--state", _runs.Root, .. more]);

    private (string Secret, string Public) Keys()
    {
        using ECDsa pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string secret = Path.Combine(_runs.Root, "private.pem");
        string key = Path.Combine(_runs.Root, "public.pem");
        File.WriteAllText(secret, pair.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(key, pair.ExportSubjectPublicKeyInfoPem());
        return (secret, key);
    }

    private string Unsealed()
    {
        using RunDirectory run = _runs.State.CreateRun(TimeProvider.System);
        RunJournal journal = new(run, TimeProvider.System);
        foreach (JournalEvent e in Runs.Proven(1))
        {
            journal.Append(e is JournalEvent.RunStarted started ? started with { Run = run.Run } : e);
        }

        return run.Name;
    }
}
