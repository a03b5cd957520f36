using System.Globalization;
using System.Text.RegularExpressions;
using Phoenix.Manifests;
using Phoenix.Manifests.Lint;
using Phoenix.Manifests.Lint.Reading;
using Phoenix.Manifests.Yaml;
using Phoenix.Stacks;
using Phoenix.Tests.Shape;
using Xunit;

namespace Phoenix.Tests.Shipped;

/// <summary>The castle's stack file, and that it means the same machines, repository and secrets as the files beside it.</summary>
public sealed partial class CastleStackTests
{
    private static readonly StackDefinition Stack = StackFile.Read(Path.Combine(Clone.Root, CastleUnit.Castle, "phoenix.yaml"));

    [Fact]
    public void Its_layers_are_the_seeds_and_wait_only_for_what_they_need()
    {
        Assert.Equal(
            ["secrets", "platform: secrets", "engine: platform", "networking: engine", "storage: engine", "gitops: engine", "database: gitops storage", "handover: database"],
            Stack.Layers.Select(l => l.Needs.Count == 0 ? l.Name : $"{l.Name}: {string.Join(' ', l.Needs)}"));
        Assert.Equal(["terragrunt", "terragrunt", "terragrunt", "terragrunt", "terragrunt", "terragrunt", "postgresCluster", "kubernetes"], Stack.Layers.Select(l => l.Driver.Key));
        Assert.Equal(["networking", "gitops"], Stack.Milestones["site"]);
        Assert.Equal(["database"], Stack.Milestones["data"]);
        Assert.True(Stack.Destroyable);
        Assert.NotEmpty(Stack.Queries);
        Assert.All(Stack.Layers.Where(l => l.Driver is DriverDefinition.Terragrunt), l => Assert.NotEmpty(l.Gates));
    }

    [Fact]
    public void Each_unit_is_there_and_what_lives_in_the_cluster_is_forgotten_by_its_wipe()
    {
        foreach ((LayerDefinition layer, DriverDefinition.Terragrunt driver) in Units())
        {
            Assert.Equal(Path.Combine(Clone.Root, CastleUnit.Castle, "live", layer.Name), driver.Directory);
            Assert.True(File.Exists(Path.Combine(driver.Directory, "terragrunt.hcl")), driver.Directory);
            string[] inside = [.. new CastleUnit($"live/{layer.Name}").Of("resource").Select(r => r.Labels[0]).Where(t => t.StartsWith("helm_", StringComparison.Ordinal) || t.StartsWith("kubernetes_", StringComparison.Ordinal))];
            Assert.True(inside.Length == 0 ? driver.Forget.Count == 0 : inside.All(t => driver.Forget.Any(f => t.StartsWith(f, StringComparison.Ordinal))), layer.Name);
        }
    }

    [Fact]
    public void Variables_without_a_value_come_by_environment()
    {
        foreach ((LayerDefinition layer, DriverDefinition.Terragrunt driver) in Units())
        {
            CastleUnit unit = new($"live/{layer.Name}");
            string[] left = [.. unit.Required.Except(CastleUnit.Shared).Except(unit.Inputs)];

            Assert.Equal(left.Order(StringComparer.Ordinal), driver.Secrets.Keys.Concat(driver.Environment.Keys).Where(k => k.StartsWith("TF_VAR_", StringComparison.Ordinal)).Select(k => k["TF_VAR_".Length..]).Order(StringComparer.Ordinal));
            // The backend's key: every unit has its state there.
            Assert.Superset(new HashSet<string>(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]), driver.Secrets.Keys.ToHashSet());
        }

