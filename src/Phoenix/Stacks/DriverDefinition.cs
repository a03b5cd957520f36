namespace Phoenix.Stacks;

/// <summary>
/// What raises a layer, with its settings. The family is closed: one nested record a driver key of the stack file. Texts that may hold references
/// to the outputs of other layers (<c>${layer.output}</c>) are <see cref="ValueTemplate"/>; environment variables may also name a secret.
/// </summary>
public abstract record DriverDefinition
{
    private DriverDefinition()
    {
    }

    /// <summary>Its key in the stack file.</summary>
    public abstract string Key { get; }

    /// <summary>Whether the layer is a database with its repository; a stack has at most one.</summary>
    public bool HoldsDatabase => this is Lab or PostgresCluster;

    /// <summary>Programs of the owner, as argument lists; never a shell string.</summary>
    /// <param name="Up">Raises the layer; its exit code 0 means that it was.</param>
    /// <param name="Wipe">Destroys it, and succeeds when it is gone; null when nothing is to be done.</param>
    /// <param name="Exists">Exit code 0: something is there; 1 with a silent error stream: nothing is; anything else is an error. Null: no probe, the layer is "unverified".</param>
    /// <param name="Directory">Working directory, absolute.</param>
    /// <param name="Environment">Variables.</param>
    /// <param name="Secrets">Variables whose value is a secret: variable to the secret's name.</param>
    /// <param name="Outputs">Prints the layer's outputs as one JSON object of strings; null for none.</param>
    public sealed record Command(
        IReadOnlyList<ValueTemplate> Up,
        IReadOnlyList<ValueTemplate>? Wipe,
        IReadOnlyList<ValueTemplate>? Exists,
        string Directory,
        IReadOnlyDictionary<string, ValueTemplate> Environment,
        IReadOnlyDictionary<string, string> Secrets,
        IReadOnlyList<ValueTemplate>? Outputs) : DriverDefinition
    {
        /// <inheritdoc/>
        public override string Key => "command";
    }

    /// <summary>A Terraform or OpenTofu configuration.</summary>
    /// <param name="Directory">The root module, absolute.</param>
    /// <param name="Binary"><c>terraform</c>, <c>tofu</c> or a path.</param>
    /// <param name="Variables">Input variables, passed by environment (<c>TF_VAR_name</c>).</param>
    /// <param name="Environment">Further variables of the environment.</param>
    /// <param name="Secrets">Variables of the environment whose value is a secret: variable to the secret's name.</param>
    /// <param name="Workspace">Workspace; null for the default one.</param>
    /// <param name="Forget">Prefixes of resource types (<c>helm_</c>) that are dropped from the state before a destroy, because their API dies with the stack.</param>
    /// <param name="LockTimeout">How long a state lock of somebody else is waited for.</param>
    public sealed record Terraform(
        string Directory,
        string Binary,
        IReadOnlyDictionary<string, ValueTemplate> Variables,
        IReadOnlyDictionary<string, ValueTemplate> Environment,
        IReadOnlyDictionary<string, string> Secrets,
        string? Workspace,
        IReadOnlyList<string> Forget,
        TimeSpan LockTimeout) : DriverDefinition
    {
        /// <inheritdoc/>
        public override string Key => "terraform";
    }

    /// <summary>A Terragrunt unit, or a folder of units.</summary>
    /// <param name="Directory">The unit or stack of units, absolute.</param>
    /// <param name="All">Whether every unit below the folder is run (<c>run --all</c>, formerly <c>run-all</c>).</param>
    /// <param name="Binary"><c>terragrunt</c> or a path.</param>
    /// <param name="Environment">Variables of the environment.</param>
    /// <param name="Secrets">Variables of the environment whose value is a secret: variable to the secret's name.</param>
    /// <param name="Forget">As for Terraform.</param>
    /// <param name="LockTimeout">As for Terraform.</param>
    public sealed record Terragrunt(
        string Directory,
        bool All,
        string Binary,
        IReadOnlyDictionary<string, ValueTemplate> Environment,
        IReadOnlyDictionary<string, string> Secrets,
        IReadOnlyList<string> Forget,
        TimeSpan LockTimeout) : DriverDefinition
    {
        /// <inheritdoc/>
        public override string Key => "terragrunt";
    }

