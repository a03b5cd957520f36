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
    /// <param name="Api">Where the API of the forgotten types listens, as host:port: while it answers, nothing is forgotten. Null: forgotten without a look.</param>
    public sealed record Terraform(
        string Directory,
        string Binary,
        IReadOnlyDictionary<string, ValueTemplate> Variables,
        IReadOnlyDictionary<string, ValueTemplate> Environment,
        IReadOnlyDictionary<string, string> Secrets,
        string? Workspace,
        IReadOnlyList<string> Forget,
        TimeSpan LockTimeout,
        ValueTemplate? Api = null) : DriverDefinition
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
    /// <param name="Api">As for Terraform.</param>
    public sealed record Terragrunt(
        string Directory,
        bool All,
        string Binary,
        IReadOnlyDictionary<string, ValueTemplate> Environment,
        IReadOnlyDictionary<string, string> Secrets,
        IReadOnlyList<string> Forget,
        TimeSpan LockTimeout,
        ValueTemplate? Api = null) : DriverDefinition
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
}
