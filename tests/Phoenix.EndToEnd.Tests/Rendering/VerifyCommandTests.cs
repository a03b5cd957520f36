using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Phoenix.Errors;
using Phoenix.Verification;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Rendering;

/// <summary><c>phoenix verify</c>, through the command line.</summary>
public sealed class VerifyCommandTests : IDisposable
{
    private readonly SealedRuns _runs = new();

    public void Dispose() => _runs.Dispose();

    [Fact]
    public void Untouched_runs_are_clean_and_their_chain_is_named()
    {
        string first = _runs.Add();
        string second = _runs.Add();
        (int exitCode, string output) = _runs.Invoke("verify", second);
        Assert.True(exitCode == 0, output);
        Assert.StartsWith($"clean: {second}\n", output, StringComparison.Ordinal);
        Assert.Contains("no proof to an", output, StringComparison.Ordinal);
        Assert.Equal(0, _runs.Invoke("verify", first).ExitCode);
        JsonElement json = Json("verify", first);
        Assert.True(json.GetProperty("clean").GetBoolean());
        Assert.Contains(second, json.GetProperty("checks").EnumerateArray().Single(c => c.GetProperty("check").GetString() == "chain").GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evidence.json", "evidence")]
    [InlineData("journal.ndjson", "journal")]
    public void An_edited_byte_ends_with_exit_code_1_and_the_check_is_named(string file, string check)
    {
        string path = _runs.File(_runs.Add(), file);
        byte[] bytes = File.ReadAllBytes(path);
        for (int i = 0; i < bytes.Length; i += 97)
        {
            byte[] edited = [.. bytes];
            edited[i] ^= 0x01;
            File.WriteAllBytes(path, edited);
            Assert.Equal(["failed"], States(check));
        }

        // Gone is found as well, whatever the evidence says of it.
        File.Delete(_runs.File(Path.GetFileName(Path.GetDirectoryName(path)!), "journal.ndjson"));
        Assert.Equal(["failed"], States("journal"));
    }

    [Fact]
    public void A_run_that_was_taken_out_or_does_not_know_its_number_is_found()
    {
        string first = _runs.Add();
        string second = _runs.Add();
        Directory.Delete(Path.Combine(_runs.Root, "runs", first), recursive: true);
        Assert.Equal(1, _runs.Invoke("verify", second).ExitCode);
        File.WriteAllText(_runs.File(second, "run"), "x");
        (int exitCode, string output) = _runs.Invoke("verify", second);
        Assert.Equal(1, exitCode);
        Assert.Contains("folder", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Evidence_copied_elsewhere_is_checked_alone_and_says_so()
    {
        string run = _runs.Add();
        string copy = Path.Combine(_runs.Root, "copy.json");
        File.Copy(_runs.File(run, "evidence.json"), copy);
        (int exitCode, string output) = _runs.Invoke("verify", copy);
        Assert.True(exitCode == 0, output);
        Assert.Matches("journal +not checked", output);
        Assert.Matches("chain +not checked", output);

        // With the journal beside it that is checked, too.
        File.Copy(_runs.File(run, "journal.ndjson"), Path.Combine(_runs.Root, "journal.ndjson"));
        Assert.Matches("agreement +passed", _runs.Invoke("verify", copy).Output);
        File.AppendAllText(copy, " ");
        Assert.Equal(1, _runs.Invoke("verify", copy).ExitCode);
    }

    [Fact]
    public void What_is_no_record_and_no_key_is_bad_input()
    {
        string run = _runs.Add();
        string other = Path.Combine(_runs.Root, "other.txt");
        File.WriteAllText(other, "{}");
        Assert.Equal(ErrorCode.Usage, Assert.Throws<PhoenixException>(() => _runs.Invoke("verify", other)).Code);
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<PhoenixException>(() => _runs.Invoke("verify", "nope")).Code);
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<PhoenixException>(() => _runs.Invoke("verify", run, "--key", "nowhere.pem")).Code);
        Assert.Equal(ErrorCode.Configuration, Assert.Throws<PhoenixException>(() => _runs.Invoke("verify", run, "--key", other)).Code);
        File.Delete(_runs.File(run, "evidence.json"));
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<PhoenixException>(() => _runs.Invoke("verify", run)).Code);
    }

    [Fact]
    public void A_signature_holds_for_the_file_that_was_signed_and_openssl_agrees()
    {
        string run = _runs.Add();
        string evidence = _runs.File(run, "evidence.json");
        using ECDsa pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string key = Path.Combine(_runs.Root, "public.pem");
        File.WriteAllText(key, pair.ExportSubjectPublicKeyInfoPem());
        Assert.Equal(1, _runs.Invoke("verify", run, "--key", key).ExitCode);

        string secret = Path.Combine(_runs.Root, "private.pem");
        File.WriteAllText(secret, pair.ExportPkcs8PrivateKeyPem());
        using (EvidenceKey signer = KeyOf(secret))
        {
            File.WriteAllBytes(evidence + ".sig", signer.Sign(File.ReadAllBytes(evidence)));
        }

        (int exitCode, string output) = _runs.Invoke("verify", run, "--key", key);
        Assert.True(exitCode == 0, output);
        Assert.Matches("signature +passed", output);
        Assert.DoesNotContain("no proof", output, StringComparison.Ordinal);

        if (!File.Exists("/usr/bin/openssl"))
        {
            Assert.Skip("openssl is not installed; Phoenix's own signature was checked by Phoenix only");
        }

        Assert.Equal(0, OpenSsl("dgst", "-sha256", "-verify", key, "-signature", evidence + ".sig", evidence));
        Assert.Equal(0, OpenSsl("dgst", "-sha256", "-sign", secret, "-out", evidence + ".sig", evidence));
        Assert.Equal(0, _runs.Invoke("verify", run, "--key", key).ExitCode);
    }

    private static EvidenceKey KeyOf(string path) => EvidenceKey.Read(File.ReadAllText(path), path, mustSign: true);

    private static int OpenSsl(params string[] arguments)
    {
        ProcessStartInfo start = new("/usr/bin/openssl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process openssl = Process.Start(start)!;
        openssl.WaitForExit();
        return openssl.ExitCode;
    }

    private string[] States(string check)
    {
        (int exitCode, string output) = _runs.Invoke("verify", Path.GetFileName(Directory.GetDirectories(Path.Combine(_runs.Root, "runs"))[0]), "--format", "json");
        Assert.Equal(1, exitCode);
        using JsonDocument json = JsonDocument.Parse(output);
        return [.. json.RootElement.GetProperty("checks").EnumerateArray().Where(c => c.GetProperty("check").GetString() == check).Select(c => c.GetProperty("state").GetString()!)];
    }

    private JsonElement Json(params string[] arguments)
    {
        using JsonDocument json = JsonDocument.Parse(_runs.Invoke([.. arguments, "--format", "json"]).Output);
        return json.RootElement.Clone();
    }
}
