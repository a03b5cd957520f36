using System.Text.Json.Nodes;

namespace Phoenix.KubeSim.Operators.Crunchy;

/// <summary>What a restore Job mounts.</summary>
/// <param name="Projections">The user's projections.</param>
/// <param name="Repositories">The repositories of the generated file.</param>
internal sealed record RestoreConfiguration(IReadOnlyList<JsonObject> Projections, IReadOnlyList<RepositorySpec> Repositories);
