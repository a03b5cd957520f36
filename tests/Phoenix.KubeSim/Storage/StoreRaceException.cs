namespace Phoenix.KubeSim.Storage;

/// <summary>Another write came between reading and writing: read again.</summary>
internal sealed class StoreRaceException : Exception;
