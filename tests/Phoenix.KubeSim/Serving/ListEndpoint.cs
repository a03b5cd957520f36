using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Objects;
using Phoenix.KubeSim.Resources;
using Phoenix.KubeSim.Storage;

namespace Phoenix.KubeSim.Serving;

/// <summary>Lists, page by page when asked: all pages show the revision of the first.</summary>
internal sealed class ListEndpoint(ObjectStore store)
{
    public Task AnswerAsync(HttpContext context, ServedType served, RequestTarget target, ListOptions options)
    {
        ObjectView view = ObjectView.For(context.Request);
        (long? at, string after) = Start(options, served);
        (IReadOnlyList<StoredObject> all, long revision) = Read(served, target, at, after);
        StoredObject[] matching = [.. all.Where(found => string.CompareOrdinal(found.Key, after) > 0 && options.Labels.Matches(found.Content) && options.Fields.Matches(found.Content))];
        StoredObject[] page = options.Limit > 0 ? matching[..Math.Min(options.Limit, matching.Length)] : matching;
        var metadata = new JsonObject { ["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture) };
        if (page.Length < matching.Length)
        {
            metadata["continue"] = Token(revision, page[^1].Key);
            if (!options.Selects)
            {
                metadata["remainingItemCount"] = matching.Length - page.Length;
            }
        }

        return Answers.JsonAsync(context, 200, view.List(served, page, metadata));
    }

    private static (long? At, string After) Start(ListOptions options, ServedType served)
    {
        if (options.Continue is null)
        {
            // Any other version means "not older", and what is there now is not.
            return options.VersionMatch == "Exact" || (options.Version is > 0 && options.Limit > 0 && options.VersionMatch is null) ? (options.Version, "") : (null, "");
        }

        try
        {
            JsonNode? token = JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(options.Continue)));
            string start = token.TextAt("start") ?? throw new FormatException();
            long revision = (long)(token.At("rv").Number() ?? throw new FormatException());
            return (revision < 0 ? null : revision, start.TrimEnd('\0'));
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            throw ApiErrors.BadRequest($"continue key is not valid: invalid token for {served.Type.Plural}");
        }
    }

    private (IReadOnlyList<StoredObject> Objects, long Revision) Read(ServedType served, RequestTarget target, long? at, string after)
    {
        try
        {
            return store.List(served.Type.Qualified, target.Namespace, at);
        }
        catch (ApiException error) when (error.Code == 410 && after.Length > 0)
        {
            throw ApiErrors.Expired(
                "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.",
                Token(-1, after));
        }
    }

    private static string Token(long revision, string last) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(new JsonObject { ["v"] = "meta.k8s.io/v1", ["rv"] = revision, ["start"] = last + "\0" }.Write()));
}
