using Phoenix.Errors;
using Phoenix.Manifests;
using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Tests.Manifests;

public sealed class StackFileTests
{
    private const string Good = """
        name: tazlab
        destroyable: true
        parallelism: 2
        objectives: { rto: 12m, rpo: 1m }
        secrets:
          TOKEN: { env: PROXMOX_TOKEN }
          DSN: { vault: { url: "https://vault:8200", path: db } }
        layers:
          platform:
            command: { up: [./up.sh, --fast], wipe: [./down.sh], exists: [./there.sh], outputs: [./out.sh], directory: live, secrets: { API_TOKEN: TOKEN } }
            timeout: 10m
            retries: 1
            gates: [ { tcp: "${platform.address}:6443", timeout: 30s }, { postgres: DSN }, { http: { url: "https://x/health", status: 204 } } ]
          database: { lab: lab, needs: [platform] }
        milestones: { data: [database] }
        proof: { queries: [ { sql: "select 1", expect: "1" } ] }
        """;

    [Fact]
    public void Everything_that_is_declared_is_read()
    {
        StackDefinition stack = Parse(Good);

        Assert.Equal(("tazlab", true, 2), (stack.Name, stack.Destroyable, stack.Parallelism));
        Assert.Equal(TimeSpan.FromMinutes(12), stack.Objectives.Rto);
        Assert.Equal(["platform", "database"], stack.Layers.Select(l => l.Name));
        LayerDefinition platform = stack.Layers[0];
        var command = Assert.IsType<DriverDefinition.Command>(platform.Driver);
        Assert.Equal(["./up.sh", "--fast"], command.Up.Select(t => t.Text));
        Assert.Equal("/stacks/live", command.Directory);
        Assert.Equal("TOKEN", command.Secrets["API_TOKEN"]);
        Assert.Equal((TimeSpan.FromMinutes(10), 1), (platform.Timeout, platform.Retries));
        Assert.Equal(TimeSpan.FromSeconds(30), Assert.IsType<GateDefinition.Tcp>(platform.Gates[0]).Timeout);
        Assert.Equal(204, Assert.IsType<GateDefinition.Http>(platform.Gates[2]).Status);
        Assert.Equal("lab", Assert.IsType<DriverDefinition.Lab>(stack.Layers[1].Driver).Name);
        Assert.Equal("PROXMOX_TOKEN", Assert.IsType<SecretDefinition.Env>(stack.Secrets["TOKEN"]).Variable);
        Assert.Equal(["database"], stack.Milestones["data"]);
        Assert.Equal("select 1", Assert.Single(stack.Queries).Sql);
    }

    [Fact]
    public void Terraform_and_terragrunt_are_read_in_both_forms()
    {
        StackDefinition stack = Parse("""
            name: a
            secrets: { T: { env: X } }
            layers:
              a: { terraform: live/a }
              b:
                terraform: { directory: b, binary: bin/tofu, vars: { x: "${a.o}" }, env: { E: e }, secrets: { TF_VAR_t: T }, workspace: blue, forget: [helm_], lockTimeout: 5s }
                needs: [a]
              c: { terragrunt: live/c }
              d: { terragrunt: { directory: d, all: true, secrets: { K: T }, forget: [kubernetes_] } }
            """);

        var a = Assert.IsType<DriverDefinition.Terraform>(stack.Layers[0].Driver);
        Assert.Equal(("/stacks/live/a", "terraform", null, TimeSpan.FromMinutes(1)), (a.Directory, a.Binary, a.Workspace, a.LockTimeout));
        var b = Assert.IsType<DriverDefinition.Terraform>(stack.Layers[1].Driver);
        Assert.Equal(("/stacks/b", "/stacks/bin/tofu", "blue", TimeSpan.FromSeconds(5)), (b.Directory, b.Binary, b.Workspace, b.LockTimeout));
        Assert.Equal(("${a.o}", "e", "T", "helm_"), (b.Variables["x"].Text, b.Environment["E"].Text, b.Secrets["TF_VAR_t"], Assert.Single(b.Forget)));
        var c = Assert.IsType<DriverDefinition.Terragrunt>(stack.Layers[2].Driver);
        Assert.Equal(("/stacks/live/c", false, "terragrunt"), (c.Directory, c.All, c.Binary));
        var d = Assert.IsType<DriverDefinition.Terragrunt>(stack.Layers[3].Driver);
        Assert.Equal((true, "T", "kubernetes_"), (d.All, d.Secrets["K"], Assert.Single(d.Forget)));
    }

    [Fact]
    public void A_stack_that_does_not_say_so_may_not_be_destroyed() =>
        Assert.False(Parse("name: a\nlayers: { b: { lab: lab } }\n").Destroyable);

