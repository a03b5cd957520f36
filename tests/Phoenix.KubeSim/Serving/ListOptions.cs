using System.Globalization;
using Microsoft.AspNetCore.Http;
using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Resources;

namespace Phoenix.KubeSim.Serving;

/// <summary>What a list, a watch or a deletion of many is asked for.</summary>
internal sealed record ListOptions(LabelSelector Labels, FieldSelector Fields)
{
    public bool Watch { get; init; }

    public bool Bookmarks { get; init; }

    /// <summary>Whether a watch first tells what is there.</summary>
    public bool SendInitial { get; init; }

    /// <summary>Null when none was named; 0 for "any".</summary>
    public long? Version { get; init; }

    public string? VersionMatch { get; init; }

    public int Limit { get; init; }

    public string? Continue { get; init; }

    public TimeSpan? Timeout { get; init; }

    public bool Selects => !Labels.IsEmpty || !Fields.IsEmpty;

    /// <exception cref="ApiException">400 or 422: they make no sense.</exception>
    public static ListOptions Read(IQueryCollection query, ServedType served)
    {
        string? version = Text(query, "resourceVersion"), match = Text(query, "resourceVersionMatch");
        var options = new ListOptions(LabelSelector.Parse(Text(query, "labelSelector")), FieldSelector.Parse(Text(query, "fieldSelector"), served))
        {
            Watch = IsTrue(query, "watch"),
            Bookmarks = IsTrue(query, "allowWatchBookmarks"),
            SendInitial = IsTrue(query, "sendInitialEvents"),
            Version = version is null ? null : long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
                : throw ApiErrors.InvalidOptions("ListOptions", FieldError.Invalid("resourceVersion", $"\"{version}\"", "strconv.ParseUint: parsing: invalid syntax")),
            VersionMatch = match,
            Limit = Whole(query, "limit") ?? 0,
            Continue = Text(query, "continue"),
            Timeout = Whole(query, "timeoutSeconds") is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : null,
        };
        if (options.SendInitial && (match != "NotOlderThan" || !options.Watch))
        {
            throw ApiErrors.InvalidOptions("ListOptions", FieldError.Forbidden("resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        }

        if (!options.Watch && match is not null && version is null)
        {
            throw ApiErrors.InvalidOptions("ListOptions", FieldError.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided"));
        }

        if (options.Continue is not null && options.Version is > 0)
        {
            throw ApiErrors.BadRequest("specifying resource version is not allowed when using continue");
        }

        return options;
    }

    public static string? Text(IQueryCollection query, string name) => query.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } text ? text : null;

    public static bool IsTrue(IQueryCollection query, string name) => Text(query, name) is "true" or "1";

    public static int? Whole(IQueryCollection query, string name) => Text(query, name) is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : throw ApiErrors.BadRequest($"strconv.ParseInt: parsing \"{text}\": invalid syntax");
}
