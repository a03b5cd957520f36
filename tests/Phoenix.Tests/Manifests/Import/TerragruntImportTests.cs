using Phoenix.Errors;
using Phoenix.Manifests.Import;
using Xunit;

namespace Phoenix.Tests.Manifests.Import;

public sealed class TerragruntImportTests : IDisposable
{
    private readonly Repository _repository = new();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public void Six_units_become_layers_with_their_needs()
    {
        Castle();

        ImportedStack made = _repository.Read();

        Assert.Equal(["secrets", "platform: secrets", "engine: platform", "gitops: engine", "networking: engine", "storage: engine"], Repository.Graph(made));
        Assert.Equal("tazlab-castle", Repository.Parse(made).Name);
        Assert.False(Repository.Parse(made).Destroyable);
        Assert.Contains("  platform:\n    terragrunt: live/platform\n    needs: [secrets]\n", made.Text, StringComparison.Ordinal);
        Assert.Equal((6, "6 Terragrunt units"), (made.Layers, Assert.Single(made.Sources)));
        Assert.Empty(made.Notes);
    }

    [Fact]
    public void What_is_an_expression_is_named_and_not_guessed()
    {
        Unit("live/a");
        Unit("live/b", "dependency \"a\" {\n  config_path = \"${get_repo_root()}/live/a\"\n}");
        Unit("live/c", "dependencies {\n  paths = [\"../a\", find_in_parent_folders(\"x\")]\n}");
        Unit("live/d", "dependencies {\n  paths = local.paths\n}");
        Unit("live/e", "include \"x\" {\n  path = \"${local.y}\"\n}");

        ImportedStack made = _repository.Read();

        Assert.Equal(["a", "b", "d", "e", "c: a"], Repository.Graph(made));
        Repository.Says(made, "live/b/terragrunt.hcl:2: dependency \"a\" is an expression");
        Repository.Says(made, "live/c/terragrunt.hcl:2: a path of 'dependencies' is an expression");
        Repository.Says(made, "live/d/terragrunt.hcl:1: 'dependencies' names its paths by an expression");
        Repository.Says(made, "live/e/terragrunt.hcl:1: 'include' names its file by an expression");
    }

    [Fact]
    public void An_include_is_looked_into_for_dependencies()
    {
        _repository.Write("root.hcl", "remote_state {\n  backend = \"s3\"\n}\n");
        _repository.Write("with.hcl", "locals {}\ndependencies {\n  paths = [\"../a\"]\n}\n");
        Unit("live/a", "include \"root\" {\n  path = find_in_parent_folders(\"root.hcl\")\n}");
        Unit("live/b", "include \"root\" {\n  path = \"../../with.hcl\"\n}");

        ImportedStack made = _repository.Read();

        string note = Assert.Single(made.Notes);
        Assert.Equal("live/b/terragrunt.hcl:1: the included with.hcl:2 declares dependencies, which are not followed", note);
    }

    [Fact]
    public void The_file_that_all_include_is_no_unit()
    {
        _repository.Write("live/terragrunt.hcl", "remote_state {\n  backend = \"s3\"\n}\n");
        Unit("live/a", "include {\n  path = find_in_parent_folders()\n}");
        _repository.Write("live/a/.terragrunt-cache/x/terragrunt.hcl", "");

        ImportedStack made = _repository.Read();

        Assert.Equal(["a"], Repository.Graph(made));
        Repository.Says(made, "live/terragrunt.hcl: other files include it");
    }

    [Fact]
    public void What_is_missing_or_outside_is_named()
    {
        Unit("live/a", "dependency \"gone\" {\n  config_path = \"../gone\"\n}");
        Unit("live/b", "dependency \"far\" {\n  config_path = \"../../../far\"\n}\ndependency \"off\" {\n  enabled = false\n  config_path = \"../a\"\n}");

        ImportedStack made = _repository.Read();

        Assert.Equal(["a", "b"], Repository.Graph(made));
        Repository.Says(made, "live/a/terragrunt.hcl:2: dependency \"gone\" names '../gone', and no unit is there");
        Repository.Says(made, "live/b/terragrunt.hcl:2: dependency \"far\" names '../../../far', which is outside");
    }

