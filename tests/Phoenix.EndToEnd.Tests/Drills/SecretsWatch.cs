using System.Text;
using System.Text.RegularExpressions;

namespace Phoenix.EndToEnd.Tests.Drills;

/// <summary>Looks at every process's arguments again and again while a drill runs, and collects the lab's secrets as they come and go.</summary>
/// <param name="lab">The lab's folder; it need not exist yet.</param>
internal sealed partial class SecretsWatch(string lab)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);
    private readonly HashSet<string> _arguments = [];
    private readonly HashSet<string> _secrets = [];

    /// <summary>Each argument list that was seen.</summary>
    public IReadOnlyCollection<string> Arguments => _arguments;

    /// <summary>Passphrase, password and S3 secret keys, revoked ones included.</summary>
    public IReadOnlyCollection<string> Secrets => _secrets;

    /// <summary>Looks until it is cancelled, and once more after that.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(Pause);
        while (!cancellationToken.IsCancellationRequested)
        {
            Look();
            await Task.WhenAny(timer.WaitForNextTickAsync(CancellationToken.None).AsTask(), Task.Delay(Timeout.Infinite, cancellationToken));
        }

        Look();
    }

    private void Look()
    {
        foreach (string process in Directory.EnumerateDirectories("/proc").Where(p => char.IsAsciiDigit(Path.GetFileName(p)[0])))
        {
            if (Read(Path.Combine(process, "cmdline")) is { Length: > 0 } arguments)
            {
                _arguments.Add(arguments.Replace('\0', ' '));
            }
        }

        foreach (string file in (string[])["cipher.pass", "postgres.pass"])
        {
            if (Read(Path.Combine(lab, "vault", file)) is { Length: > 0 } secret)
            {
                _secrets.Add(secret.Trim());
            }
        }

        foreach (string file in (string[])[Path.Combine(lab, "vault", "s3-keys.json"), Path.Combine(lab, "s3", "keys.json")])
        {
            _secrets.UnionWith(SecretKey().Matches(Read(file) ?? "").Select(m => m.Groups[1].Value));
        }
    }

    private static string? Read(string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // It ended, or is not there yet.
        }
    }

    [GeneratedRegex("\"secret(?:Key)?\"\\s*:\\s*\"([^\"]+)\"", RegexOptions.IgnoreCase)]
    private static partial Regex SecretKey();
}
