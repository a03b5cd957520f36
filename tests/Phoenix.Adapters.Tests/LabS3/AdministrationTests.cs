using System.Net;
using System.Net.Sockets;
using System.Text;
using Phoenix.Lab.S3;
using Xunit;

namespace Phoenix.Adapters.Tests.LabS3;

/// <summary>Keys, faults, health, and the endpoint's start and stop.</summary>
public sealed class AdministrationTests
{
    private const string Target = "/" + LabEndpoint.Bucket + "/object";

    [Fact]
    public async Task After_a_revocation_nothing_changes_any_more()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        for (int round = 0; round < 3; round++)
        {
            AccessKey key = await endpoint.Admin.MintKeyAsync(CancellationToken.None);
            int written = 0;
            var hammering = new TaskCompletionSource();
            Task<(int Writer, int Acknowledged)>[] writers = [.. Enumerable.Range(0, 8).Select(writer => HammerAsync(writer))];
            await hammering.Task.WaitAsync(TimeSpan.FromSeconds(10));
            await endpoint.Admin.RevokeKeyAsync(key.Id, CancellationToken.None);
            List<(string, string)> atOnce = await Answers.ListAsync(endpoint, endpoint.Host.AdminKey);
            (int Writer, int Acknowledged)[] ended = await Task.WhenAll(writers);
            List<(string, string)> later = await Answers.ListAsync(endpoint, endpoint.Host.AdminKey);
            Assert.Equal(atOnce, later);
            Assert.True(ended.Sum(writer => writer.Acknowledged) >= 20);

            async Task<(int, int)> HammerAsync(int writer)
            {
                for (int acknowledged = 0; ; acknowledged++)
                {
                    byte[] body = Encoding.ASCII.GetBytes($"{round} {writer} {acknowledged}" + new string('x', 50_000));
                    HttpMethod method = acknowledged % 5 == 4 ? HttpMethod.Delete : HttpMethod.Put;
                    using HttpResponseMessage answer = await endpoint.SendAsync(method, $"{Target}-{writer}-{acknowledged % 7}", method == HttpMethod.Put ? body : null, key: key);
                    if (answer.StatusCode == HttpStatusCode.Forbidden)
                    {
                        Assert.Equal("InvalidAccessKeyId", (await Answers.ErrorAsync(answer)).Element("Code")?.Value);
                        return (writer, acknowledged);
                    }
                    Assert.True(answer.IsSuccessStatusCode);
                    if (Interlocked.Increment(ref written) == 20)
                    {
                        hammering.TrySetResult();
                    }
                }
            }
        }
    }

    [Fact]
    public async Task A_request_under_way_is_refused_when_its_key_is_revoked()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(endpoint);
        await connection.SendHeadAsync(endpoint, HttpMethod.Put, Target, "content-length: 10\r\nexpect: 100-continue\r\n");
        // The endpoint asks for the body only once it has let the request in.
        Assert.StartsWith("HTTP/1.1 100", await connection.ReadAsync(), StringComparison.Ordinal);
        await endpoint.Admin.RevokeKeyAsync(endpoint.Key.Id, CancellationToken.None);
        await connection.SendAsync("0123456789"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 403", await connection.ReadAsync(), StringComparison.Ordinal);
        Assert.Empty(await Answers.ListAsync(endpoint, endpoint.Host.AdminKey));
    }

    [Fact]
    public async Task Keys_and_data_outlive_a_restart_and_so_does_a_revocation()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        await Answers.DoneAsync(endpoint.SendAsync(HttpMethod.Put, Target, "content"u8.ToArray()));
        AccessKey revoked = await endpoint.Admin.MintKeyAsync(CancellationToken.None);
        await endpoint.Admin.RevokeKeyAsync(revoked.Id, CancellationToken.None);
        string ca = await File.ReadAllTextAsync(endpoint.Host.CaFile, TestContext.Current.CancellationToken);
        AccessKey admin = endpoint.Host.AdminKey;
        await endpoint.RestartAsync();
        Assert.Equal(admin, endpoint.Host.AdminKey);
        Assert.Equal(ca, await File.ReadAllTextAsync(endpoint.Host.CaFile, TestContext.Current.CancellationToken));
        await Answers.DoneAsync(endpoint.SendAsync(HttpMethod.Get, Target));
        await Answers.RefusedAsync(endpoint.SendAsync(HttpMethod.Get, Target, key: revoked), HttpStatusCode.Forbidden, "InvalidAccessKeyId");
        S3EndpointException unknown = await Assert.ThrowsAsync<S3EndpointException>(() => endpoint.Admin.RevokeKeyAsync(revoked.Id, CancellationToken.None));
        Assert.Equal((404, "InvalidAccessKeyId"), (unknown.Status, unknown.Code));
        await Assert.ThrowsAsync<S3EndpointException>(() => endpoint.Admin.RevokeKeyAsync(admin.Id, CancellationToken.None));
        using S3EndpointAdmin opened = S3EndpointAdmin.Open(new S3EndpointOptions { Directory = endpoint.Directory, Port = endpoint.Host.Port }, TimeProvider.System);
        Assert.Empty(await opened.GetFaultsAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Secrets_are_for_their_owner_only_and_in_no_text()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(endpoint.Directory, "keys.json")));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(endpoint.Directory, "server.pem")));
        Assert.Equal(OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(endpoint.Host.CaFile));
        Assert.DoesNotContain("PRIVATE", await File.ReadAllTextAsync(endpoint.Host.CaFile, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain(endpoint.Key.Secret, $"{endpoint.Key}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_hit_what_they_name_as_often_as_they_say()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        AccessKey other = await endpoint.Admin.MintKeyAsync(CancellationToken.None);
        var slow = new FaultRule { Id = "slow", Method = "PUT", KeyPattern = "^archive/", Status = 503, Code = "SlowDown", Message = "Please reduce your request rate.", Count = 2 };
        var broken = new FaultRule { Id = "broken", AccessKey = other.Id, Status = 500, Code = "InternalError", Message = "planted" };
        await endpoint.Admin.SetFaultsAsync([slow, broken], CancellationToken.None);
        const string Archive = "/" + LabEndpoint.Bucket + "/archive%2Fx";
        await Answers.DoneAsync(endpoint.SendAsync(HttpMethod.Put, Target));
        await Answers.RefusedAsync(endpoint.SendAsync(HttpMethod.Put, Archive), HttpStatusCode.ServiceUnavailable, "SlowDown");
        await Answers.RefusedAsync(endpoint.SendAsync(HttpMethod.Get, Archive), HttpStatusCode.NotFound, "NoSuchKey");
        await Answers.RefusedAsync(endpoint.SendAsync(HttpMethod.Put, Archive), HttpStatusCode.ServiceUnavailable, "SlowDown");
        await Answers.DoneAsync(endpoint.SendAsync(HttpMethod.Put, Archive));
        await Answers.RefusedAsync(endpoint.SendAsync(HttpMethod.Get, Target, key: other), HttpStatusCode.InternalServerError, "InternalError");
        Assert.Equal([new FaultStatus(slow, 2), new FaultStatus(broken, 1)], await endpoint.Admin.GetFaultsAsync(CancellationToken.None));

        foreach (FaultRule wrong in (FaultRule[])[slow with { KeyPattern = "(" }, slow with { Status = 200 }, slow with { Count = -1 }, slow with { Id = "" }, slow with { Share = 1.5 }, slow with { Effect = FaultEffect.Delay }, slow with { Code = null }, broken])
        {
            await Assert.ThrowsAsync<S3EndpointException>(() => endpoint.Admin.SetFaultsAsync([wrong, broken], CancellationToken.None));
        }
        Assert.Equal(2, (await endpoint.Admin.GetFaultsAsync(CancellationToken.None)).Count);
        await endpoint.Admin.ClearFaultsAsync(CancellationToken.None);
        Assert.Empty(await endpoint.Admin.GetFaultsAsync(CancellationToken.None));
        await Answers.DoneAsync(endpoint.SendAsync(HttpMethod.Get, Target, key: other));
    }

    [Fact]
    public async Task Health_needs_no_key()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        using HttpResponseMessage answer = await Answers.DoneAsync(endpoint.SendRawAsync(endpoint.Unsigned(HttpMethod.Get, "/.phoenix/health")));
        Assert.Contains($"\"pid\":{Environment.ProcessId}", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        S3EndpointHealth health = await endpoint.Admin.HealthAsync(CancellationToken.None);
        Assert.True(health.StartedAt <= TimeProvider.System.GetUtcNow() && health.Version.Length > 0);
        await Answers.RefusedAsync(endpoint.SendRawAsync(endpoint.Unsigned(HttpMethod.Get, "/.phoenix/faults")), HttpStatusCode.Forbidden, "AccessDenied");
    }

    [Fact]
    public async Task Taken_ports_and_directories_are_named()
    {
        using var folder = new TemporaryFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        PortTakenException busy = await Assert.ThrowsAsync<PortTakenException>(() => LabEndpoint.StartHostAsync(folder.Sub("s3"), port: port));
        Assert.Equal(port, busy.Port);
        S3EndpointHost host = await LabEndpoint.StartHostAsync(folder.Sub("s3"));
        await Assert.ThrowsAsync<DirectoryInUseException>(() => LabEndpoint.StartHostAsync(folder.Sub("s3")));
        Task stopped = host.WaitForShutdownAsync(CancellationToken.None);
        Assert.False(stopped.IsCompleted);
        await host.DisposeAsync();
        await stopped.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        await using S3EndpointHost again = await LabEndpoint.StartHostAsync(folder.Sub("s3"), port: host.Port);
        Assert.Equal(host.Port, again.Port);
    }
}
