using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Phoenix.Lab.S3.Hosting;

/// <summary>Kestrel with TLS on the bound sockets and nothing of ASP.NET's defaults: no configuration, no middleware.</summary>
internal static class KestrelServerFactory
{
    public static WebApplication Create(LoopbackSockets sockets, X509Certificate2 certificate, RequestDelegate handler, ILoggerFactory loggers)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, InertLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.UseSockets(transport => transport.CreateBoundListenSocket = sockets.Take);
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = null;
            // A stack is frozen before it is wiped, and a restore may pause: slowness is no reason to hang up.
            options.Limits.MinRequestBodyDataRate = null;
            options.Limits.MinResponseDataRate = null;
            // Metadata may hold any text.
            options.ResponseHeaderEncodingSelector = _ => Encoding.UTF8;
            foreach (IPEndPoint endPoint in sockets.EndPoints)
            {
                options.Listen(endPoint, listen =>
                {
                    listen.Protocols = HttpProtocols.Http1;
                    listen.UseHttps(certificate, https => https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13);
                });
            }
        });
        WebApplication app = builder.Build();
        app.Run(handler);
        return app;
    }
}
