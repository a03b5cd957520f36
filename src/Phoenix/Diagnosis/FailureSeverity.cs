using System.Text.Json.Serialization;

namespace Phoenix.Diagnosis;

/// <summary>What a failure costs; the worst first.</summary>
public enum FailureSeverity
{
    /// <summary>Data are lost, or will be with the next wipe or restore.</summary>
    [JsonStringEnumMemberName("data-loss")]
    DataLoss,

    /// <summary>The database does not come back before somebody does something.</summary>
    [JsonStringEnumMemberName("blocks-restore")]
    BlocksRestore,

    /// <summary>It takes longer, or has to be run again.</summary>
    [JsonStringEnumMemberName("slow")]
    Slow,
}
