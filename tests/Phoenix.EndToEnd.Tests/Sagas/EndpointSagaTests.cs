using Phoenix.EndToEnd.Tests.BadInput;
using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.Lab.S3;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Sagas;

/// <summary>The repository and the disk around a restore: credentials, clocks, room.</summary>
public sealed class EndpointSagaTests(SagaFixture fixture) : IClassFixture<SagaFixture>
{
    private const int TooSmall = 12 << 10;
    private const int Ample = 1 << 20;
    private const string NoSet = @"\[075\]: no backup set found to restore";

    [Fact]
    public async Task The_credentials_have_expired()
    {
        Full.Only("the lab's endpoint says what AWS says");
        SagaWorld world = await fixture.World;
        Saga saga = new(world, "expired", "Credentials that expired");
        SagaServer server = world.Server("expired");
        saga.Tell("Session credentials that were put into a Secret outlive no weekend. The lab's endpoint has keys that do not expire: here it answers as AWS does when they have.");
        FaultRule expired = new() { Id = "expired", AccessKey = world.Key.Id, Status = 400, Code = "ExpiredToken", Message = "The provided token has expired." };
        await world.Admin.SetFaultsAsync([expired], CancellationToken.None);
        try
        {
            string conf = world.Configure(server);
            await saga.CheckAsync(conf, 3, "^  NOT SAFE +reachable .*ExpiredToken");
            string log = await saga.PgBackRestAsync(conf, 75, NoSet, "restore");
            await saga.ExplainAsync(log, "s3-expired-token");

            saga.Tell("With a key that lasts; the old one is refused still:");
            AccessKey fresh = await world.Admin.MintKeyAsync(CancellationToken.None);
            conf = world.Configure(server, ("repo1-s3-key", fresh.Id), ("repo1-s3-key-secret", fresh.Secret));
            await saga.CheckAsync(conf, 0, "^  safe +reachable ");
            await saga.ProvenAsync(server, conf);
        }
        finally
        {
            await world.Admin.ClearFaultsAsync(CancellationToken.None);
        }

        saga.End();
    }

    [Fact]
    public async Task The_clock_is_wrong()
    {
        Full.Only("the endpoint's clock is put off");
        SagaWorld world = await fixture.World;
        Saga saga = new(world, "clock", "A clock that is wrong");
        SagaServer server = world.Server("clock");
        saga.Tell("A machine that was just born has no NTP yet, or woke from a snapshot. S3 refuses what was signed 15 minutes ago. Here the endpoint's clock is 20 minutes behind, which is the same to both.");
        string conf = world.Configure(server);
        world.Clock.Ahead = TimeSpan.FromMinutes(-20);
        try
        {
            await saga.CheckAsync(conf, 3, "^  NOT SAFE +clock .*ahead of the S3 endpoint");
            string log = await saga.PgBackRestAsync(conf, 75, NoSet, "restore");
            await saga.ExplainAsync(log, "s3-clock-skew");
        }
        finally
        {
            world.Clock.Ahead = TimeSpan.Zero;
        }

        saga.Tell("With the clocks set:");
        await saga.CheckAsync(conf, 0, "^  safe +clock ");
        await saga.ProvenAsync(server, conf);
        saga.End();
    }

    [Fact]
    public async Task The_disk_is_full()
    {
        Full.Only("a disk of its own");
        SagaWorld world = await fixture.World;
        await using SmallDisk disk = await SmallDisk.MountAsync(world.Sub("small"), TooSmall);
        Saga saga = new(world, "disk-full", "A disk that is too small");
        SagaServer server = world.Server("small/data");
        saga.Tell("The new volume is smaller than the database. pgBackRest's message does not always say that there is no space left.");
        string conf = world.Configure(server);
        await saga.CheckAsync(conf, 3, "^  NOT SAFE +disk ");
        string log = await saga.PgBackRestAsync(conf, 64, @"\[064\]", "restore");
        await saga.ExplainAsync(log, "pgbackrest-disk-full-restore");
        saga.Tell("On a larger disk; `--delta` keeps what is there already:");
        await disk.ResizeAsync(Ample);
        await saga.CheckAsync(conf, 0, "^  safe +disk ");
        await saga.ProvenAsync(server, conf, null, "--delta");
        saga.End();
    }
}
