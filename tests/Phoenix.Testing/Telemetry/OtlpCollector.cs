using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Phoenix.Testing.Telemetry;

/// <summary>A double of an OpenTelemetry collector: takes traces and metrics by OTLP, over HTTP (protobuf) or gRPC, and keeps them.</summary>
public sealed class OtlpCollector : IAsyncDisposable
{
    // gRPC puts before a message whether it is compressed, and its length.
    private const int GrpcPrefix = 5;

    private readonly WebApplication _app;
    private readonly bool _isGrpc;

    private OtlpCollector(WebApplication app, bool isGrpc)
    {
        _app = app;
        _isGrpc = isGrpc;
    }

    /// <summary>The base address, for OTEL_EXPORTER_OTLP_ENDPOINT.</summary>
    public string Address => $"http://localhost:{new Uri(_app.Urls.First()).Port}";

    /// <summary>The value for OTEL_EXPORTER_OTLP_PROTOCOL.</summary>
    public string Protocol => _isGrpc ? "grpc" : "http/protobuf";

    public ConcurrentQueue<ReceivedSpan> Spans { get; } = new();

    public ConcurrentQueue<string> Metrics { get; } = new();

    /// <summary>Path and body of each request; the body as text, to look for what must not be in it.</summary>
    public ConcurrentQueue<(string Path, string Body)> Requests { get; } = new();

    /// <summary>The span of that name.</summary>
    public ReceivedSpan this[string name] => Spans.Single(s => s.Name == name);

    public static async Task<OtlpCollector> StartAsync(bool isGrpc)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = isGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        WebApplication app = builder.Build();
        var collector = new OtlpCollector(app, isGrpc);
        app.Run(collector.TakeAsync);
        await app.StartAsync();
        return collector;
    }

    /// <summary>Names from the root down to a span.</summary>
    public string Path(string name)
    {
        List<string> path = [];
        for (ReceivedSpan? at = this[name]; at is not null; at = Spans.SingleOrDefault(s => s.Id == at.Parent))
        {
            path.Insert(0, at.Name);
        }

        return string.Join(" / ", path);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        byte[] sent = body.ToArray();
        Requests.Enqueue((context.Request.Path, Encoding.UTF8.GetString(sent)));
        var message = new ProtobufMessage(sent.AsMemory(_isGrpc ? GrpcPrefix : 0));
        switch (context.Request.Path.Value)
        {
            case "/v1/traces" or "/opentelemetry.proto.collector.trace.v1.TraceService/Export":
                foreach (ProtobufMessage span in message.All(1).SelectMany(r => r.All(2)).SelectMany(s => s.All(2)))
                {
                    Spans.Enqueue(ReceivedSpan.Of(span));
                }

                break;
            case "/v1/metrics" or "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export":
                foreach (ProtobufMessage metric in message.All(1).SelectMany(r => r.All(2)).SelectMany(s => s.All(2)))
                {
                    Metrics.Enqueue(metric.Text(1));
                }

                break;
            default:
                context.Response.StatusCode = 404;
                return;
        }

        // An empty answer: all was taken.
        context.Response.ContentType = _isGrpc ? "application/grpc" : "application/x-protobuf";
        if (_isGrpc)
        {
            await context.Response.Body.WriteAsync(new byte[GrpcPrefix], context.RequestAborted);
            context.Response.AppendTrailer("grpc-status", "0");
        }
    }
}
