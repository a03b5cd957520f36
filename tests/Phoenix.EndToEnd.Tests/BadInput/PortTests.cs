using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Phoenix.EndToEnd.Tests.Drills;
using Xunit;

namespace Phoenix.EndToEnd.Tests.BadInput;

/// <summary>A port that somebody else has: named, exit code 2, and once it is free again all is as before.</summary>
public sealed class PortTests
{
    [Theory]
    [InlineData("--port")]
    [InlineData("--s3-port")]
    public async Task A_lab_is_not_made_on_a_port_that_is_taken(string option)
    {
        await using LabState state = new();
        using Squatter squatter = new(0);
        PhoenixResult up = await state.RunAsync("lab", "up", option, squatter.Port);
        Refused.Check(up, 2, "port-taken", $"port {squatter.Port} ");
        Assert.False(File.Exists(Path.Combine(state.Lab("lab"), "lab.json")));
    }

    [Fact]
    public async Task A_stopped_lab_says_which_of_its_ports_was_taken_meanwhile_and_comes_up_when_it_is_free()
    {
        Full.Only("a lab is started six times");
        await using LabState state = new();
        Assert.Equal(0, (await state.RunAsync("lab", "up")).ExitCode);
        Assert.Equal(0, (await state.RunAsync("lab", "psql", "--", "-c", "create table kept as select 42 as answer")).ExitCode);
        Assert.Equal(0, (await state.RunAsync("lab", "down")).ExitCode);

        foreach (string which in (string[])["s3Port", "postgresPort"])
        {
            using Squatter squatter = new(Port(state, which));
            Refused.Check(await state.RunAsync("lab", "up"), 2, "port-taken", squatter.Port);
            PhoenixResult drill = await state.RunAsync("drill");
            Assert.True(drill.ExitCode == 2, drill.ToString());
            Assert.Contains("(port-taken)", drill.Error, StringComparison.Ordinal);
            Assert.Contains(squatter.Port, drill.Error, StringComparison.Ordinal);
        }

        PhoenixResult free = await state.RunAsync("lab", "up");
        Assert.True(free.ExitCode == 0, free.ToString());
        Assert.Equal("42\n", (await state.RunAsync("lab", "psql", "--", "-Atc", "select answer from kept")).Output);
    }

    private static int Port(LabState state, string name)
    {
        using JsonDocument record = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(state.Lab("lab"), "lab.json")));
        return record.RootElement.GetProperty(name).GetInt32();
    }

    /// <summary>Somebody who listens where Phoenix wants to, on both loopback addresses.</summary>
    private sealed class Squatter : IDisposable
    {
        private readonly List<TcpListener> _listeners = [];

        public Squatter(int port)
        {
            var first = new TcpListener(IPAddress.Loopback, port);
            first.Start();
            _listeners.Add(first);
            int chosen = ((IPEndPoint)first.LocalEndpoint).Port;
            Port = chosen.ToString(CultureInfo.InvariantCulture);
            if (Socket.OSSupportsIPv6)
            {
                var second = new TcpListener(IPAddress.IPv6Loopback, chosen);
                try
                {
                    second.Start();
                    _listeners.Add(second);
                }
                catch (SocketException)
                {
                    second.Dispose(); // No IPv6 on this machine, or taken there by another: one address is enough.
                }
            }
        }

        public string Port { get; }

        public void Dispose() => _listeners.ForEach(l => l.Dispose());
    }
}
