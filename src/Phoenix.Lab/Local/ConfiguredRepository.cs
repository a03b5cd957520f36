using System.Globalization;
using Phoenix.Adapters.PgBackRest;
using Phoenix.Ports;

namespace Phoenix.Lab.Local;

/// <summary>Reads out of the stack's own pgbackrest.conf where it archives to: what is written there counts, not what was meant.</summary>
internal static class ConfiguredRepository
{
    /// <summary>The location; null when there is no such file.</summary>
    public static RepositoryLocation? Read(LabSite site)
    {
        string file = Path.Combine(site.ConfigDirectory, PgBackRestConfig.MainFile);
        if (!File.Exists(file))
        {
            return null;
        }

        Dictionary<string, string> options = [];
        string stanza = "";
        foreach (string line in File.ReadLines(file))
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (line.StartsWith('[') && !line.StartsWith("[global", StringComparison.Ordinal))
            {
                stanza = line.Trim('[', ']');
            }
            else if (equals > 0)
            {
                options[line[..equals]] = line[(equals + 1)..];
            }
        }

        string Option(string name) => options.GetValueOrDefault(name, "");
        return new RepositoryLocation(
            string.Create(CultureInfo.InvariantCulture, $"{Option("repo1-s3-endpoint")}:{Option("repo1-storage-port")}"),
            Option("repo1-s3-bucket"), Option("repo1-s3-region"), Option("repo1-path"), stanza);
    }
}