    [Theory]
    [InlineData("name: a\nlayers:\n  b:\n    lab: lab\n    neds: [c]\n", "phoenix.yaml:5:5: unknown key 'neds'", "did you mean 'needs'?")]
    [InlineData("name: a\nlayers:\n  b: { lab: lab, needs: [platfrom] }\n  platform: { command: { up: [x] } }\n", "phoenix.yaml:3:26: layer 'b' needs 'platfrom'", "did you mean 'platform'?")]
    [InlineData("name: a\nlayers:\n  b: { command: { up: [x] }, needs: [c] }\n  c: { command: { up: [x] }, needs: [b] }\n", "phoenix.yaml:3:3: layers need each other in a circle: b -> c -> b", "")]
    [InlineData("name: a\nname: b\n", "phoenix.yaml:2:1: 'name' is given twice", "")]
    [InlineData("name: A B\nlayers: { b: { lab: lab } }\n", "phoenix.yaml:1:7: 'A B' is no name", "")]
    [InlineData("name: a\n", "phoenix.yaml:1:1: the stack lacks 'layers'", "")]
    [InlineData("name: a\nlayers: { b: { lab: l, command: { up: [x] } } }\n", "phoenix.yaml:2:11: layer 'b' must have one driver", "lab and command")]
    [InlineData("name: a\nlayers: { b: { needs: [] } }\n", "phoenix.yaml:2:11: layer 'b' must have one driver", "none")]
    [InlineData("name: a\nlayers: { b: { terraform: { binary: x } } }\n", "phoenix.yaml:2:27: layer 'b'.terraform lacks 'directory'", "")]
    [InlineData("name: a\nlayers: { b: { terraform: { directory: x, forget: [\"*\"] } } }\n", "phoenix.yaml:2:51: '*' is no beginning of a resource type", "")]
    [InlineData("name: a\nlayers: { b: { terraform: { directory: x, workspace: a/b } } }\n", "phoenix.yaml:2:54: 'a/b' is no name of a workspace", "")]
    [InlineData("name: a\nlayers: { b: { terraform: { directory: x, vars: { n: 1 }, env: { TF_VAR_n: 2 } } } }\n", "the variable 'n' is given twice", "")]
    [InlineData("name: a\nlayers: { b: { terragrunt: { directory: x, al: true } } }\n", "phoenix.yaml:2:44: unknown key 'al'", "did you mean 'all'?")]
    [InlineData("name: a\nlayers: { b: { terragrunt: { directory: x, secrets: { K: T } } } }\n", "there is no secret 'T'", "")]
    [InlineData("name: a\nlayers: { b: { lab: x }, c: { lab: y } }\n", "phoenix.yaml:2:26: 'c' is a second lab", "")]
    [InlineData("name: a\nsecrets: { T: abc }\nlayers: { b: { lab: x } }\n", "phoenix.yaml:2:15: secret 'T' is written out", "")]
    [InlineData("name: a\nlayers: { b: { command: { up: [x], secrets: { A: TOKN } } } }\nsecrets: { TOKEN: { env: X } }\n", "there is no secret 'TOKN'", "did you mean 'TOKEN'?")]
    [InlineData("name: a\nlayers: { b: { command: { up: [\"${c.x}\"] } }, c: { lab: l } }\n", "refers to an output of 'c', which it does not need", "")]
    [InlineData("name: a\ndestroyable: yes\nlayers: { b: { lab: x } }\n", "phoenix.yaml:2:14: 'destroyable' must be true or false", "")]
    [InlineData("name: a\nobjectives: { rto: soon }\nlayers: { b: { lab: x } }\n", "phoenix.yaml:2:20: 'soon' is no duration", "")]
    [InlineData("name: a\nmilestones: { m: [x] }\nlayers: { b: { lab: x } }\n", "milestone 'm' names layer 'x'", "")]
    [InlineData("name: &a x\nlayers: { b: { lab: *a } }\n", "phoenix.yaml:1:7: anchors and aliases", "")]
    [InlineData("name: a\n---\nname: b\n", "phoenix.yaml:2:1: a second document begins", "")]
    [InlineData("", "phoenix.yaml:1:1: the file is empty", "")]
    [InlineData("- a\n", "phoenix.yaml:1:1: the stack must be a mapping", "")]
    [InlineData("name: a\n\tlayers: b\n", "phoenix.yaml:1:7: ", "this is no YAML")]
    [InlineData("name: \"a\n", "phoenix.yaml:", "this is no YAML")]
    [InlineData("name: a\0\n", "phoenix.yaml:1:1: there is a NUL character", "")]
    public void What_is_wrong_is_said_with_its_place(string text, string says, string also)
    {
        PhoenixException e = Assert.Throws<PhoenixException>(() => Parse(text));

        Assert.Equal(ErrorCode.Configuration, e.Code);
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
        Assert.Contains(also, e.Message, StringComparison.Ordinal);
        Assert.NotEmpty(e.Hint);
    }

    [Fact]
    public void Nesting_without_end_is_refused_and_not_followed()
    {
        Assert.Contains("brackets are open", Assert.Throws<PhoenixException>(() => Parse("name: " + new string('[', 200_000))).Message, StringComparison.Ordinal);
        string deep = string.Concat(Enumerable.Range(0, 100).Select(i => new string(' ', i) + "a:\n"));
        Assert.Contains("levels are nested", Assert.Throws<PhoenixException>(() => Parse(deep)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Windows_line_ends_and_a_byte_order_mark_change_nothing() =>
        Assert.Equal(["platform", "database"], Parse("\uFEFF" + Good.Replace("\n", "\r\n", StringComparison.Ordinal)).Layers.Select(l => l.Name));

    private static StackDefinition Parse(string text) => StackFile.Parse(text, "/stacks/phoenix.yaml");
}
