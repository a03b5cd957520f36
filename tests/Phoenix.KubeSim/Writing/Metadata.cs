using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Objects;
using Phoenix.KubeSim.Resources;

namespace Phoenix.KubeSim.Writing;

/// <summary>Checks of names, labels and owners.</summary>
internal static partial class Metadata
{
    public static IEnumerable<FieldError> Check(ResourceType type, JsonObject content)
    {
        string name = content.TextAt("metadata", "name") ?? "";
        if (NameError(type, name) is { } wrong)
        {
            yield return FieldError.Invalid("metadata.name", JsonValue.Create(name).Write(), wrong);
        }

        foreach ((string key, JsonNode? value) in content.At("metadata", "labels") as JsonObject ?? [])
        {
            if (!QualifiedName().IsMatch(key))
            {
                yield return FieldError.Invalid("metadata.labels", JsonValue.Create(key).Write(), "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character");
            }
            else if (value.Text() is not { } text || text.Length > 63 || !LabelValue().IsMatch(text))
            {
                yield return FieldError.Invalid("metadata.labels", value.Write(), "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character");
            }
        }

        foreach ((string key, JsonNode? value) in content.At("metadata", "annotations") as JsonObject ?? [])
        {
            if (!QualifiedName().IsMatch(key) || value.Text() is null)
            {
                yield return FieldError.Invalid("metadata.annotations", JsonValue.Create(key).Write(), "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character");
            }
        }

        // The kinds of Kubernetes' core validation only: a definition and a custom resource take any name (Flux has "finalizers.fluxcd.io").
        foreach (string finalizer in content.At("metadata", "finalizers").Texts().Where(finalizer => type is { Custom: false, Group: not "apiextensions.k8s.io" } && !finalizer.Contains('/', StringComparison.Ordinal) && finalizer is not ("orphan" or "foregroundDeletion" or "kubernetes")))
        {
            yield return FieldError.Invalid("metadata.finalizers", JsonValue.Create(finalizer).Write(), "name is neither a standard finalizer name nor is it fully qualified");
        }

        int place = 0;
        foreach (JsonNode? owner in content.At("metadata", "ownerReferences") as JsonArray ?? [])
        {
            foreach (string key in new[] { "apiVersion", "kind", "name", "uid" }.Where(key => string.IsNullOrEmpty(owner.TextAt(key))))
            {
                yield return FieldError.Invalid($"metadata.ownerReferences[{place}].{key}", "\"\"", "must not be empty");
            }

            place++;
        }
    }

    private static string? NameError(ResourceType type, string name)
    {
        // Roles may be called nearly anything.
        if (type.Group == "rbac.authorization.k8s.io")
        {
            return name.Length > 0 && !name.Contains('/', StringComparison.Ordinal) && !name.Contains('%', StringComparison.Ordinal) ? null : "may not contain '/'";
        }

        if (type.Qualified is "namespaces" or "services")
        {
            return name.Length <= 63 && Label().IsMatch(name) ? null
                : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
        }

        return name.Length <= 253 && Subdomain().IsMatch(name) ? null
            : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?\z")]
    private static partial Regex QualifiedName();

    [GeneratedRegex(@"^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?\z")]
    private static partial Regex LabelValue();
}
