using System.Text;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Reading;

/// <summary>Finds the texts in the format of pgbackrest.conf inside of Secrets, ConfigMaps and the templates of ExternalSecrets.</summary>
internal static class ConfTexts
{
    /// <summary>The texts of an object.</summary>
    public static IEnumerable<ConfText> Of(Manifest manifest)
    {
        foreach ((YamlScalar key, YamlScalar value, bool encoded) in Entries(manifest))
        {
            string? text = encoded ? Decoded(value.Text) : value.Text;
            if (text is not null && ConfReader.LooksLike(text))
            {
                LintPlace at = manifest.At(value);
                yield return ConfReader.Read(manifest, key.Text, manifest.At(key), text, Lines(at, value, text, encoded));
            }
        }
    }

    private static ConfLines Lines(LintPlace at, YamlScalar value, string text, bool encoded)
    {
        if (encoded)
        {
            return ConfLines.OfScalar(at, new YamlScalar(text, YamlScalarStyle.DoubleQuoted, value.Line, value.Column), "");
        }

        string file = TextOf(at.File);
        // A file that a generator put in whole.
        return value is { Style: YamlScalarStyle.Plain, Line: 1, Column: 1 } && file == text ? ConfLines.OfFile(at.File, text) : ConfLines.OfScalar(at, value, file);
    }

    private static string TextOf(LintFile file)
    {
        try
        {
            byte[] bytes = file.Bytes();
            return file.IsUnchanged(bytes) ? LintFile.Decode(bytes) : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            // It could be read a moment ago: without it the places are coarser, and the findings the same.
            return "";
        }
    }

    private static IEnumerable<(YamlScalar Key, YamlScalar Value, bool Encoded)> Entries(Manifest manifest) => manifest.Kind switch
    {
        "Secret" when manifest.Group.Length == 0 => [.. Scalars(manifest.Entries("stringData"), false), .. Scalars(manifest.Entries("data"), true)],
        "ConfigMap" when manifest.Group.Length == 0 => Scalars(manifest.Entries("data"), false),
        "ExternalSecret" => Scalars(manifest.Entries("spec", "target", "template", "data"), false),
        "ClusterExternalSecret" => Scalars(manifest.Entries("spec", "externalSecretSpec", "target", "template", "data"), false),
        _ => [],
    };

    private static IEnumerable<(YamlScalar Key, YamlScalar Value, bool Encoded)> Scalars(IReadOnlyList<(YamlScalar Key, YamlValue Value)> entries, bool encoded) =>
        entries.Where(e => e.Value is YamlScalar).Select(e => (e.Key, (YamlScalar)e.Value, encoded));

    private static string? Decoded(string base64)
    {
        byte[] bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out int written) && bytes.AsSpan(0, written).IndexOf((byte)0) < 0 ? Encoding.UTF8.GetString(bytes, 0, written) : null;
    }
}
