using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Phoenix.Castle;

/// <summary>
/// Programs on PATH that hand their call (name, directory, arguments, environment) to the test's process, and print what it answers: so what they stand for
/// acts on the doubles. An exception of the test's own code is the call's failure, and is kept.
/// </summary>
internal sealed class StandInDesk : IAsyncDisposable
{
    private const string Script = """
        #!/usr/bin/env bash
        exec 3<>/dev/tcp/127.0.0.1/@PORT@ || exit 70
        { printf '%s\0' "${0##*/}" "$PWD" "$#" "$@"; env -0; printf '\0'; } >&3
        while IFS= read -r -u 3 line; do
          case $line in
            '1 '*) printf '%s\n' "${line:2}" ;;
            '2 '*) printf '%s\n' "${line:2}" >&2 ;;
            'x '*) exit "${line:2}" ;;
          esac
        done
        exit 70
        """;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly Func<StandInCall, CancellationToken, Task<StandInAnswer>> _answer;
    private readonly ConcurrentBag<Task> _calls = [];
    private readonly Task _listening;

    private StandInDesk(Func<StandInCall, CancellationToken, Task<StandInAnswer>> answer)
    {
        _answer = answer;
        _listener.Start();
        _listening = ListenAsync();
    }

    /// <summary>What went wrong in the test's own code.</summary>
    public ConcurrentQueue<Exception> Faults { get; } = new();

    /// <summary>Every call, in order.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Writes the programs into a folder, and answers them from now on.</summary>
    public static StandInDesk Open(string folder, IEnumerable<string> programs, Func<StandInCall, CancellationToken, Task<StandInAnswer>> answer)
    {
        StandInDesk desk = new(answer);
        string port = ((IPEndPoint)desk._listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        foreach (string path in programs.Select(p => Path.Combine(folder, p)))
        {
            File.WriteAllText(path, Script.Replace("@PORT@", port, StringComparison.Ordinal));
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return desk;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Dispose();
        await _listening;
        await Task.WhenAll(_calls);
        _ended.Dispose();
    }

    private async Task ListenAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_ended.Token);
                _calls.Add(Task.Run(() => ServeAsync(client)));
            }
            catch (Exception e) when (_ended.IsCancellationRequested && e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using NetworkStream stream = client.GetStream();
                using StreamReader reader = new(stream, Encoding.UTF8, leaveOpen: true);
                StandInCall call = Read(reader);
                Calls.Enqueue($"{call.Program} {call.Line} [{Path.GetFileName(call.Directory)}]");
                StandInAnswer answer = await AnswerAsync(call);
                StringBuilder text = new();
                Append(text, '1', answer.Output);
                Append(text, '2', answer.Error);
                text.Append(CultureInfo.InvariantCulture, $"x {answer.ExitCode}\n");
                await stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), _ended.Token);
            }
            catch (IOException)
            {
                // The program was killed: nobody waits for the answer.
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        }
    }

    private async Task<StandInAnswer> AnswerAsync(StandInCall call)
    {
        try
        {
            return await _answer(call, _ended.Token);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Faults.Enqueue(e);
            return StandInAnswer.Fault($"Error: the stand-in itself failed: {e.Message}");
        }
    }

    private static void Append(StringBuilder text, char stream, string lines)
    {
        foreach (string line in lines.Split('\n').Where(l => l.Length > 0))
        {
            text.Append(stream).Append(' ').Append(line).Append('\n');
        }
    }

    private static StandInCall Read(StreamReader reader)
    {
        string program = Next(reader);
        string directory = Next(reader);
        string[] arguments = [.. Enumerable.Range(0, int.Parse(Next(reader), CultureInfo.InvariantCulture)).Select(_ => Next(reader))];
        Dictionary<string, string> environment = new(StringComparer.Ordinal);
        while (Next(reader) is { Length: > 0 } variable)
        {
            int at = variable.IndexOf('=', StringComparison.Ordinal);
            environment[variable[..at]] = variable[(at + 1)..];
        }

        return new StandInCall(program, directory, arguments, environment);
    }

    private static string Next(StreamReader reader)
    {
        StringBuilder text = new();
        int c;
        while ((c = reader.Read()) > 0)
        {
            text.Append((char)c);
        }

        return c == 0 ? text.ToString() : throw new IOException("the call was cut off");
    }
}
