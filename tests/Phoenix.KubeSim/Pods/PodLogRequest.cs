namespace Phoenix.KubeSim.Pods;

/// <summary>What of a log is asked for.</summary>
/// <param name="TailLines">Only so many from the end; null for all.</param>
/// <param name="Follow">Whether lines that come later are told as well.</param>
/// <param name="Previous">Whether the container before a restart is meant.</param>
public sealed record PodLogRequest(int? TailLines, bool Follow, bool Previous);
