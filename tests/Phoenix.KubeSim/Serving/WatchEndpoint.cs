using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Faults;
using Phoenix.KubeSim.Objects;
using Phoenix.KubeSim.Resources;
using Phoenix.KubeSim.Storage;

namespace Phoenix.KubeSim.Serving;

/// <summary>Watches: a stream of changes, one JSON object a line, until the timeout.</summary>
internal sealed class WatchEndpoint(ObjectStore store, KubeSimOptions settings, KubeFaults faults, CancellationToken stopping)
{
    private static readonly byte[] LineEnd = "}\n"u8.ToArray();

    public async Task AnswerAsync(HttpContext context, ServedType served, RequestTarget target, ListOptions options)
    {
        ObjectView view = ObjectView.For(context.Request);
        if (target.Name is not null)
        {
            options = options with { Fields = FieldSelector.Parse($"metadata.name={target.Name}", served) };
        }

        context.Response.StatusCode = 200;
        context.Response.ContentType = "application/json";
        StoreWatch watch;
        try
        {
            bool fromNow = options.SendInitial || options.Version is null or 0;
            watch = store.Watch(served.Type.Qualified, target.Namespace, fromNow ? null : options.Version);
        }
        catch (ApiException error) when (error.Code == 410)
        {
            // A real server answers 200 and tells the error as the stream's only event.
            await LineAsync(context, "ERROR", Encoding.UTF8.GetBytes(error.ToStatus().Write()));
            return;
        }

        using (watch)
        using (CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping))
        await using (ITimer timeout = settings.Time.CreateTimer(_ => Cancel(end), null, options.Timeout ?? settings.WatchTimeout, Timeout.InfiniteTimeSpan))
        await using (ITimer? bookmarks = options.Bookmarks ? settings.Time.CreateTimer(_ => watch.Bookmark(), null, settings.BookmarkInterval, settings.BookmarkInterval) : null)
        using (faults.Cut(context))
        {
            await context.Response.StartAsync(context.RequestAborted);
            try
            {
                await StreamAsync(context, watch, new Filter(served, target.Namespace, options), view, end.Token);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                // The time is over, or one of both sides goes: the stream ends.
            }
        }
    }

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The watch ended first.
        }
    }

    private static async Task StreamAsync(HttpContext context, StoreWatch watch, Filter filter, ObjectView view, CancellationToken cancellationToken)
    {
        foreach (StoredObject found in watch.Initial.Where(filter.Matches))
        {
            await LineAsync(context, "ADDED", view.Write(found, filter.Served.ApiVersion));
        }

        if (filter.Options.SendInitial && filter.Options.Bookmarks)
        {
            await BookmarkAsync(context, view, filter.Served, watch.Revision, initialEnd: true);
        }

        await context.Response.Body.FlushAsync(cancellationToken);
        while (await watch.Events.WaitToReadAsync(cancellationToken))
        {
            while (watch.Events.TryRead(out StoreEvent? change))
            {
                if (change.Type == StoreEventType.Bookmark)
                {
                    await BookmarkAsync(context, view, filter.Served, change.Revision, initialEnd: false);
                }
                else if (filter.Seen(change) is { } type)
                {
                    await LineAsync(context, type, view.Write(change.Object!, filter.Served.ApiVersion));
                }
            }

            await context.Response.Body.FlushAsync(cancellationToken);
        }
    }

    private static Task BookmarkAsync(HttpContext context, ObjectView view, ServedType served, long revision, bool initialEnd) =>
        LineAsync(context, "BOOKMARK", Encoding.UTF8.GetBytes(view.Bookmark(served, revision.ToString(CultureInfo.InvariantCulture), initialEnd).Write()));

    private static async Task LineAsync(HttpContext context, string type, byte[] content)
    {
        byte[] start = Encoding.ASCII.GetBytes($"{{\"type\":\"{type}\",\"object\":");
        await context.Response.Body.WriteAsync(start, context.RequestAborted);
        await context.Response.Body.WriteAsync(content, context.RequestAborted);
        await context.Response.Body.WriteAsync(LineEnd, context.RequestAborted);
    }

    /// <summary>What a watch is to see: an object that comes into the selection is new to it, one that leaves it is gone.</summary>
    private sealed record Filter(ServedType Served, string? Namespace, ListOptions Options)
    {
        public bool Matches(StoredObject found) => (Namespace is null || found.Namespace == Namespace) && Options.Labels.Matches(found.Content) && Options.Fields.Matches(found.Content);

        public string? Seen(StoreEvent change)
        {
            bool before = change.Previous is not null && Matches(change.Previous);
            bool after = change.Type != StoreEventType.Deleted && Matches(change.Object!);
            return (before, after) switch { (false, true) => "ADDED", (true, true) => "MODIFIED", (true, false) => "DELETED", _ => null };
        }
    }
}
