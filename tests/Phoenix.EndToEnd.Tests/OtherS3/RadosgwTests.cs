using Xunit;

namespace Phoenix.EndToEnd.Tests.OtherS3;

public sealed class RadosgwTests(RadosgwServer server) : OtherServerTests(server), IClassFixture<RadosgwServer>;
