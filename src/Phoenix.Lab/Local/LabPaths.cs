namespace Phoenix.Lab.Local;

/// <summary>Where everything of one lab lies. Only <see cref="Stack"/> burns.</summary>
/// <param name="Root">The lab's folder, absolute, with links resolved.</param>
public sealed record LabPaths(string Root)
{
    /// <summary>What the lab is: ports, names, identity.</summary>
    public string Record => Path.Combine(Root, "lab.json");

    /// <summary>Held by the command that works on the lab.</summary>
    public string Lock => Path.Combine(Root, "lock");

    /// <summary>Passphrase and keys, outside the stack; for the owner of the lab only.</summary>
    public string Vault => Path.Combine(Root, "vault");

    /// <summary>The S3 endpoint's data, keys and certificates.</summary>
    public string S3 => Path.Combine(Root, "s3");

    /// <summary>The configuration with which Phoenix reads the repository from outside: the one that the next restore will use.</summary>
    public string Outside { get; init; } = Path.Combine(Root, "outside");

    /// <summary>Logs that outlive a wipe.</summary>
    public string Logs => Path.Combine(Root, "logs");

    /// <summary>Put down at the first publication: from then on no empty database is made in this lab.</summary>
    public string PublishedOnce => Path.Combine(Root, "published-once");

    /// <summary>Everything that a wipe destroys.</summary>
    public string Stack => Path.Combine(Root, "stack");

    /// <summary>The secrets layer: <c>s3.conf</c>.</summary>
    public string Secrets => Path.Combine(Stack, "secrets");

    /// <summary>The rendered credentials of the stack.</summary>
    public string S3Conf => Path.Combine(Secrets, "s3.conf");

    /// <summary>The platform layer: the node's configuration, sockets, spool, locks and logs.</summary>
    public string Node => Path.Combine(Stack, "node");

    /// <summary>The servers' sockets.</summary>
    public string NodeSockets => Path.Combine(Node, "run");

    /// <summary>The storage layer: the database's volume.</summary>
    public string Volume => Path.Combine(Stack, "volume");

    /// <summary>PostgreSQL's data directory.</summary>
    public string DataDirectory => Path.Combine(Volume, "pgdata");
}