    /// <summary>The database of an embedded lab, with its S3 endpoint: a real PostgreSQL and pgBackRest on this machine.</summary>
    /// <param name="Name">The lab's name.</param>
    public sealed record Lab(string Name) : DriverDefinition
    {
        /// <inheritdoc/>
        public override string Key => "lab";
    }

    /// <summary>Manifests, or a kustomization folder, applied to the stack's cluster.</summary>
    /// <param name="Manifests">Files and folders of manifests, absolute; empty for a kustomization.</param>
    /// <param name="Kustomization">A kustomization folder, absolute; null for manifests.</param>
    /// <param name="Namespace">Namespace of objects that name none; null for <c>default</c>.</param>
    /// <param name="Force">Whether fields that somebody else owns are taken over.</param>
    public sealed record Kubernetes(IReadOnlyList<string> Manifests, string? Kustomization, string? Namespace, bool Force) : DriverDefinition
    {
        /// <inheritdoc/>
        public override string Key => "kubernetes";
    }

    /// <summary>What Flux applies from Git: reconciled, resumed and waited for in the order of <c>dependsOn</c>.</summary>
    /// <param name="Kustomizations">The Kustomizations; with no HelmReleases either, all of the cluster.</param>
    /// <param name="HelmReleases">The HelmReleases.</param>
    /// <param name="NudgeAfter">After this wait a dependent that was not re-queued is asked to reconcile.</param>
    public sealed record Flux(IReadOnlyList<ClusterObjectName> Kustomizations, IReadOnlyList<ClusterObjectName> HelmReleases, TimeSpan NudgeAfter) : DriverDefinition
    {
        /// <inheritdoc/>
        public override string Key => "flux";
    }

    /// <summary>Secrets that External Secrets fetches: store ready, synced and not empty.</summary>
    /// <param name="Secrets">The ExternalSecrets.</param>
    /// <param name="Repository">Whether their rendered <c>*.conf</c> keys are compared with the stack's repository, and the keys in them are tried against it.</param>
    public sealed record ExternalSecret(IReadOnlyList<ClusterObjectName> Secrets, bool Repository) : DriverDefinition
    {
        /// <inheritdoc/>
        public override string Key => "externalSecret";
    }

    /// <summary>Longhorn: settings, schedulable nodes, replicas, volumes attached and healthy.</summary>
    /// <param name="Namespace">Where Longhorn lives.</param>
    /// <param name="Remedy">Whether stale VolumeAttachments are removed and not only named.</param>
    public sealed record Longhorn(string Namespace, bool Remedy) : DriverDefinition
    {
        /// <inheritdoc/>
        public override string Key => "longhorn";
    }

    /// <summary>The database: a PostgresCluster of the Crunchy operator (PGO v5 and v6).</summary>
    /// <param name="Cluster">The PostgresCluster.</param>
    /// <param name="Manage">Who writes its manifest.</param>
    /// <param name="RepoName">The operator's name of the repository, such as <c>repo1</c>.</param>
    /// <param name="Manifest">The manifest that Phoenix makes it from, absolute; null where somebody else makes it.</param>
    /// <param name="Owner">The Flux Kustomization that applies it; null where none does.</param>
    /// <param name="Admin">The superuser that Phoenix connects as.</param>
    /// <param name="Users">Passwords that outlive a wipe: the user's name to the secret's.</param>
    /// <param name="Dsn">Name of the secret that holds an administrator's connection string; null for a port-forward through the API server.</param>
    public sealed record PostgresCluster(
        ClusterObjectName Cluster,
        ClusterManage Manage,
        string RepoName,
        string? Manifest,
        ClusterObjectName? Owner,
        string Admin,
        IReadOnlyDictionary<string, string> Users,
        string? Dsn) : DriverDefinition
    {
        /// <inheritdoc/>
        public override string Key => "postgresCluster";
    }
}
