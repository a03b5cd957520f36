using Phoenix.Errors;

namespace Phoenix.Checks.Rules;

/// <summary>Tells an answer that a restore would get, too, from one that may pass.</summary>
internal static class Refusal
{
    /// <summary>Whether the error speaks against the restore's configuration, so that a restore fails whenever it is tried.</summary>
    public static bool IsDefinite(PhoenixException e) => e.Code is ErrorCode.RepositoryDenied or ErrorCode.Configuration or ErrorCode.RecordDamaged && !e.IsTransient;
}
