using Microsoft.AspNetCore.Http;

namespace Phoenix.Lab.S3.Faults;

/// <summary>Does to a request what the fault rule that hit it says.</summary>
internal static class Disturbance
{
    /// <summary>Serves the request, disturbed by the rule; undisturbed without one.</summary>
    /// <exception cref="S3Exception">The rule refuses it.</exception>
    public static async Task ServeAsync(HttpContext http, FaultRule? rule, Func<Task> serve)
    {
        switch (rule?.Effect)
        {
            case FaultEffect.Refuse:
                throw new S3Exception(new S3Error(rule.Code!, rule.Status, rule.Message!));
            case FaultEffect.Delay:
                await Task.Delay(rule.Delay, http.RequestAborted);
                await serve();
                break;
            case FaultEffect.ResetBody:
                http.Request.Body = new ResettingStream(http.Request.Body, () => (http.Request.ContentLength ?? 0) / 2, http.Abort);
                http.Response.Body = new ResettingStream(http.Response.Body, () => (http.Response.ContentLength ?? 0) / 2, http.Abort);
                await serve();
                break;
            case FaultEffect.LoseAnswer:
                http.Response.Body = Stream.Null;
                await serve();
                http.Abort();
                break;
            default:
                await serve();
                break;
        }
    }
}
