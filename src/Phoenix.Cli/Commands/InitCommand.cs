using System.CommandLine;
using Phoenix.Adapters.Processes;
using Phoenix.Adapters.Terragrunt;
using Phoenix.Cli.Rendering;
using Phoenix.Errors;
using Phoenix.Manifests;
using Phoenix.Manifests.Import;

namespace Phoenix.Cli.Commands;

/// <summary><c>phoenix init</c>: writes a stack file, from a template or from what an existing repository declares.</summary>
public static class InitCommand
{
    private const string StandardOutput = "-";

    private static readonly Option<string?> Template = new("--template") { Description = $"What to start from: {string.Join(", ", StackTemplates.Names)} (default: lab)", HelpName = "NAME" };
    private static readonly Option<string?> From = new("--from") { Description = "Read the Terragrunt units and Flux Kustomizations below this folder instead", HelpName = "DIR" };
    private static readonly Option<string> Out = new("--out") { Description = "File to write; - for stdout", HelpName = "FILE|-", DefaultValueFactory = _ => StackFiles.FileName };
    private static readonly Option<bool> Force = new("--force") { Description = "Replace the file when it is there" };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("init", "Write a stack file, from a template or from an existing repository") { Template, From, Out, Force };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string? template = parsed.GetValue(Template);
        string? from = parsed.GetValue(From);
        string target = parsed.GetValue(Out)!;
        if (template is not null && from is not null)
        {
            throw new PhoenixException(ErrorCode.Usage, "--template and --from do not go together", "give one of them");
        }

        string path = Path.GetFullPath(target == StandardOutput ? StackFiles.FileName : target);
        if (target != StandardOutput && !parsed.GetValue(Force) && Path.Exists(path))
        {
            throw Taken(target);
        }

        ImportedStack made = from is null
            ? FromTemplate(template ?? "lab", path)
            : await FromRepositoryAsync(from, path, cancellationToken);
        foreach (string note in made.Notes)
        {
            await Console.Error.WriteLineAsync("note: " + Wording.Plain(note));
        }

        if (Unreadable(made.Text, path) is string fault)
        {
            await Console.Error.WriteLineAsync($"warning: this version of Phoenix does not read all of it yet: {Wording.Plain(fault)}");
        }

        if (target != StandardOutput)
        {
            Write(path, target, made.Text, parsed.GetValue(Force));
        }

        InitResult.Write(made, target == StandardOutput ? null : target, parsed.GetValue(GlobalOptions.Format), parsed.InvocationConfiguration.Output);
        return ExitCodes.Done;
    }

    private static ImportedStack FromTemplate(string template, string path)
    {
        string text = StackTemplates.Read(template).Replace("example", StackName(path), StringComparison.Ordinal);
        return new ImportedStack(text, StackFile.Parse(text, path).Layers.Count, [$"template {template}"], []);
    }

    private static async Task<ImportedStack> FromRepositoryAsync(string from, string path, CancellationToken cancellationToken)
    {
        string folder = Path.GetFullPath(from);
        TerragruntAnswer? answer = Directory.Exists(folder) && RepositoryImport.HasTerragrunt(folder)
            ? await new TerragruntDiscovery(new ToolRunner(new DeferredToolObserver(), TimeProvider.System)).FindAsync(folder, cancellationToken)
            : null;
        ImportedStack read = RepositoryImport.Read(folder, Path.GetDirectoryName(path)!, answer?.Json, Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)));
        return answer is null ? read : read with { Notes = [answer.Said, .. read.Notes] };
    }

    private static string StackName(string path) => RepositoryImport.StackName(Path.GetFileName(Path.GetDirectoryName(path)) ?? "");

    private static string? Unreadable(string text, string path)
    {
        try
        {
            StackFile.Parse(text, path);
            return null;
        }
        catch (PhoenixException e) when (e.Code == ErrorCode.Configuration)
        {
            return e.Message;
        }
    }

    private static void Write(string path, string target, string text, bool force)
    {
        try
        {
            // Beside it and renamed: an interrupted call leaves the old file or the new one, and never overwrites what appeared meanwhile.
            string temporary = $"{path}.{Environment.ProcessId}.new";
            try
            {
                File.WriteAllText(temporary, text);
                File.Move(temporary, path, force);
            }
            finally
            {
                File.Delete(temporary);
            }
        }
        catch (IOException) when (!force && Path.Exists(path))
        {
            throw Taken(target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PhoenixException(ErrorCode.Configuration, $"{target} cannot be written: {e.Message}", "name another file with --out", e);
        }
    }

    private static PhoenixException Taken(string target) => new(ErrorCode.Usage, $"{target} is there already", "name another file with --out, or replace it with --force");
}
