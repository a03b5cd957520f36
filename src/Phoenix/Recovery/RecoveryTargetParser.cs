using System.Globalization;
using Phoenix.Errors;

namespace Phoenix.Recovery;

/// <summary>Reads recovery targets and objectives as the command line and the stack file spell them.</summary>
public static class RecoveryTargetParser
{
    private const string Forms = "use latest, immediate, time=2026-02-10 14:55:00+00, lsn=0/3000148, xid=1234 or name=before-wipe, then ,inclusive=false or ,timeline=N";

    private static readonly string[] TimeForms =
    [
        "yyyy-MM-dd HH:mm:sszz", "yyyy-MM-dd HH:mm:ss.FFFFFFzz", "yyyy-MM-dd HH:mm:sszzz", "yyyy-MM-dd HH:mm:ss.FFFFFFzzz",
        "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFK",
    ];

    /// <summary>Reads one target.</summary>
    /// <exception cref="PhoenixException">TargetImpossible: what is wrong with the text, and the forms that are right.</exception>
    public static RecoveryTarget Parse(string text)
    {
        string[] parts = text.Split(',');
        (string kindText, string? value) = SplitPair(parts[0]);
        if (!Enum.TryParse(kindText, ignoreCase: true, out RecoveryTargetKind kind) || !char.IsLetter(kindText[0]))
        {
            throw Bad($"'{kindText}' is no kind of recovery target", Forms);
        }

        var target = new RecoveryTarget(kind, Normalize(kind, value));
        foreach (string option in parts.AsSpan(1))
        {
            (string name, string? setting) = SplitPair(option);
            target = name switch
            {
                "inclusive" when bool.TryParse(setting, out bool inclusive) => target with { Inclusive = inclusive },
                "timeline" when uint.TryParse(setting, NumberStyles.None, CultureInfo.InvariantCulture, out uint t) && t > 0 => target with { Timeline = t },
                _ => throw Bad($"'{option}' is no option of a recovery target", Forms),
            };
        }

        if (!target.Inclusive && kind is RecoveryTargetKind.Latest or RecoveryTargetKind.Immediate or RecoveryTargetKind.Name)
        {
            throw Bad($"inclusive=false means nothing for '{kindText}'", "it goes with time, lsn and xid");
        }

        return target;
    }

    /// <summary>The moment of a time target.</summary>
    /// <exception cref="PhoenixException">TargetImpossible: no date and time with an offset.</exception>
    public static DateTimeOffset ParseTime(string text)
    {
        if (DateTimeOffset.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time)
            && HasOffset(text))
        {
            return time;
        }

        throw Bad(
            HasOffset(text) ? $"'{text}' is no date and time" : $"'{text}' has no offset from UTC",
            "write it with its offset, e.g. time=2026-02-10 14:55:00+00; without one the server's local zone would decide");
    }

    /// <summary>PostgreSQL's and pgBackRest's spelling of a moment: microseconds, UTC.</summary>
    public static string FormatTime(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture) + "+00";

    private static string? Normalize(RecoveryTargetKind kind, string? value)
    {
        switch (kind)
        {
            case RecoveryTargetKind.Latest or RecoveryTargetKind.Immediate:
                return value is null ? null : throw Bad($"'{kind.ToString().ToLowerInvariant()}' takes no value", Forms);
            case var _ when value is null:
                return null;
            case RecoveryTargetKind.Time:
                return FormatTime(ParseTime(value));
            case RecoveryTargetKind.Lsn:
                return Lsn.TryParse(value, out Lsn lsn) ? lsn.ToString() : throw Bad($"'{value}' is no LSN", "write it as PostgreSQL does, e.g. lsn=0/3000148");
            case RecoveryTargetKind.Xid:
                return ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong xid) && xid >= 3
                    ? value
                    : throw Bad($"'{value}' is no transaction id", "write the number that pg_current_xact_id() gave, e.g. xid=1234");
            default:
                return value.Length is > 0 and < 64 && !value.AsSpan().ContainsAnyInRange('\0', '\u001f')
                    ? value
                    : throw Bad("a restore point's name has 1 to 63 characters", "write e.g. name=before-wipe");
        }
    }

    // "+00", "+00:00", "-0530" or "Z" after the time of day.
    private static bool HasOffset(string text)
    {
        int clock = text.IndexOf(':', StringComparison.Ordinal);
        return clock > 0 && (text.EndsWith('Z') || text.AsSpan(clock).IndexOfAny('+', '-') > 0);
    }

    private static (string Name, string? Value) SplitPair(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        (string name, string? value) = equals < 0 ? (text.Trim(), null) : (text[..equals].Trim(), text[(equals + 1)..].Trim());
        return name.Length > 0 ? (name, value) : throw Bad($"'{text}' is no recovery target", Forms);
    }

    private static PhoenixException Bad(string message, string hint) => new(ErrorCode.TargetImpossible, message, hint);
}
