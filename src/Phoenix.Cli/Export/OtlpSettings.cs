using OpenTelemetry.Exporter;

namespace Phoenix.Cli.Export;

/// <summary>What the environment says of telemetry, by the names of the OpenTelemetry specification. Nothing is sent unless an endpoint is named.</summary>
/// <param name="environment">Reads a variable.</param>
internal sealed class OtlpSettings(Func<string, string?> environment)
{
    /// <summary>The traces' part of the variables' names.</summary>
    public const string Traces = "TRACES";

    /// <summary>The metrics' part of the variables' names.</summary>
    public const string Metrics = "METRICS";

    private const string Prefix = "OTEL_EXPORTER_OTLP_";
    private const int HttpPort = 4318;

    /// <summary>Whether anything is to be sent.</summary>
    public bool IsOn => IsSent(Traces) || IsSent(Metrics);

    /// <summary>Whether a signal is to be sent.</summary>
    public bool IsSent(string signal) =>
        Endpoint(signal) is not null && !IsSet("OTEL_SDK_DISABLED", "true") && !IsSet($"OTEL_{signal}_EXPORTER", "none");

    /// <summary>Why a signal cannot be sent; null when it can.</summary>
    public string? Problem(string signal)
    {
        (string name, string value) = Endpoint(signal)!.Value;
        if (!Uri.TryCreate(value, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
        {
            return $"{name} is no http or https address";
        }

        string? protocol = Value(signal, "PROTOCOL");
        return protocol is null or "grpc" or "http/protobuf" ? null : $"the protocol '{protocol}' is not supported: grpc and http/protobuf are";
    }

    /// <summary>The exporter's options. What one signal has of its own is taken as it stands; the rest the exporter reads itself.</summary>
    public OtlpExporterOptions Options(string signal)
    {
        var options = new OtlpExporterOptions();
        (string name, string value) = Endpoint(signal)!.Value;
        var uri = new Uri(value);
        if (name != Prefix + "ENDPOINT")
        {
            options.Endpoint = uri;
        }

        // Without a word on it: what the port is registered for. A gRPC call to an HTTP port fails with an error that tells nothing.
        options.Protocol = Value(signal, "PROTOCOL") switch
        {
            "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
            null when uri.Port == HttpPort => OtlpExportProtocol.HttpProtobuf,
            _ => OtlpExportProtocol.Grpc,
        };
        options.Headers = Value(signal, "HEADERS") ?? options.Headers;
        return options;
    }

    private (string Name, string Value)? Endpoint(string signal)
    {
        foreach (string name in (string[])[$"{Prefix}{signal}_ENDPOINT", $"{Prefix}ENDPOINT"])
        {
            if (environment(name) is { } value && !string.IsNullOrWhiteSpace(value))
            {
                return (name, value.Trim());
            }
        }

        return null;
    }

    private string? Value(string signal, string what) =>
        environment($"{Prefix}{signal}_{what}") is { Length: > 0 } own ? own : environment(Prefix + what) is { Length: > 0 } shared ? shared : null;

    private bool IsSet(string name, string value) => string.Equals(environment(name), value, StringComparison.OrdinalIgnoreCase);
}
