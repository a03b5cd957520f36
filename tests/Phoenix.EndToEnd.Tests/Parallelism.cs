using Xunit;

// Each drill keeps a server, a backup and its checks busy: on more at once the bounds of the waits would be what is tested.
[assembly: Parallelization(MaxThreads = 2)]
