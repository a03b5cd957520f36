using Xunit;

namespace Phoenix.EndToEnd.Tests.OtherS3;

public sealed class SwiftTests(SwiftServer server) : OtherServerTests(server), IClassFixture<SwiftServer>;
