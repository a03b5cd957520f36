namespace Phoenix.Stacks;

/// <summary>Where one secret comes from. Never holds the secret itself. The family is closed.</summary>
public abstract record SecretDefinition
{
    private SecretDefinition()
    {
    }

    /// <summary>A variable of Phoenix's own environment.</summary>
    /// <param name="Variable">Its name.</param>
    public sealed record Env(string Variable) : SecretDefinition;

    /// <summary>A file, byte for byte, but for one line break at the end of a text that is not PEM.</summary>
    /// <param name="Path">The file, absolute.</param>
    public sealed record File(string Path) : SecretDefinition;

    /// <summary>What a program prints, but for one line break at its end.</summary>
    /// <param name="Arguments">Program and arguments.</param>
    public sealed record Command(IReadOnlyList<string> Arguments) : SecretDefinition;

    /// <summary>A secret of Infisical, read with a machine identity's universal auth.</summary>
    /// <param name="Url">Base address, e.g. <c>https://eu.infisical.com</c>.</param>
    /// <param name="Project">Project id or slug.</param>
    /// <param name="Environment">Environment's slug.</param>
    /// <param name="Path">Folder, <c>/</c> for the root.</param>
    /// <param name="Key">Its name there.</param>
    /// <param name="ClientId">Variable of Phoenix's environment with the identity's client id.</param>
    /// <param name="ClientSecret">Variable of Phoenix's environment with its client secret.</param>
    public sealed record Infisical(Uri Url, string Project, string Environment, string Path, string Key, string ClientId, string ClientSecret) : SecretDefinition;

    /// <summary>A field of a secret in Vault's KV engine.</summary>
    /// <param name="Url">Base address.</param>
    /// <param name="Namespace">Namespace of Vault Enterprise or HCP; null for none.</param>
    /// <param name="Mount">Mount point of the engine, e.g. <c>secret</c>.</param>
    /// <param name="Path">Path of the secret below the mount.</param>
    /// <param name="Field">The field.</param>
    /// <param name="EngineVersion">1 or 2.</param>
    /// <param name="Login">How Phoenix logs in.</param>
    /// <param name="CaFile">Certificate of a private authority, absolute; null for the system's.</param>
    public sealed record Vault(Uri Url, string? Namespace, string Mount, string Path, string Field, int EngineVersion, VaultLogin Login, string? CaFile) : SecretDefinition;
}
