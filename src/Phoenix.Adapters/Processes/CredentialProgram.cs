using System.Collections;
using System.Text;
using Phoenix.Errors;
using Phoenix.Ports;

namespace Phoenix.Adapters.Processes;

/// <summary>Runs programs that print a credential. What they print is neither captured for messages nor logged.</summary>
/// <param name="runner">Runs them.</param>
public sealed class CredentialProgram(ToolRunner runner) : ICredentialProgram
{
    private const int Longest = 1 << 20;

    /// <inheritdoc/>
    public async Task<string> RunAsync(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, TimeSpan bound, CancellationToken cancellationToken)
    {
        string name = Path.GetFileName(command[0]);
        BoundedOutput printed = new(
            Longest, () => new PhoenixException(ErrorCode.ToolFailed, $"'{name}' prints more than 1 MiB in place of a credential", "Run it by hand and look at what it prints"));
        await runner.RunCheckedAsync(
            new ToolCommand
            {
                Tool = name,
                FileName = command[0],
                Arguments = [.. command.Skip(1)],
                Environment = Inherited(environment),
                Timeout = bound,
                Output = printed.ReadAsync,
            },
            cancellationToken);
        return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetString(printed.ToArray());
    }

    // As kubectl does: such plugins find their own login by variables like AWS_PROFILE.
    private static Dictionary<string, string> Inherited(IReadOnlyDictionary<string, string> own)
    {
        Dictionary<string, string> all = new(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            all[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        foreach ((string name, string value) in own)
        {
            all[name] = value;
        }

        return all;
    }
}
