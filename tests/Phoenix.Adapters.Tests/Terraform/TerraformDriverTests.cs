using System.Net;
using System.Net.Sockets;
using Phoenix.Adapters.Layers;
using Phoenix.Adapters.Terraform;
using Phoenix.Adapters.Tests.Layers;
using Phoenix.Errors;
using Phoenix.Stacks;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Adapters.Tests.Terraform;

/// <summary>A real Terraform with its built-in resource: nothing is downloaded.</summary>
public sealed class TerraformDriverTests : LayerDriverContract, IDisposable
{
    private const string Secret = "s3cr3t-of-the-test";

    private const string Node = """
        variable "size" {
          type    = string
          default = "small"
        }

        variable "token" {
          type      = string
          default   = "none-given"
          sensitive = true
        }

        resource "terraform_data" "node" {
          input = { size = var.size, token = var.token, made = sensitive("made-up-in-there") }
          provisioner "local-exec" {
            command = "if [ -e hang ]; then touch hanging; while [ ! -e go ]; do sleep 0.05; done; fi"
          }
        }

        resource "terraform_data" "disk" {
          count = 2
          input = count.index
        }

        output "size" { value = var.size }
        output "disks" { value = terraform_data.disk[*].output }

        output "token" {
          value     = { inner = var.token }
          sensitive = true
        }
        """;

    private readonly DriverBench _bench = new(("TOKEN", Secret));

    public TerraformDriverTests()
    {
        Assert.SkipUnless(File.Exists("/usr/local/bin/terraform") || File.Exists("/usr/bin/terraform"), "terraform is not installed");
        _bench.Write("main.tf", Node);
        Driver = Of();
    }

    protected override ILayerDriver Driver { get; }

