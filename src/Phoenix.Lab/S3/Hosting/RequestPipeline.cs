using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Phoenix.Lab.S3.Faults;
using Phoenix.Lab.S3.Operations;
using Phoenix.Lab.S3.Signing;

namespace Phoenix.Lab.S3.Hosting;

/// <summary>Every request's way: parse, authenticate, inject faults, act; and every error's way back.</summary>
internal sealed class RequestPipeline(
    RequestAuthenticator authenticator, FaultBoard faults, AdminApi admin, OperationRouter operations, TimeProvider time, ILogger logger)
{
    public async Task HandleAsync(HttpContext http)
    {
        string id = Convert.ToHexString(RandomNumberGenerator.GetBytes(8));
        Identify(http.Response, id);
        try
        {
            await ServeAsync(http);
        }
        catch (S3Exception e)
        {
            await SendErrorAsync(http, e, id);
        }
        catch (BadHttpRequestException e) when (!http.RequestAborted.IsCancellationRequested)
        {
            await SendErrorAsync(http, new S3Exception(S3Error.IncompleteBody, e.Message), id);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            Log.S3RequestAborted(logger, id);
        }
        catch (Exception e)
        {
            Log.S3RequestBroken(logger, e, id);
            await SendErrorAsync(http, new S3Exception(S3Error.InternalError), id);
        }
    }

    // The date is that of the clock which signatures are judged by: whoever is refused for his clock can compare.
    private void Identify(HttpResponse response, string id)
    {
        response.Headers["x-amz-request-id"] = id;
        response.Headers.Date = time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
    }

    private async Task ServeAsync(HttpContext http)
    {
        var target = RequestTarget.Parse(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        if (AdminApi.IsHealth(http.Request, target))
        {
            await admin.SendHealthAsync(http.Response);
            return;
        }
        Caller caller = authenticator.Authenticate(http.Request, target);
        var request = new S3Request(http, target, caller);
        if (target.Bucket == AdminApi.Root)
        {
            await admin.HandleAsync(request);
        }
        else
        {
            await Disturbance.ServeAsync(http, faults.Hit(http.Request.Method, target.Key, caller.Key.Key.Id), () => operations.HandleAsync(request));
        }
        Log.S3RequestServed(logger, http.Request.Method, target.Path, http.Response.StatusCode, caller.Key.Key.Id);
    }

    private async Task SendErrorAsync(HttpContext http, S3Exception error, string id)
    {
        Log.S3RequestRefused(logger, http.Request.Method, http.Request.Path, error.Error.Status, error.Error.Code, error.Message);
        if (http.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            http.Abort();
            return;
        }
        http.Response.Clear();
        http.Response.StatusCode = error.Error.Status;
        Identify(http.Response, id);
        if (error.Error.Status == StatusCodes.Status304NotModified || HttpMethods.IsHead(http.Request.Method))
        {
            return;
        }
        await Xml.SendAsync(
            http.Response, "Error",
            xml =>
            {
                xml.WriteElementString("Code", error.Error.Code);
                xml.WriteElementString("Message", error.Message);
                foreach ((string name, string value) in error.Details)
                {
                    xml.WriteElementString(name, value);
                }
                xml.WriteElementString("Resource", http.Request.Path.Value?.ToString(CultureInfo.InvariantCulture));
                xml.WriteElementString("RequestId", id);
            },
            ns: null);
    }
}
