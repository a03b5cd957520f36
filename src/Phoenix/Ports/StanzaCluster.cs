namespace Phoenix.Ports;

/// <summary>A cluster that a stanza belongs to, or belonged to before a <c>stanza-upgrade</c>.</summary>
/// <param name="Id">Its number in the stanza, from 1.</param>
/// <param name="SystemIdentifier">Its system identifier.</param>
/// <param name="Version">PostgreSQL's major version, e.g. <c>15</c>.</param>
public sealed record StanzaCluster(int Id, ulong SystemIdentifier, string Version);