    protected override IReadOnlyList<string> Running => _bench.Running;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task What_it_made_is_listed_told_and_counted()
    {
        await Driver.UpAsync(Token);

        IReadOnlyList<StackObject> listed = (await Driver.ListAsync(Token))!;
        Assert.Equal(["terraform_data.disk[0]", "terraform_data.disk[1]", "terraform_data.node"], listed.Select(o => o.Identity).Order());
        Assert.All(listed, o => Assert.Equal(("terraform_data", 36), (o.Kind, o.Name?.Length)));
        Assert.Equal((3, 3), _bench.Log.Progresses.Last());
        Assert.Contains("3/3 resources: terraform_data.", _bench.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("@level", _bench.Log.Text, StringComparison.Ordinal);

        IReadOnlyDictionary<string, LayerOutput> outputs = await Driver.ReadOutputsAsync(Token);
        Assert.Equal(new LayerOutput("small", Sensitive: false), outputs["size"]);
        Assert.Equal("[0,1]", string.Concat(outputs["disks"].Value.Where(c => !char.IsWhiteSpace(c))));
        Assert.True(outputs["token"].Sensitive);
    }

    [Fact]
    public async Task Secrets_are_in_no_argument_list_and_in_no_log()
    {
        ILayerDriver driver = Of(d => d with
        {
            Variables = new Dictionary<string, ValueTemplate> { ["size"] = new("a \"large\" one") },
            Secrets = new Dictionary<string, string> { ["TF_VAR_token"] = "TOKEN" },
        });

        await driver.UpAsync(Token);
        IReadOnlyDictionary<string, LayerOutput> outputs = await driver.ReadOutputsAsync(Token);
        await driver.ListAsync(Token);

        Assert.Equal("a \"large\" one", outputs["size"].Value);
        Assert.Contains(Secret, outputs["token"].Value, StringComparison.Ordinal);
        Assert.Contains(Secret, _bench.Log.Redacted);
        await driver.WipeAsync(Token);
        Assert.NotEmpty(_bench.CommandLines);
        foreach (string hidden in new[] { Secret, "made-up-in-there" })
        {
            Assert.DoesNotContain(hidden, _bench.Log.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(_bench.CommandLines, l => l.Contains(hidden, StringComparison.Ordinal));
            Assert.DoesNotContain(_bench.Calls, l => l.Contains(hidden, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Every_text_within_a_sensitive_output_is_redacted_from_then_on()
    {
        _bench.Write("main.tf", "output \"keys\" {\n  value     = { a = [\"first-key\"], b = { c = \"second-key\" } }\n  sensitive = true\n}\n");
        await Driver.UpAsync(Token);
        await Driver.ReadOutputsAsync(Token);

        Assert.Contains("first-key", _bench.Log.Redacted);
        Assert.Contains("second-key", _bench.Log.Redacted);
    }

    [Fact]
    public async Task An_error_names_file_and_line()
    {
        _bench.Write("main.tf", "variable \"size\" { default = 1 }\nresource \"terraform_data\" \"x\" {\n  lifecycle {\n    precondition {\n      condition     = var.size > 1\n      error_message = \"too small\"\n    }\n  }\n}\n");

        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => Driver.UpAsync(Token));

        Assert.Equal(ErrorCode.ToolFailed, e.Code);
        Assert.Contains("layer 'base': terraform apply ended with exit code 1: main.tf:5: Resource precondition failed: too small", e.Message, StringComparison.Ordinal);
        Assert.False(e.IsTransient);
    }

    [Fact]
    public async Task An_error_before_the_first_message_names_file_and_line_too()
    {
        _bench.Write("main.tf", "resource \"terraform_data\" \"x\" {\n");

        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => Driver.UpAsync(Token));

        Assert.Contains("main.tf:1: Unclosed configuration block", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_is_explained_and_may_pass()
    {
        LetUpHang();
        Task holder = Driver.UpAsync(Token);
        await HangsAsync();

        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => Of(d => d with { LockTimeout = TimeSpan.Zero }).UpAsync(Token));

        Assert.True(e.IsTransient);
        Assert.Matches("the state is locked by .+@.+ since 20.+ \\(OperationTypeApply\\), lock [0-9a-f-]{36}", e.Message);
        Assert.Matches("'terraform force-unlock [0-9a-f-]{36}' in /", e.Hint);
        _bench.Write("go", "");
        await holder;
    }

    [Fact]
    public async Task One_that_is_cancelled_gives_its_lock_back_and_keeps_what_it_made()
    {
        LetUpHang();
        using CancellationTokenSource cancel = new();
        Task up = Driver.UpAsync(cancel.Token);
        await HangsAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => up);

        Assert.False(File.Exists(_bench.At(".terraform.tfstate.lock.info")));
        Assert.True(await Driver.ExistsAsync(Token), "what was made before is not in the state");
    }

    [Fact]
    public async Task What_dies_with_the_stack_is_forgotten_before_the_destroy()
    {
        _bench.Write("main.tf", Node + "\nresource \"terraform_data\" \"guarded\" {\n  lifecycle { prevent_destroy = true }\n}\n");
        await Driver.UpAsync(Token);
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => Driver.WipeAsync(Token));
        Assert.Contains("Instance cannot be destroyed", e.Message, StringComparison.Ordinal);
        Assert.True(await Driver.ExistsAsync(Token));

        // It does not begin with it: nothing is forgotten.
        await Assert.ThrowsAsync<PhoenixException>(() => Of(d => d with { Forget = ["data", "helm_"] }).WipeAsync(Token));
        Assert.DoesNotContain("forgotten", _bench.Log.Text, StringComparison.Ordinal);

        await Of(d => d with { Forget = ["helm_", "terraform_d"] }).WipeAsync(Token);
        Assert.Contains("forgotten before the destroy: terraform_data.guarded", _bench.Log.Text, StringComparison.Ordinal);
        Assert.False(await Driver.ExistsAsync(Token));
    }

    [Fact]
    public async Task While_their_API_answers_nothing_is_forgotten()
    {
        await Driver.UpAsync(Token);
        using TcpListener api = new(IPAddress.Loopback, 0);
        api.Start();
        ValueTemplate address = new($"127.0.0.1:{((IPEndPoint)api.LocalEndpoint).Port}");

        await Of(d => d with { Forget = ["terraform_d"], Api = address }).WipeAsync(Token);

        Assert.Contains("answers, so nothing is forgotten", _bench.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("forgotten before the destroy", _bench.Log.Text, StringComparison.Ordinal);
        Assert.False(await Driver.ExistsAsync(Token));

        await Driver.UpAsync(Token);
        api.Stop();
        await Of(d => d with { Forget = ["terraform_d"], Api = address }).WipeAsync(Token);
        Assert.Contains("does not answer", _bench.Log.Text, StringComparison.Ordinal);
        Assert.Contains("forgotten before the destroy: terraform_data", _bench.Log.Text, StringComparison.Ordinal);
    }

    // Redacted, the list would lack it, and a workspace that is missing holds nothing: "gone", with everything running.
    [Fact]
    public async Task A_workspace_that_is_called_like_a_secret_is_found()
    {
        ILayerDriver named = Of(d => d with { Workspace = Secret, Secrets = new Dictionary<string, string> { ["TF_VAR_token"] = "TOKEN" } });
        await named.UpAsync(Token);
        Assert.True(await named.ExistsAsync(Token));
        await named.WipeAsync(Token);
        Assert.False(await named.ExistsAsync(Token));
    }

    [Fact]
    public async Task A_workspace_that_somebody_chose_is_not_taken_for_the_one_that_is_meant()
    {
        await Driver.UpAsync(Token);
        _bench.Write(".terraform/environment", "prod");

        PhoenixException refused = await Assert.ThrowsAsync<PhoenixException>(() => Driver.WipeAsync(Token));
        Assert.Equal(ErrorCode.Configuration, refused.Code);
        Assert.Contains("the workspace 'prod' is chosen", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PhoenixException>(() => Driver.ExistsAsync(Token));
        Assert.True(await Of(d => d with { Workspace = "default" }).ExistsAsync(Token));
    }

    [Fact]
    public async Task A_look_prepares_nothing()
    {
        // A backend that was never prepared cannot be read without that.
        _bench.Write("backend.tf", "terraform {\n  backend \"local\" { path = \"elsewhere.tfstate\" }\n}\n");
        PhoenixException unprepared = await Assert.ThrowsAsync<PhoenixException>(() => Of(scope: _bench.Scope with { IsLook = true }).ExistsAsync(Token));
        Assert.Contains("was not prepared here", unprepared.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_bench.At(".terraform")));
        Assert.False(await Driver.ExistsAsync(Token));
    }

    [Fact]
    public void The_bucket_of_the_repository_is_never_destroyed()
    {
        LayerScope scope = _bench.Scope with { RepositoryBucket = "backups" };
        RepositoryBucket.Refuse(scope, [new StackObject("aws_s3_bucket", "aws_s3_bucket.logs", "logs"), new StackObject("terraform_data", "terraform_data.x", "backups")]);
        PhoenixException refused = Assert.Throws<PhoenixException>(() => RepositoryBucket.Refuse(scope, [new StackObject("aws_s3_bucket", "aws_s3_bucket.b", "backups")]));
        Assert.Equal(ErrorCode.GateRefused, refused.Code);
    }

    [Fact]
    public async Task A_workspace_is_made_when_it_is_missing_and_chosen_for_nobody_else()
    {
        ILayerDriver named = Of(d => d with { Workspace = "blue" });
        Assert.False(await named.ExistsAsync(Token));
        await named.UpAsync(Token);

        Assert.True(await named.ExistsAsync(Token));
        Assert.False(await Driver.ExistsAsync(Token));
        Assert.True(File.Exists(_bench.At("terraform.tfstate.d/blue/terraform.tfstate")));
        await named.WipeAsync(Token);
        Assert.False(await named.ExistsAsync(Token));
    }

    [Fact]
    public async Task A_backend_that_was_never_prepared_is_prepared_before_it_is_called_empty()
    {
        _bench.Write("main.tf", "terraform {\n  backend \"local\" { path = \"kept/x.tfstate\" }\n}\n" + Node);
        await Driver.UpAsync(Token);
        Directory.Delete(_bench.At(".terraform"), recursive: true);

        Assert.True(await Driver.ExistsAsync(Token));
        Directory.Delete(_bench.At(".terraform"), recursive: true);
        await Driver.WipeAsync(Token);
        Assert.False(await Driver.ExistsAsync(Token));
    }

    [Fact]
    public async Task A_state_that_cannot_be_read_is_an_error_and_never_gone()
    {
        _bench.Write("terraform.tfstate", "{ \"version\": 4, ");
        await Assert.ThrowsAsync<PhoenixException>(() => Driver.ExistsAsync(Token));
        await Assert.ThrowsAsync<PhoenixException>(() => Driver.WipeAsync(Token));
    }

    [Fact]
    public async Task A_state_that_an_earlier_run_could_not_save_is_never_gone()
    {
        _bench.Write("errored.tfstate", "{}");
        foreach (Func<Task> call in new Func<Task>[] { () => Driver.UpAsync(Token), () => Driver.WipeAsync(Token), () => Driver.ExistsAsync(Token) })
        {
            PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(call);
            Assert.Contains("could not save its state", e.Message, StringComparison.Ordinal);
            Assert.Contains("terraform state push errored.tfstate", e.Hint, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_directory_that_is_missing_or_holds_no_configuration_is_an_error_and_never_gone()
    {
        File.Delete(_bench.At("main.tf"));
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => Driver.ExistsAsync(Token));
        Assert.Equal(ErrorCode.Configuration, e.Code);
        Assert.Contains("holds no configuration", e.Message, StringComparison.Ordinal);

        e = await Assert.ThrowsAsync<PhoenixException>(() => Of(d => d with { Directory = _bench.At("nowhere") }).WipeAsync(Token));
        Assert.Contains("is not there", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backend_that_does_not_answer_may_pass()
    {
        // Port 1 of this machine: nobody listens there.
        _bench.Write("main.tf", "terraform {\n  backend \"http\" {\n    address   = \"http://127.0.0.1:1/state\"\n    retry_max = 0\n  }\n}\n" + Node);
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => Driver.ExistsAsync(Token));
        Assert.Contains("connection refused", e.Message, StringComparison.Ordinal);
        Assert.True(e.IsTransient);
    }

    protected override void LetUpHang() => _bench.Write("hang", "");

    protected override Task HangsAsync() => _bench.AppearsAsync("hanging");

    private TerraformDriver Of(Func<DriverDefinition.Terraform, DriverDefinition.Terraform>? change = null, LayerScope? scope = null)
    {
        DriverDefinition.Terraform definition = new(
            _bench.Folder, "terraform", new Dictionary<string, ValueTemplate>(), new Dictionary<string, ValueTemplate>(), new Dictionary<string, string>(), null, [], TimeSpan.FromSeconds(5));
        return new TerraformDriver(change?.Invoke(definition) ?? definition, scope ?? _bench.Scope);
    }
}
