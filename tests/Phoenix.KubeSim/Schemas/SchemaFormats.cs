using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Phoenix.KubeSim.Schemas;

/// <summary>The formats of strings that the server checks; others pass.</summary>
internal static partial class SchemaFormats
{
    public static bool Fits(string format, string text) => format switch
    {
        "date-time" => Moment().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "byte" => text.Length == 0 || Base64.IsValid(Encoding.UTF8.GetBytes(text)),
        "duration" => Span().IsMatch(text) || WordSpan().IsMatch(text),
        "ipv4" => IPAddress.TryParse(text, out IPAddress? four) && four.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork,
        "ipv6" => IPAddress.TryParse(text, out IPAddress? six) && six.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6,
        "uuid" => Guid.TryParse(text, out _),
        "uri" => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out _),
        _ => true,
    };

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})\z")]
    private static partial Regex Moment();

    // What Go reads as a duration.
    [GeneratedRegex(@"^[-+]?(0|(\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))*)\z")]
    private static partial Regex Span();

    // The longer words that the validator's own parser takes as well.
    [GeneratedRegex(@"^\s*\d+\s*(ns|us|ms|s|m|h|d|w|(nano|micro|milli|sec(ond)?|min(ute)?|hour|day|week|hr)s?)(\s*\d+\s*(ns|us|ms|s|m|h|d|w|(nano|micro|milli|sec(ond)?|min(ute)?|hour|day|week|hr)s?))*\s*\z")]
    private static partial Regex WordSpan();
}
