using Phoenix.Errors;

namespace Phoenix.Adapters.Doctor;

/// <summary>Runs a look whose error is a finding.</summary>
internal static class DoctorFault
{
    /// <summary>What the look found, or its error as a problem; only cancellation passes through.</summary>
    public static async Task<DoctorFinding> CatchAsync(string check, Func<Task<DoctorFinding>> look)
    {
        try
        {
            return await look().ConfigureAwait(false);
        }
        catch (PhoenixException e) when (e.Code != ErrorCode.Interrupted)
        {
            return new DoctorFinding(check, FindingState.Problem, e.Message, e.Hint);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new DoctorFinding(check, FindingState.Problem, e.Message, "make it readable for this account");
        }
    }
}
