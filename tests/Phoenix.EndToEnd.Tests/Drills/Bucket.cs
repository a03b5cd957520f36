using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Phoenix.Adapters.S3;
using Phoenix.Ports;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Drills;

/// <summary>What a lab's bucket holds, read with what <c>lab env</c> gives to a shell.</summary>
internal static class Bucket
{
    private const string Repository = "pgbackrest/repo1/";

    /// <summary>Every object of the pgBackRest repository, in key order.</summary>
    public static async Task<IReadOnlyList<StoredObject>> ListAsync(LabState state, string lab)
    {
        using S3ObjectStore store = await OpenAsync(state, lab);
        List<StoredObject> objects = [];
        await foreach (StoredObject o in store.ListAsync(Repository, CancellationToken.None))
        {
            objects.Add(o);
        }

        return objects;
    }

    /// <summary>The bucket, with the key that the next restore will use.</summary>
    public static async Task<S3ObjectStore> OpenAsync(LabState state, string lab) => new(await SettingsAsync(state, lab));

    /// <summary>How the bucket is reached with that key.</summary>
    public static async Task<S3Settings> SettingsAsync(LabState state, string lab)
    {
        PhoenixResult env = await state.RunAsync("lab", "env", "--lab", lab, "--format", "json");
        Assert.True(env.ExitCode == 0, env.ToString());
        Dictionary<string, string> variables = JsonSerializer.Deserialize<Dictionary<string, string>>(env.Output)!;
        Dictionary<string, string> key = File.ReadLines(variables["AWS_SHARED_CREDENTIALS_FILE"]).Where(l => l.Contains('=')).Select(l => l.Split('=', 2)).ToDictionary(p => p[0].Trim(), p => p[1].Trim());
        Uri endpoint = new(variables["AWS_ENDPOINT_URL"]);
        return new S3Settings(
            endpoint.Host, endpoint.Port, variables["AWS_REGION"], variables["PHOENIX_LAB_BUCKET"], S3UriStyle.Path, variables["AWS_CA_BUNDLE"],
            key["aws_access_key_id"], key["aws_secret_access_key"]);
    }

    /// <summary>The digest that a drill puts on record at the cut-off.</summary>
    public static string Digest(IReadOnlyList<StoredObject> objects) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Concat(objects.Select(o => string.Create(CultureInfo.InvariantCulture, $"{o.Key}\0{o.Size}\0{o.ETag}\n"))))));
}
