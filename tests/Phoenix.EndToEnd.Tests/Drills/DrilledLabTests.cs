using Xunit;

namespace Phoenix.EndToEnd.Tests.Drills;

/// <summary>The tests that share one drilled lab run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class DrilledLabTests : ICollectionFixture<DrilledLab>
{
    public const string Name = "drilled lab";
}
