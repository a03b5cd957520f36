using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Phoenix.Testing.Secrets;

/// <summary>A real HTTP server for the double of an API: keeps what was asked, and answers with planted faults first.</summary>
public sealed class DoubleServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DoubleServer(WebApplication app, string scheme)
    {
        _app = app;
        Address = new Uri($"{scheme}://localhost:{new Uri(app.Urls.First()).Port}");
    }

    public Uri Address { get; private set; }

    /// <summary>Method and address of every request, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Each answers one request in place of the double.</summary>
    public ConcurrentQueue<RequestDelegate> Faults { get; } = new();

    public static async Task<DoubleServer> StartAsync(RequestDelegate answer, X509Certificate2? certificate = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        builder.WebHost.UseKestrelHttpsConfiguration();
        WebApplication app = builder.Build();
        DoubleServer? server = null;
        app.Run(context =>
        {
            server!.Requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            return server.Faults.TryDequeue(out RequestDelegate? fault) ? fault(context) : answer(context);
        });
        await app.StartAsync();
        server = new DoubleServer(app, certificate is null ? "http" : "https");
        return server;
    }

    /// <summary>A fault: this status, with this body.</summary>
    public static RequestDelegate Answer(int status, string body, string contentType = "application/json", params (string Name, string Value)[] headers) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        foreach ((string name, string value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        return context.Response.WriteAsync(body, context.RequestAborted);
    };

    public void Plant(int times, RequestDelegate fault)
    {
        for (int i = 0; i < times; i++)
        {
            Faults.Enqueue(fault);
        }
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
