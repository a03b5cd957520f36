using System.Globalization;

namespace Phoenix.Checks.Rules;

/// <summary>Whether this machine's clock agrees with the endpoint's: S3 refuses requests that are 15 minutes off, and pgBackRest corrects nothing.</summary>
public sealed class ClockRule : ICheckRule
{
    private const string Fix = "set the clock (chrony, systemd-timesyncd)";

    /// <summary>From here on S3 refuses requests (<c>RequestTimeTooSkewed</c>).</summary>
    public static TimeSpan Refused { get; } = TimeSpan.FromMinutes(15);

    /// <summary>From here on times on record are off.</summary>
    public static TimeSpan Noticeable { get; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public string Name => "clock";

    /// <summary>The difference in words.</summary>
    public static string Describe(TimeSpan ahead) => string.Create(
        CultureInfo.InvariantCulture, $"this machine is {Math.Abs(ahead.TotalSeconds):0} s {(ahead < TimeSpan.Zero ? "behind" : "ahead of")} the S3 endpoint");

    /// <inheritdoc/>
    public IReadOnlyList<CheckFinding> Judge(CheckEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        if (evidence.ClockAhead is null)
        {
            return [CheckFinding.Safe(Name, "the repository is on this machine") with { IsNote = true }];
        }

        if (evidence.ClockAhead.Trouble is { } trouble)
        {
            return [CheckFinding.CouldNotTell(Name, trouble.Message, trouble.Hint) with { IsNote = true }];
        }

        TimeSpan ahead = evidence.ClockAhead.Value;
        return
        [
            ahead.Duration() switch
            {
                var d when d >= Refused => CheckFinding.NotSafe(Name, $"{Describe(ahead)}: it refuses such requests", Fix),
                var d when d >= Noticeable => CheckFinding.NotSafe(Name, $"{Describe(ahead)}: times on record and ages here are off", Fix) with { IsNote = true },
                _ => CheckFinding.Safe(Name, Describe(ahead)),
            },
        ];
    }
}
