namespace Phoenix.Adapters.Processes;

/// <summary>Our end of a pipe that a process writes to, and what takes what it prints.</summary>
/// <param name="Descriptor">The end; whoever follows the process closes it.</param>
/// <param name="Capture">Takes it.</param>
internal sealed record FollowedPipe(int Descriptor, BoundedCapture Capture);