        string[] used = [.. Units().SelectMany(u => u.Driver.Secrets.Values), .. Stack.Layers.Select(l => l.Wipe).OfType<WipeDefinition.Proxmox>().Select(w => w.Token)];
        Assert.Equal(Stack.Secrets.Keys.Order(StringComparer.Ordinal), used.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_wipe_destroys_the_machines_of_the_platform_and_no_other()
    {
        LayerDefinition platform = Stack.Layers.Single(l => l.Name == "platform");
        WipeDefinition.Proxmox wipe = Assert.IsType<WipeDefinition.Proxmox>(platform.Wipe);
        string unit = new CastleUnit("live/platform").UnitText;
        Match[] machines = Machine().Matches(unit).ToArray();

        Assert.Equal(3, machines.Length);
        Assert.Equal(machines.Select(m => Number(m, "id")).Order(), wipe.VmIds.Order());
        Assert.Empty(wipe.Ranges);
        Assert.All(machines, m => Assert.StartsWith(wipe.NamePattern!.TrimEnd('*'), m.Groups["name"].Value, StringComparison.Ordinal));
        Assert.Equal(machines.GroupBy(m => m.Groups["host"].Value).ToDictionary(g => g.Key, g => g.Sum(m => (long)Number(m, "memory"))), platform.Memory);
        Assert.Contains($"endpoint  = \"{wipe.Endpoint.AbsoluteUri}\"", unit, StringComparison.Ordinal);
        Assert.Single(machines, m => m.Groups["role"].Value == "controlplane");
    }

    [Fact]
    public void The_repository_is_that_of_the_database()
    {
        LintSet set = new LintReader(new FolderTree(Clone.Root)).Read([Path.Combine(Clone.Root, CastleUnit.Castle, "clusters")]);
        Manifest cluster = Assert.Single(set.OfKind("PostgresCluster"));
        string Global(string option) => cluster.Text("spec", "backups", "pgbackrest", "global", option) ?? "";
        var s3 = cluster.Items("spec", "backups", "pgbackrest", "repos")[0];
        RepositoryDefinition repository = Stack.Repository!;

        Assert.Equal(
            (s3.Text("s3", "bucket"), s3.Text("s3", "endpoint"), s3.Text("s3", "region"), Global("repo1-path"), "db"),
            (repository.Location.Bucket, repository.Location.Endpoint, repository.Location.Region, repository.Location.Path, repository.Location.Stanza));
        Assert.Equal(Global("repo1-cipher-type").Length > 0, repository.CipherPassphrase is not null);

        // The keys that the cluster is given are those that Phoenix looks with.
        Manifest secret = Assert.Single(set.OfKind("ExternalSecret"), s => s.Name == "castle-s3");
        Assert.Equal(
            new[] { repository.AccessKey, repository.SecretKey, repository.CipherPassphrase }.Select(s => ((SecretDefinition.Infisical)s!).Key).Order(StringComparer.Ordinal),
            secret.Items("spec", "data").Select(d => d.Text("remoteRef", "key")!).Order(StringComparer.Ordinal));
        Assert.Equal($"{cluster.Namespace}/{cluster.Name}", Assert.IsType<DriverDefinition.PostgresCluster>(Stack.Layers.Single(l => l.Name == "database").Driver).Cluster.ToString());
    }

    [Fact]
    public void Every_secret_that_is_read_is_in_the_runbooks_table()
    {
        string table = Clone.Read("docs/runbooks/castle.md");
        string[] read =
        [
            .. Stack.Secrets.Values.Concat([Stack.Repository!.AccessKey, Stack.Repository.SecretKey, Stack.Repository.CipherPassphrase!]).Select(s => Assert.IsType<SecretDefinition.Infisical>(s).Key),
            .. new LintReader(new FolderTree(Clone.Root)).Read([Path.Combine(Clone.Root, CastleUnit.Castle, "clusters")]).OfKind("ExternalSecret").SelectMany(s => s.Items("spec", "data")).Select(d => d.Text("remoteRef", "key")!),
        ];

        Assert.Equal(read.Distinct().Order(StringComparer.Ordinal), InTable().Matches(table).Select(m => m.Groups["key"].Value).Distinct().Order(StringComparer.Ordinal));
    }

    private static IEnumerable<(LayerDefinition Layer, DriverDefinition.Terragrunt Driver)> Units() =>
        Stack.Layers.Where(l => l.Driver is DriverDefinition.Terragrunt).Select(l => (l, (DriverDefinition.Terragrunt)l.Driver));

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^ *(?<name>[\w-]+) *= \{ role = ""(?<role>\w+)"", id = (?<id>\d+), host = ""(?<host>\w+)"".* memory = (?<memory>\d+)", RegexOptions.Multiline)]
    private static partial Regex Machine();

    [GeneratedRegex("`(?<key>CASTLE_[A-Z0-9_]+)`")]
    private static partial Regex InTable();
}
