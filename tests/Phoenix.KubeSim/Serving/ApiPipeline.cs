using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Faults;
using Phoenix.KubeSim.Hosting;
using Phoenix.KubeSim.Pods;
using Phoenix.KubeSim.Resources;

namespace Phoenix.KubeSim.Serving;

/// <summary>Takes requests: who asks, what is asked, which fault is planted, and who answers.</summary>
internal sealed class ApiPipeline(SimUsers users, KubeFaults faults, KubeRequests requests, ResourceRegistry registry, Discovery discovery, ObjectEndpoint objects, PodEndpoint pods, ConcurrentQueue<Exception> failures)
{
    public async Task AnswerAsync(HttpContext context)
    {
        try
        {
            await DispatchAsync(context);
        }
        catch (ApiException error) when (!context.Response.HasStarted)
        {
            await Answers.ErrorAsync(context, error);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: nobody is there to be answered.
            context.Abort();
        }
        catch (Exception error) when (error is not (IOException or OperationCanceledException) && !context.RequestAborted.IsCancellationRequested)
        {
            // An error of the simulator itself: the client is told, and so is the test when the server goes.
            failures.Enqueue(error);
            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }

            await Answers.ErrorAsync(context, ApiErrors.Internal(error.Message));
        }
    }

    private static string Verb(HttpRequest request, RequestTarget? target)
    {
        if (target is null)
        {
            return "discover";
        }

        if (target.Subresource is "log" or "portforward")
        {
            return "connect";
        }

        return request.Method switch
        {
            "GET" when ListOptions.IsTrue(request.Query, "watch") => "watch",
            "GET" => target.Name is null ? "list" : "get",
            "POST" => "create",
            "PUT" => "update",
            "PATCH" => RequestBody.MediaType(request) == "application/apply-patch+yaml" ? "apply" : "patch",
            "DELETE" => target.Name is null ? "deletecollection" : "delete",
            _ => "other",
        };
    }

    private async Task DispatchAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        string path = request.Path.Value ?? "/";
        RequestTarget? target = RequestTarget.Parse(path);
        string verb = Verb(request, target);
        requests.Note(verb, request.Method + " " + path + request.QueryString, request.Headers.UserAgent.ToString());
        context.Response.Headers["Audit-Id"] = Guid.NewGuid().ToString();
        if (path is "/healthz" or "/livez" or "/readyz")
        {
            await Answers.TextAsync(context, 200, "ok");
            return;
        }

        if (path is "/version" or "/version/")
        {
            await Answers.JsonAsync(context, 200, ServerVersion.Document());
            return;
        }

        string user = users.Find(request.Headers.Authorization.FirstOrDefault(), context.Connection.ClientCertificate) ?? throw ApiErrors.Unauthorized();
        ServedType? served = target is null ? null : registry.Find(target.Group, target.Version, target.Resource);
        if (faults.Take(verb, target?.Resource, target?.Namespace, target?.Name) is { } fault)
        {
            if (await MeetAsync(context, fault, verb, target, served, user))
            {
                return;
            }
        }

        await ServeAsync(context, path, target, served);
        if (context.Items.ContainsKey(nameof(KubeFaultEffect.DropAnswer)))
        {
            context.Abort();
        }
    }

    private async Task ServeAsync(HttpContext context, string path, RequestTarget? target, ServedType? served)
    {
        if (target is null)
        {
            if (!await discovery.TryAnswerAsync(context, path))
            {
                await Answers.TextAsync(context, 404, "404 page not found\n");
            }

            return;
        }

        if (served is null)
        {
            if (registry.Serves(target.Group, target.Version))
            {
                throw ApiErrors.NoResource();
            }

            await Answers.TextAsync(context, 404, "404 page not found\n");
            return;
        }

        if (target.Namespace is not null && !served.Type.Namespaced)
        {
            throw ApiErrors.NoResource();
        }

        if (served.Type.Namespaced && target.Namespace is null && target.Name is not null)
        {
            throw ApiErrors.NoResource();
        }

        if (served.Type.Qualified == "pods" && target.Subresource is "log" or "portforward")
        {
            await pods.AnswerAsync(context, target);
            return;
        }

        await objects.AnswerAsync(context, served, target);
    }

    /// <summary>Lets a request meet a fault; true when that was its answer.</summary>
    private static async Task<bool> MeetAsync(HttpContext context, KubeFault fault, string verb, RequestTarget? target, ServedType? served, string user)
    {
        switch (fault.Effect)
        {
            case KubeFaultEffect.Delay:
                await Task.Delay(fault.Delay, context.RequestAborted);
                return false;
            case KubeFaultEffect.Drop:
                context.Abort();
                return true;
            case KubeFaultEffect.DropAnswer:
                context.Items[nameof(KubeFaultEffect.DropAnswer)] = true;
                context.Response.Body = Stream.Null;
                return false;
            case KubeFaultEffect.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
                return true;
            default:
                if (fault.Code == 403 && served is not null && target is not null && fault.Message.Length == 0)
                {
                    string where = target.Namespace is null ? " at the cluster scope" : $" in the namespace \"{target.Namespace}\"";
                    string said = verb is "apply" ? "patch" : verb;
                    throw ApiErrors.Forbidden(served.Type, target.Name ?? "", $"User \"{user}\" cannot {said} resource \"{target.Resource}\" in API group \"{target.Group}\"{where}");
                }

                throw new ApiException(fault.Code, fault.Reason, fault.Message, []) { RetryAfterSeconds = fault.RetryAfterSeconds };
        }
    }
}
