namespace Phoenix.Bench;

/// <summary>One round of <see cref="WatchBench"/>.</summary>
/// <param name="Phoenix">Phoenix.</param>
/// <param name="Kubectl">The 20 kubectl; null without kubectl.</param>
/// <param name="KubectlAlive">How many kubectl still watched after the watches had been cut.</param>
/// <param name="KnownSeconds">From the start of Phoenix' process until it knew all objects.</param>
/// <param name="SeenSeconds">From the first of the last changes to the end of Phoenix' wait.</param>
/// <param name="LastLists">LIST requests of Phoenix' last look, which ends the wait.</param>
/// <param name="Different">Objects that Phoenix' watches had otherwise than that list.</param>
internal sealed record WatchRound(WatchClient Phoenix, WatchClient? Kubectl, int KubectlAlive, double KnownSeconds, double SeenSeconds, int LastLists, int Different);
