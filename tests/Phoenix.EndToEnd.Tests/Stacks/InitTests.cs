using System.Text.Json;
using Phoenix.EndToEnd.Tests.BadInput;
using Phoenix.EndToEnd.Tests.Launcher;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Stacks;

/// <summary><c>phoenix init</c> as a real process.</summary>
public sealed class InitTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("phoenix-init-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_template_is_written_once_and_is_a_stack_that_other_commands_take()
    {
        Script written = await CallAsync("init", "--template", "command");
        Assert.True(written.ExitCode == 0, written.ToString());
        Assert.Equal("wrote phoenix.yaml: 2 layers from template command\n", written.Output);
        Assert.Equal("", written.Error);

        Refused.Check(await CallAsync("init"), 2, "usage", "phoenix.yaml is there already", "--force");
        Assert.Equal(0, (await CallAsync("init", "--template", "lab", "--force")).ExitCode);
        Assert.Contains("lab: ", Text(), StringComparison.Ordinal);

        // The folder's name became the stack's; destruction is asked for by it.
        Script refused = await CallAsync("wipe", "--confirm", "other");
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("found phoenix.yaml in this folder", refused.Error, StringComparison.Ordinal);
        Assert.Equal(["phoenix.yaml"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName).Where(n => n != ".phoenix"));
    }

    [Theory]
    [InlineData("usage", "did you mean 'castle'?", "--template", "castel")]
    [InlineData("usage", "do not go together", "--template", "lab", "--from", ".")]
    [InlineData("configuration", "/nowhere", "--from", "nowhere")]
    [InlineData("configuration", "neither a Terragrunt unit", "--from", ".")]
    [InlineData("configuration", "cannot be written", "--out", "nowhere/phoenix.yaml")]
    public async Task What_cannot_be_made_is_refused_and_nothing_is_written(string id, string says, params string[] arguments)
    {
        Refused.Check(await CallAsync(["init", .. arguments]), 2, id, says);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public async Task A_Terragrunt_tree_of_six_units_is_read()
    {
        foreach ((string unit, string needs) in ((string, string)[])[("secrets", ""), ("platform", "secrets"), ("engine", "platform"), ("networking", "engine"), ("storage", "engine"), ("gitops", "engine")])
        {
            Write($"live/{unit}/terragrunt.hcl", needs.Length == 0 ? "inputs = {}\n" : $"dependency \"{needs}\" {{\n  config_path = \"../{needs}\"\n}}\n");
        }

        Script made = await CallAsync("init", "--from", ".", "--out", "-");

        Assert.True(made.ExitCode == 0, made.ToString());
        foreach (string layer in (string[])
        [
            "  secrets:\n    terragrunt: live/secrets\n", "  platform:\n    terragrunt: live/platform\n    needs: [secrets]\n", "  engine:\n    terragrunt: live/engine\n    needs: [platform]\n",
            "  networking:\n    terragrunt: live/networking\n    needs: [engine]\n", "  storage:\n    terragrunt: live/storage\n    needs: [engine]\n", "  gitops:\n    terragrunt: live/gitops\n    needs: [engine]\n",
        ])
        {
            Assert.Contains(layer, made.Output, StringComparison.Ordinal);
        }

        Assert.Contains("note: ", made.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "phoenix.yaml")));
    }

    [Fact]
    public async Task Terragrunt_itself_is_asked_where_it_is_installed()
    {
        Write("a/terragrunt.hcl", "inputs = {}\n");
        Write("b/terragrunt.hcl", "dependency \"a\" {\n  config_path = local.a\n}\n");
        // Stands in for the real program, with the arguments and the form of the answer that its documentation gives.
        Write("bin/terragrunt", """
            #!/bin/sh
            case "$*" in
              --version) echo "terragrunt version v$(cat "$0.version")" ;;
              "find --json --dag --dependencies") echo '[{"type":"unit","path":"a"},{"type":"unit","path":"b","dependencies":["a"]}]' ;;
              *) echo "unknown: $*" >&2; exit 1 ;;
            esac
            """);
        Write("bin/terragrunt.version", "0.99.1");
        File.SetUnixFileMode(Path.Combine(_folder, "bin/terragrunt"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Script asked = await CallAsync(WithStandIn(), "init", "--from", ".", "--out", "-");
        Assert.Contains("needs: [a]", asked.Output, StringComparison.Ordinal);
        Assert.Contains("note: dependencies as terragrunt 0.99.1 names them", asked.Error, StringComparison.Ordinal);

        // An older one would run Terraform for a word that it does not know.
        Write("bin/terragrunt.version", "0.58.0");
        Script old = await CallAsync(WithStandIn(), "init", "--from", ".", "--out", "-");
        Assert.DoesNotContain("    needs:", old.Output, StringComparison.Ordinal);
        Assert.Contains("note: terragrunt 0.58.0 cannot name its units' dependencies", old.Error, StringComparison.Ordinal);
        Assert.Contains("b/terragrunt.hcl:2: dependency \"a\" is an expression", old.Error, StringComparison.Ordinal);

        Dictionary<string, string?> WithStandIn() => new() { ["PATH"] = $"{_folder}/bin:{Environment.GetEnvironmentVariable("PATH")}" };
    }

    [Fact]
    public async Task A_Flux_tree_of_fifteen_Kustomizations_is_read_and_the_file_is_a_stack()
    {
        string[] names = [.. Enumerable.Range(1, 15).Select(i => $"app-{i}")];
        Write("clusters/lab/all.yaml", string.Join("---\n", names.Select((name, i) =>
            $"apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: {name}\n  namespace: flux-system\nspec:\n  wait: true\n  sourceRef: {{ kind: GitRepository, name: x }}\n"
            + (i == 0 ? "" : $"  dependsOn:\n    - name: {names[(i - 1) / 2]}\n"))));

        Script made = await CallAsync("init", "--from", "clusters", "--format", "json");

        Assert.True(made.ExitCode == 0, made.ToString());
        Assert.Equal("", made.Error);
        using var result = JsonDocument.Parse(made.Output);
        Assert.Equal(15, result.RootElement.GetProperty("layers").GetInt32());
        for (int i = 1; i < names.Length; i++)
        {
            Assert.Matches($"(?s)\n  {names[i]}:\n.*?needs: \\[{names[(i - 1) / 2]}\\]\n", Text());
        }

        // The layers can be listed by a command that reads the file.
        Script listed = await CallAsync("wipe", "--dry-run");
        Assert.Contains("layer app-15: cannot be looked for", listed.Output, StringComparison.Ordinal);
    }

    private string Text() => File.ReadAllText(Path.Combine(_folder, "phoenix.yaml"));

    private void Write(string path, string text)
    {
        string full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    private Task<Script> CallAsync(params IEnumerable<string> arguments) => Refused.CallAsync(_folder, arguments);

    private Task<Script> CallAsync(Dictionary<string, string?> environment, params IEnumerable<string> arguments) => Refused.CallAsync(environment, _folder, arguments);
}
