using Phoenix.Lab.S3;

namespace Phoenix.Lab.Local;

/// <summary>The S3 keys in the lab's vault.</summary>
/// <param name="Current">The key of the stack as it stands; null before the first create and after it was cut off.</param>
/// <param name="Next">The key that the next create will put into the stack. Everything that looks from outside reads with it, so that what the restore needs is what was tried.</param>
public sealed record VaultKeys(AccessKey? Current, AccessKey Next);
