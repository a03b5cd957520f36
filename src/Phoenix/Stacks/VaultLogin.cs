namespace Phoenix.Stacks;

/// <summary>How Phoenix logs in to Vault. Never holds a secret itself. The family is closed.</summary>
public abstract record VaultLogin
{
    private VaultLogin()
    {
    }

    /// <summary>A token.</summary>
    /// <param name="Variable">Variable of Phoenix's environment that holds it.</param>
    public sealed record Token(string Variable) : VaultLogin;

    /// <summary>AppRole.</summary>
    /// <param name="Mount">Mount point of the method, e.g. <c>approle</c>.</param>
    /// <param name="RoleId">Variable with the role id.</param>
    /// <param name="SecretId">Variable with the secret id.</param>
    public sealed record AppRole(string Mount, string RoleId, string SecretId) : VaultLogin;

    /// <summary>Kubernetes: the token of the pod that Phoenix runs in.</summary>
    /// <param name="Mount">Mount point of the method, e.g. <c>kubernetes</c>.</param>
    /// <param name="Role">The role.</param>
    /// <param name="TokenFile">File that holds the service account's token.</param>
    public sealed record Kubernetes(string Mount, string Role, string TokenFile) : VaultLogin;
}
