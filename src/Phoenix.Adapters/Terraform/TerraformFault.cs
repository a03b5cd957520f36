using Phoenix.Adapters.Processes;
using Phoenix.Errors;

namespace Phoenix.Adapters.Terraform;

/// <summary>Makes the error for a call of Terraform that failed, out of its own diagnostics.</summary>
internal static class TerraformFault
{
    private const int Shown = 3;
    private const int Longest = 1500;

    // Words of Go's network library and of registries and backends that say "later". Terraform gives no codes for them.
    private static readonly string[] Passing =
    [
        "connection refused", "connection reset by peer", "i/o timeout", "TLS handshake timeout", "Temporary failure in name resolution", "server misbehaving",
        "context deadline exceeded", "Client.Timeout exceeded", "network is unreachable", "no route to host", "unexpected EOF", "429 Too Many Requests",
        "500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout", "SlowDown", "RequestTimeout", "ThrottlingException",
    ];

    /// <summary>The error.</summary>
    /// <param name="result">How the tool ended.</param>
    /// <param name="diagnostics">What it said in JSON; where it said nothing that way its text is read.</param>
    /// <param name="secrets">Texts that must not be in the message.</param>
    /// <param name="directory">Where to run what the hint says.</param>
    /// <param name="binary">The program, for the hint.</param>
    internal static PhoenixException Of(
        ToolResult result, IEnumerable<TerraformDiagnostic> diagnostics, IReadOnlyList<string> secrets, string directory, string binary)
    {
        TerraformDiagnostic[] errors = [.. diagnostics.Where(d => d.IsError)];
        if (errors.Length == 0)
        {
            errors = [.. TerraformDiagnostic.Of(result.StandardError + "\n" + result.StandardOutput)];
        }

        if (errors.Length == 0)
        {
            return ToolRunner.Failure(result);
        }

        Redaction redaction = Redaction.Of(secrets);
        if (errors.FirstOrDefault(e => TerraformLock.Of(e) is not null) is { } locked)
        {
            (string message, string hint) = TerraformLock.Of(locked)!.Explain(directory, binary);
            return new PhoenixException(ErrorCode.ToolFailed, redaction.Apply($"{result.Tool}: {message}"), redaction.Apply(hint)) { IsTransient = true };
        }

        string all = string.Join(" | ", errors.Take(Shown).Select(e => e.ToString()).Select(e => e.Length <= Longest ? e : e[..Longest] + "..."));
        string text = redaction.Apply($"{result.Tool} {result.Ending}: {all}{(errors.Length > Shown ? $" | and {errors.Length - Shown} more in the layer's log" : "")}");
        if (errors.Any(e => e.ToString().Contains("no space left on device", StringComparison.OrdinalIgnoreCase)))
        {
            return new PhoenixException(ErrorCode.DiskFull, text, "Free space where the tool writes, then repeat the command");
        }

        return errors.All(IsPassing)
            ? new PhoenixException(ErrorCode.ToolFailed, text, "The network, a registry or the state's backend did not answer: repeat the command when it does") { IsTransient = true }
            : new PhoenixException(ErrorCode.ToolFailed, text, "The text after the colon is the tool's own; the layer's log has all of it");
    }

    // An error of a resource comes from what is being built: the provider has tried that again itself, and only its owner knows what is passing there.
    private static bool IsPassing(TerraformDiagnostic error) =>
        error.Address is null && Passing.Any(word => (error.Summary + " " + error.Detail).Contains(word, StringComparison.OrdinalIgnoreCase));
}