    [Fact]
    public void A_circle_is_refused_with_the_place_of_each_need()
    {
        Unit("a", "dependency \"b\" {\n  config_path = \"../b\"\n}");
        Unit("b", "dependencies {\n  paths = [\"../a\"]\n}");
        Unit("c", "dependencies {\n  paths = [\"../b\"]\n}");

        PhoenixException refused = Assert.Throws<PhoenixException>(() => _repository.Read());

        Assert.Equal(ErrorCode.Configuration, refused.Code);
        Assert.Contains("unit a needs unit b (a/terragrunt.hcl:2); unit b needs unit a (b/terragrunt.hcl:2)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_valid_unique_and_as_short_as_that_allows()
    {
        foreach (string unit in (string[])["dev/vpc", "prod/vpc", "prod/DB_1", "prod/1st", "prod/a.b", "prod/a b", new string('x', 70)])
        {
            Unit(unit);
        }

        string[] names = [.. Repository.Graph(_repository.Read())];

        Assert.Equal(["db_1", "dev-vpc", "layer-1st", "prod-a-b", "prod-a-b-2", "prod-vpc", new string('x', 63)], names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_Terragrunt_itself_finds_is_added_to_what_is_written_out()
    {
        Unit("a");
        Unit("b", "dependency \"a\" {\n  config_path = \"${local.a}\"\n}");
        Unit("c", "dependency \"a\" {\n  config_path = \"../a\"\n}");
        Unit("d", "dependency \"a\" {\n  config_path = \"${local.a}\"\n}");

        // It leaves out c's dependency, and says nothing of d's.
        ImportedStack made = _repository.Read("""[{"type":"unit","path":"a"},{"type":"unit","path":"b","dependencies":["a"]},{"type":"unit","path":"c"},{"type":"stack","path":"s"},{"type":"unit","path":"d","dependencies":["../far"]}]""");

        Assert.Equal(["a", "d", "b: a", "c: a"], Repository.Graph(made));
        Assert.DoesNotContain(made.Notes, n => n.StartsWith("b/", StringComparison.Ordinal));
        Repository.Says(made, "d/terragrunt.hcl:2: dependency \"a\" is an expression, which is not evaluated; 'terragrunt find' found no dependency beyond");
        Repository.Says(made, "d/terragrunt.hcl: 'terragrunt find' says that it needs ../far");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Group 1")]
    [InlineData("{}")]
    [InlineData("[{\"type\":1}]")]
    [InlineData("[{\"type\":\"unit\"}]")]
    [InlineData("[1]")]
    public void What_Terragrunt_prints_otherwise_is_said(string found)
    {
        Castle();

        ImportedStack made = _repository.Read(found);

        Repository.Says(made, "what 'terragrunt find' printed is not understood");
        Assert.Contains("platform: secrets", Repository.Graph(made));
    }

    [Fact]
    public void What_a_repository_holds_ends_no_comment_and_begins_no_key()
    {
        Unit("we\nird: [x]/a", "dependency \"x\\ny: 1\" {\n  config_path = \"../b\\nname: other\"\n}");

        ImportedStack made = _repository.Read();

        Assert.Equal("tazlab-castle", Repository.Parse(made).Name);
        Assert.Single(Repository.Parse(made).Layers);
    }

    [Fact]
    public void A_folder_without_anything_is_refused()
    {
        _repository.Write("values.yaml", "a: 1\n");

        PhoenixException refused = Assert.Throws<PhoenixException>(() => _repository.Read());

        Assert.Contains("neither a Terragrunt unit", refused.Message, StringComparison.Ordinal);
    }

    private void Castle()
    {
        _repository.Write("root.hcl", "locals {}\n");
        const string root = "include \"root\" {\n  path = find_in_parent_folders(\"root.hcl\")\n}\n";
        Unit("live/secrets", root);
        Unit("live/platform", root + "dependencies {\n  paths = [\"../secrets\"]\n}");
        Unit("live/engine", root + "dependency \"platform\" {\n  config_path = \"../platform\"\n}");
        foreach (string name in (string[])["networking", "storage", "gitops"])
        {
            Unit("live/" + name, root + "dependency \"engine\" {\n  config_path = \"../engine\"\n}");
        }
    }

    private void Unit(string folder, string text = "") => _repository.Write(folder + "/terragrunt.hcl", text + "\ninputs = {}\n");
}
