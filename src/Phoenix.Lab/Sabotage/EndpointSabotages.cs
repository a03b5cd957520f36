using Phoenix.Drills;
using Phoenix.Lab.Local;
using Phoenix.Lab.S3;

namespace Phoenix.Lab.Sabotage;

/// <summary>What an S3 endpoint can answer to a restore.</summary>
internal static class EndpointSabotages
{
    private const int SlowDown = 503;
    private const int Forbidden = 403;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SabotageDefinition> All => [ErrorAtEnd, ErrorOnHistory, ShiftedClock];

    /// <summary>The endpoint is overloaded just when the last segment is asked for: with a plain restore_command the newest rows would be missing, and nothing would say so.</summary>
    private static SabotageDefinition ErrorAtEnd => new("s3-error-at-end", "S3 answers 503 for the last WAL segment: an error must not become the end of the WAL", "create", "503|SlowDown")
    {
        At = SabotagePoint.BeforeRestore,
        ByFault = true,
        Act = (lab, scene, token) => FailAsync(lab, scene.Witness.LastSegment, SlowDown, "SlowDown", "Please reduce your request rate.", token),
    };

    /// <summary>The same when a history file is asked for: taken for "not found", PostgreSQL would choose a timeline that is in use already.</summary>
    private static SabotageDefinition ErrorOnHistory => new("s3-error-on-history", "S3 answers 503 for timeline history files: an error must not become 'no such timeline'", "create", "\\.history.*(503|SlowDown)")
    {
        At = SabotagePoint.BeforeRestore,
        ByFault = true,
        Act = (lab, _, token) => FailAsync(lab, "\\.history$", SlowDown, "SlowDown", "Please reduce your request rate.", token),
    };

    /// <summary>
    /// The new machine's clock is wrong (a board without a battery, a virtual machine resumed from a snapshot, NTP not up yet): S3 refuses every signed request that
    /// is more than 15 minutes off. A lab has one clock, so the endpoint answers what it would answer then.
    /// </summary>
    private static SabotageDefinition ShiftedClock => new("shifted-clock", "S3 refuses the restore's requests as it does when the machine's clock is more than 15 minutes off", "create", "RequestTimeTooSkewed")
    {
        At = SabotagePoint.BeforeRestore,
        ByFault = true,
        Act = (lab, _, token) => FailAsync(
            lab, "/(backup|archive)/", Forbidden, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.", token),
    };

    // Only requests of the key that the new stack will get: whoever looks from outside is not to be disturbed. Of any method: pgBackRest
    // asks for a history file with HEAD first, and takes "not found" for an answer.
    private static async Task FailAsync(LabStack lab, string keyPattern, int status, string code, string message, CancellationToken cancellationToken)
    {
        using S3EndpointAdmin admin = lab.OpenEndpointAdmin();
        await admin.SetFaultsAsync(
            [
                new FaultRule
                {
                    Id = "sabotage",
                    AccessKey = lab.Site.Credentials.Outside.S3.AccessKey,
                    KeyPattern = keyPattern,
                    Status = status,
                    Code = code,
                    Message = message,
                },
            ],
            cancellationToken);
    }
}
