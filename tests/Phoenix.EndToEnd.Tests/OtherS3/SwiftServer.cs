using Phoenix.Ports;

namespace Phoenix.EndToEnd.Tests.OtherS3;

/// <summary>OpenStack Swift with its s3api.</summary>
public sealed class SwiftServer() : OtherServer("swift-s3.sh", "SWIFT_S3")
{
    /// <inheritdoc/>
    public override ConditionalPuts ConditionalPuts => ConditionalPuts.Refused;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Programs => ["swift-proxy-server", "swift-account-server", "swift-container-server", "swift-object-server"];

    /// <inheritdoc/>
    protected override string Install => "apt-get install --no-install-recommends swift-proxy swift-account swift-container swift-object";
}
