namespace Phoenix.Rebirths;

/// <summary>Who works on a stack, as the lock's object in the bucket says it.</summary>
/// <param name="Who">The person and the machine, e.g. <c>taz@workstation</c>.</param>
/// <param name="Stack">Name of the stack.</param>
/// <param name="Command">What is being done, e.g. <c>wipe</c>.</param>
/// <param name="Nonce">Tells this holding from every other one.</param>
/// <param name="TakenAt">When it was taken, by the holder's clock.</param>
/// <param name="ExpiresAt">When it ends unless it is renewed, by the holder's clock.</param>
public sealed record LockHolder(string Who, string Stack, string Command, Guid Nonce, DateTimeOffset TakenAt, DateTimeOffset ExpiresAt);
