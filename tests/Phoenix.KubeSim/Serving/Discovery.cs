using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Phoenix.KubeSim.Objects;
using Phoenix.KubeSim.Resources;

namespace Phoenix.KubeSim.Serving;

/// <summary>Tells what is served, group by group or (for clients that ask so) in one document.</summary>
internal sealed class Discovery(ResourceRegistry registry, string address)
{
    private static readonly string[] Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    /// <summary>Answers an address of discovery; false for any other address.</summary>
    public async Task<bool> TryAnswerAsync(HttpContext context, string path)
    {
        JsonObject? document = path.Trim('/').Split('/') switch
        {
            ["api"] => Aggregated(context.Request) ? All(core: true) : new JsonObject
            {
                ["kind"] = "APIVersions",
                ["versions"] = new JsonArray("v1"),
                ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = address }),
            },
            ["apis"] => Aggregated(context.Request) ? All(core: false) : new JsonObject
            {
                ["kind"] = "APIGroupList",
                ["apiVersion"] = "v1",
                ["groups"] = new JsonArray([.. Groups().Select(Group)]),
            },
            ["apis", var group] when registry.Versions(group).Count > 0 => Top(Group(group)),
            ["api", "v1"] => Resources("", "v1"),
            ["apis", var group, var version] when registry.Serves(group, version) => Resources(group, version),
            _ => null,
        };
        if (document is null)
        {
            return false;
        }

        string? type = document.TextAt("kind") == "APIGroupDiscoveryList" ? "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList" : null;
        await Answers.JsonAsync(context, 200, document, type);
        return true;
    }

    private static bool Aggregated(HttpRequest request) =>
        request.Headers.Accept.ToString().Split(',')[0] is { } first && first.Contains("g=apidiscovery.k8s.io", StringComparison.Ordinal) && first.Contains("v=v2;", StringComparison.Ordinal);

    private IEnumerable<string> Groups() => registry.Types.Select(type => type.Group).Where(group => group.Length > 0 && registry.Versions(group).Count > 0).Distinct(StringComparer.Ordinal);

    private static JsonObject Top(JsonObject group)
    {
        group.Insert(0, "kind", "APIGroup");
        group.Insert(1, "apiVersion", "v1");
        return group;
    }

    private JsonObject Group(string group)
    {
        IReadOnlyList<string> versions = registry.Versions(group);
        JsonObject Version(string version) => new() { ["groupVersion"] = $"{group}/{version}", ["version"] = version };
        return new JsonObject { ["name"] = group, ["versions"] = new JsonArray([.. versions.Select(Version)]), ["preferredVersion"] = Version(versions[0]) };
    }

    private JsonObject Resources(string group, string version)
    {
        var resources = new JsonArray();
        foreach (ResourceType type in Served(group, version))
        {
            resources.Add(Resource(type, type.Plural, type.Singular, Verbs, whole: true));
            foreach ((string name, string[] verbs) in Subresources(type, version))
            {
                resources.Add(Resource(type, $"{type.Plural}/{name}", "", verbs, whole: false));
            }
        }

        return new JsonObject { ["kind"] = "APIResourceList", ["apiVersion"] = "v1", ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}", ["resources"] = resources };
    }

    private IEnumerable<ResourceType> Served(string group, string version) =>
        registry.Types.Where(type => type.Group == group && type.Versions.Any(served => served.Served && served.Name == version));

    private static IEnumerable<(string Name, string[] Verbs)> Subresources(ResourceType type, string version)
    {
        if (type.Versions.First(served => served.Name == version).Status)
        {
            yield return ("status", ["get", "patch", "update"]);
        }

        if (type.Qualified == "pods")
        {
            yield return ("log", ["get"]);
            yield return ("portforward", ["create", "get"]);
        }

        if (type.Qualified == "namespaces")
        {
            yield return ("finalize", ["update"]);
        }
    }

    private static JsonObject Resource(ResourceType type, string name, string singular, string[] verbs, bool whole)
    {
        var resource = new JsonObject { ["name"] = name, ["singularName"] = singular, ["namespaced"] = type.Namespaced, ["kind"] = type.Kind, ["verbs"] = Names(verbs) };
        if (whole && type.ShortNames.Count > 0)
        {
            resource["shortNames"] = Names(type.ShortNames);
        }

        if (whole && type.Categories.Count > 0)
        {
            resource["categories"] = Names(type.Categories);
        }

        return resource;
    }

    private JsonObject All(bool core)
    {
        var groups = new JsonArray();
        foreach (string group in core ? [""] : Groups())
        {
            var versions = new JsonArray();
            foreach (string version in registry.Versions(group))
            {
                versions.Add(new JsonObject { ["version"] = version, ["resources"] = new JsonArray([.. Served(group, version).Select(type => Aggregate(type, version))]), ["freshness"] = "Current" });
            }

            groups.Add(new JsonObject { ["metadata"] = new JsonObject { ["name"] = group, ["creationTimestamp"] = null }, ["versions"] = versions });
        }

        return new JsonObject { ["kind"] = "APIGroupDiscoveryList", ["apiVersion"] = "apidiscovery.k8s.io/v2", ["metadata"] = new JsonObject(), ["items"] = groups };
    }

    private static JsonObject Aggregate(ResourceType type, string version)
    {
        JsonObject Kind() => new() { ["group"] = type.Group, ["version"] = version, ["kind"] = type.Kind };
        var resource = new JsonObject
        {
            ["resource"] = type.Plural,
            ["responseKind"] = Kind(),
            ["scope"] = type.Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = type.Singular,
            ["verbs"] = Names(Verbs),
        };
        JsonObject[] below = [.. Subresources(type, version).Select(sub => new JsonObject { ["subresource"] = sub.Name, ["responseKind"] = Kind(), ["verbs"] = Names(sub.Verbs) })];
        if (type.ShortNames.Count > 0)
        {
            resource["shortNames"] = Names(type.ShortNames);
        }

        if (below.Length > 0)
        {
            resource["subresources"] = new JsonArray([.. below]);
        }

        return resource;
    }

    private static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(name => (JsonNode?)name)]);
}
