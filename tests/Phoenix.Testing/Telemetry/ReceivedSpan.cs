using System.Globalization;

namespace Phoenix.Testing.Telemetry;

/// <summary>A span as a collector got it.</summary>
/// <param name="Trace">Number of the trace, hex.</param>
/// <param name="Id">Number of the span, hex.</param>
/// <param name="Parent">Number of the span that it is part of, hex; empty for the root.</param>
/// <param name="Name">Its name.</param>
/// <param name="Start">When it began, in nanoseconds since 1970.</param>
/// <param name="End">When it ended, in nanoseconds since 1970.</param>
/// <param name="IsError">Whether its status is an error.</param>
/// <param name="Attributes">Its attributes, as text.</param>
public sealed record ReceivedSpan(string Trace, string Id, string Parent, string Name, ulong Start, ulong End, bool IsError, IReadOnlyDictionary<string, string> Attributes)
{
    private const ulong Error = 2;

    public double Seconds => (End - Start) / 1e9;

    internal static ReceivedSpan Of(ProtobufMessage span) => new(
        span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), span.Number(7), span.Number(8), span.One(15)?.Number(3) == Error,
        span.All(9).ToDictionary(a => a.Text(1), a => Text(a.One(2)!)));

    // AnyValue: string, bool, int, double.
    private static string Text(ProtobufMessage value) =>
        value.Has(1) ? value.Text(1)
        : value.Has(2) ? value.Number(2) == 1 ? "true" : "false"
        : value.Has(3) ? ((long)value.Number(3)).ToString(CultureInfo.InvariantCulture)
        : BitConverter.UInt64BitsToDouble(value.Number(4)).ToString(CultureInfo.InvariantCulture);
}
