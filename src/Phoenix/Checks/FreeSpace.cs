namespace Phoenix.Checks;

/// <summary>Room for a restore.</summary>
/// <param name="Folder">Where it will go.</param>
/// <param name="FreeBytes">Bytes that are free there.</param>
/// <param name="FreedBytes">Bytes of the data directory that is there now and that a wipe frees first.</param>
public sealed record FreeSpace(string Folder, long FreeBytes, long FreedBytes);
