using Phoenix.Adapters.PostgreSql;
using Phoenix.Adapters.Processes;

namespace Phoenix.KubeSim.Operators.Crunchy.Node;

/// <summary>The disks behind claims: one folder for each claim's identity, gone with the claim.</summary>
/// <param name="folder">Where they are.</param>
/// <param name="account">Who writes there.</param>
internal sealed class VolumeFolders(string folder, Account? account)
{
    public string Path(string claim) => System.IO.Path.Combine(folder, "volumes", claim);

    public string Make(string claim)
    {
        Directory.CreateDirectory(System.IO.Path.Combine(folder, "volumes"));
        string volume = Path(claim);
        if (!Directory.Exists(volume))
        {
            PrivateDirectory.Make(volume, account);
        }

        return volume;
    }

    public void Remove(string claim)
    {
        if (Directory.Exists(Path(claim)))
        {
            Directory.Delete(Path(claim), recursive: true);
        }
    }
}
