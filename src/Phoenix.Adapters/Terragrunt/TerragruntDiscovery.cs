using System.Text;
using System.Text.RegularExpressions;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;

namespace Phoenix.Adapters.Terragrunt;

/// <summary>
/// Asks Terragrunt for its units and their dependencies. Its <c>find</c> has <c>--dag</c> and <c>--dependencies</c> since 0.75.7 (release notes); an older
/// program would hand the unknown word to Terraform and run <c>init</c> first, and is not asked. Tried against a stand-in, not against the real program.
/// </summary>
/// <param name="runner">Runs it.</param>
public sealed partial class TerragruntDiscovery(ToolRunner runner)
{
    private const int MostBytes = 64 << 20;
    private static readonly Version First = new(0, 75, 7);
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);

    /// <summary>The program: a name that is looked up in PATH, or a path.</summary>
    public string Program { get; init; } = "terragrunt";

    /// <summary>Asks; a program that is not there or fails is no error, for the files can be read without it.</summary>
    /// <param name="folder">The folder, absolute.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<TerragruntAnswer> FindAsync(string folder, CancellationToken cancellationToken)
    {
        const string literal = "only dependencies that are written out were read";
        try
        {
            ToolResult said = await runner.RunAsync(Command(folder, ["--version"]), cancellationToken);
            Match match = Number().Match(said.StandardOutput + said.StandardError);
            if (said.ExitCode != 0 || !match.Success || !Version.TryParse(match.Value, out Version? version))
            {
                return new TerragruntAnswer(null, $"'terragrunt --version' gave no version; {literal}");
            }

            if (version < First)
            {
                return new TerragruntAnswer(null, $"terragrunt {version} cannot name its units' dependencies ({First} and newer can); {literal}");
            }

            using var json = new MemoryStream();
            ToolResult found = await runner.RunAsync(
                Command(folder, ["find", "--json", "--dag", "--dependencies"]) with { Output = (stream, token) => CopyAsync(stream, json, token) }, cancellationToken);
            return found.ExitCode == 0
                ? new TerragruntAnswer(Encoding.UTF8.GetString(json.GetBuffer(), 0, (int)json.Length), $"dependencies as terragrunt {version} names them, and those that are written out")
                : new TerragruntAnswer(null, $"'terragrunt find' {found.Ending}: {found.LastWords}; {literal}");
        }
        catch (PhoenixException e) when (e.Code == ErrorCode.ToolMissing)
        {
            return new TerragruntAnswer(null, $"terragrunt is not installed; {literal}");
        }
        catch (PhoenixException e) when (e.Code == ErrorCode.TimedOut)
        {
            return new TerragruntAnswer(null, $"{e.Message}; {literal}");
        }
    }

    private ToolCommand Command(string folder, IReadOnlyList<string> arguments) => new()
    {
        Tool = $"terragrunt {arguments[0]}",
        FileName = Program,
        Arguments = arguments,
        WorkingDirectory = folder,
        // Colours would be in the JSON's way, and nobody is there to answer.
        Environment = new Dictionary<string, string> { ["TG_NON_INTERACTIVE"] = "true", ["TG_NO_COLOR"] = "true", ["NO_COLOR"] = "1" },
        Timeout = Bound,
    };

    private static async Task CopyAsync(Stream from, MemoryStream to, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[64 << 10];
        while (await from.ReadAsync(buffer, cancellationToken) is > 0 and int read)
        {
            // What is cut off is no JSON any more, and is said to be none.
            if (to.Length < MostBytes)
            {
                to.Write(buffer, 0, read);
            }
        }
    }

    [GeneratedRegex(@"\d+\.\d+\.\d+")]
    private static partial Regex Number();
}
