using System.Text.RegularExpressions;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Stacks;

/// <summary>What stacks and layers may be called: the names become files, markers and objects in S3.</summary>
internal sealed partial class NameRule(Section section)
{
    public string Check(YamlValue at, string name, string what) => Form().IsMatch(name)
        ? name
        : throw section.Wrong(at, $"'{name}' is no name for a {what}", "use 1 to 63 of a-z, 0-9, - and _, beginning with a letter");

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,62}$")]
    private static partial Regex Form();
}
