using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Objects;
using Phoenix.KubeSim.Resources;
using Phoenix.KubeSim.Serving;
using Phoenix.KubeSim.Storage;

namespace Phoenix.KubeSim.Pods;

/// <summary>Logs of pods and connections to their ports: from the kubelet that the pod's Node names, else from what stands behind the pods in this process.</summary>
internal sealed class PodEndpoint(ObjectStore store, PodBackends backends, KubeletProxy kubelets, CancellationToken stopping)
{
    public Task AnswerAsync(HttpContext context, RequestTarget target)
    {
        ResourceType type = BuiltInTypes.Get("pods");
        StoredObject pod = store.Get(type.Qualified, target.Namespace, target.Name!) ?? throw ApiErrors.NotFound(type, target.Name!);
        if (string.IsNullOrEmpty(pod.Content.TextAt("spec", "nodeName")))
        {
            throw ApiErrors.BadRequest($"pod {pod.Name} does not have a host assigned");
        }

        return target.Subresource == "log" ? LogAsync(context, pod) : ForwardAsync(context, pod);
    }

    private async Task LogAsync(HttpContext context, StoredObject pod)
    {
        IQueryCollection query = context.Request.Query;
        string container = Container(pod, ListOptions.Text(query, "container"));
        var request = new PodLogRequest(ListOptions.Whole(query, "tailLines"), ListOptions.IsTrue(query, "follow"), ListOptions.IsTrue(query, "previous"));
        JsonNode? state = (pod.Content.At("status", "containerStatuses") as JsonArray ?? []).Concat(pod.Content.At("status", "initContainerStatuses") as JsonArray ?? [])
            .FirstOrDefault(status => status.TextAt("name") == container);
        if (state.At("state", "waiting") is { } waiting && !request.Previous)
        {
            throw ApiErrors.BadRequest($"container \"{container}\" in pod \"{pod.Name}\" is waiting to start: {waiting.TextAt("reason") ?? "ContainerCreating"}");
        }

        if (kubelets.Find(pod) is { } kubelet)
        {
            await kubelets.LogAsync(context, kubelet, pod, container);
            return;
        }

        ILogSource? source = backends.FindLog(pod.Namespace!, pod.Name, container);
        IAsyncEnumerable<string>? lines = source?.Read(request, context.RequestAborted);
        if (lines is null && request.Previous)
        {
            throw ApiErrors.BadRequest($"previous terminated container \"{container}\" in pod \"{pod.Name}\" not found");
        }

        context.Response.StatusCode = 200;
        context.Response.ContentType = "text/plain";
        await context.Response.StartAsync(context.RequestAborted);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            await foreach (string line in (lines ?? AsyncEnumerable.Empty<string>()).WithCancellation(end.Token))
            {
                await context.Response.WriteAsync(line + "\n", end.Token);
                if (request.Follow)
                {
                    await context.Response.Body.FlushAsync(end.Token);
                }
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Whoever followed has gone, or the server goes.
        }
    }

    private static string Container(StoredObject pod, string? asked)
    {
        JsonNode? spec = pod.Content["spec"];
        string[] main = [.. (spec.At("containers") as JsonArray ?? []).Select(one => one.TextAt("name")).OfType<string>()];
        string[] first = [.. (spec.At("initContainers") as JsonArray ?? []).Select(one => one.TextAt("name")).OfType<string>()];
        if (asked is null)
        {
            string others = first.Length == 0 ? "" : $" or one of the init containers: [{string.Join(' ', first)}]";
            return main.Length == 1 ? main[0] : throw ApiErrors.BadRequest($"a container name must be specified for pod {pod.Name}, choose one of: [{string.Join(' ', main)}]{others}");
        }

        return main.Contains(asked) || first.Contains(asked) ? asked : throw ApiErrors.BadRequest($"container {asked} is not valid for pod {pod.Name}");
    }

    private async Task ForwardAsync(HttpContext context, StoredObject pod)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            throw new ApiException(400, "BadRequest", "Upgrade request required");
        }

        if (!context.WebSockets.WebSocketRequestedProtocols.Contains(PortForward.Protocol))
        {
            throw ApiErrors.BadRequest($"no protocol is known of [{string.Join(' ', context.WebSockets.WebSocketRequestedProtocols)}]");
        }

        int[] ports = [.. context.Request.Query["ports"].SelectMany(value => (value ?? "").Split(',')).Select(Port)];
        if (ports.Length == 0)
        {
            throw ApiErrors.BadRequest("query parameter \"ports\" is required");
        }

        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        if (kubelets.Find(pod) is { } kubelet)
        {
            await kubelets.ForwardAsync(context, kubelet, pod, ports, end.Token);
            return;
        }

        using var forward = new PortForward(await context.WebSockets.AcceptWebSocketAsync(PortForward.Protocol), ports, port => backends.FindPort(pod.Namespace!, pod.Name, port));
        await forward.RunAsync(end.Token);
    }

    private static int Port(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and < 65536 ? port
        : throw ApiErrors.BadRequest($"unable to parse \"{text}\" as a port");
}
