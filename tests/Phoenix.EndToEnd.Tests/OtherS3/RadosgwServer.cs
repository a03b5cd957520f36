using Phoenix.Ports;

namespace Phoenix.EndToEnd.Tests.OtherS3;

/// <summary>Ceph's radosgw, with one monitor and one OSD.</summary>
public sealed class RadosgwServer() : OtherServer("rgw-s3.sh", "RGW_S3")
{
    /// <inheritdoc/>
    public override ConditionalPuts ConditionalPuts => ConditionalPuts.Kept;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Programs => ["radosgw", "radosgw-admin", "ceph-mon", "ceph-osd", "ceph"];

    /// <inheritdoc/>
    protected override string Install => "apt-get install --no-install-recommends radosgw ceph-mon ceph-osd ceph-common";
}
