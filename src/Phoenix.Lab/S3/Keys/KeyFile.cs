using System.Text.Json;
using System.Text.Json.Serialization;
using Phoenix.Lab.S3.Storage;

namespace Phoenix.Lab.S3.Keys;

/// <summary>The content of keys.json, which only its owner may read.</summary>
internal sealed record KeyFile(AccessKey Admin, IReadOnlyList<AccessKey> Stack)
{
    public const string Name = "keys.json";

    /// <summary>Reads the file; null when there is none yet.</summary>
    public static KeyFile? Read(string directory)
    {
        string path = Path.Combine(directory, Name);
        return File.Exists(path)
            ? JsonSerializer.Deserialize(File.ReadAllBytes(path), KeysJson.Default.KeyFile) ?? throw new InvalidDataException($"'{path}' is empty.")
            : null;
    }

    public void Write(string directory) =>
        DurableFiles.Write(Path.Combine(directory, Name), JsonSerializer.SerializeToUtf8Bytes(this, KeysJson.Default.KeyFile));
}

/// <summary>How the key file looks on disk.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(KeyFile))]
internal sealed partial class KeysJson : JsonSerializerContext;
