using Phoenix.Lab.S3;

namespace Phoenix.Lab.Local;

/// <summary>The S3 keys in the lab's vault.</summary>
/// <param name="Current">The key of the stack as it stands; null before the first create and after it was cut off.</param>
/// <param name="Next">The key that the next create will put into the stack. Everything that looks from outside reads with it, so that what the restore needs is what was tried.</param>
/// <param name="Cut">The key that a wipe is taking away, or took away; null before a wipe began and again once a new stack has its own key. Only this says that a
/// stack was cut off: nothing may conclude it from a key that is missing.</param>
public sealed record VaultKeys(AccessKey? Current, AccessKey Next, AccessKey? Cut);
