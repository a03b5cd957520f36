using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Layers;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Layers;

/// <summary>Which cluster a stack was seen in last.</summary>
public sealed class NotedClusterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("phoenix-noted-").FullName;

    private NotedCluster Noted => new(Path.Combine(_folder, "a.cluster"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Nothing_is_known_at_first()
    {
        Assert.Null(Noted.Read());
        Assert.False(Noted.WasSeenGone);
    }

    [Fact]
    public void One_that_was_noted_is_known_until_it_is_seen_gone()
    {
        Noted.Write(new ClusterIdentity("uid-1"));
        Assert.Equal(new ClusterIdentity("uid-1"), Noted.Read());

        Noted.WriteGone();
        Assert.Null(Noted.Read());
        Assert.True(Noted.WasSeenGone);

        Noted.Write(new ClusterIdentity("uid-2"));
        Assert.Equal(new ClusterIdentity("uid-2"), Noted.Read());
        Assert.False(Noted.WasSeenGone);
    }

    [Fact]
    public void One_that_nobody_knew_is_not_seen_gone()
    {
        Noted.WriteGone();

        Assert.False(Noted.WasSeenGone);
    }

    [Fact]
    public void What_cannot_be_noted_is_an_error()
    {
        NotedCluster nowhere = new(Path.Combine(_folder, "missing", "a.cluster"));

        Assert.Equal(ErrorCode.StateNotWritable, Assert.Throws<PhoenixException>(() => nowhere.Write(new ClusterIdentity("uid-1"))).Code);
    }
}
