using System.Globalization;
using System.Text;
using Phoenix.Ports;

namespace Phoenix.Adapters.Processes;

/// <summary>Keeps the beginning and the end of a stream in bounded memory: a tool that prints a gigabyte must not take Phoenix down with it.</summary>
internal sealed class BoundedCapture(ILayerLog? log = null, int capacity = 1 << 20)
{
    private readonly MemoryStream _head = new();
    private readonly int _half = capacity / 2;
    private byte[] _tail = [];
    private long _tailWritten;
    private ILayerLogStream? _lines;
    private readonly Lock _lock = new();

    /// <summary>Takes what was printed, for the log too. One caller at a time.</summary>
    internal void Take(ReadOnlySpan<byte> data)
    {
        Append(data);
        if (log is not null)
        {
            (_lines ??= log.Open()).Write(data);
        }
    }

    /// <summary>Nothing more is printed: the last line ends.</summary>
    internal void End() => _lines?.Dispose();

    internal void Append(ReadOnlySpan<byte> data)
    {
        lock (_lock)
        {
            int toHead = (int)Math.Min(data.Length, _half - _head.Length);
            _head.Write(data[..toHead]);
            data = data[toHead..];
            if (data.IsEmpty)
            {
                return;
            }

            if (_tail.Length == 0)
            {
                _tail = new byte[_half];
            }

            if (data.Length > _half)
            {
                _tailWritten += data.Length - _half;
                data = data[^_half..];
            }

            int at = (int)(_tailWritten % _half);
            int first = Math.Min(data.Length, _half - at);
            data[..first].CopyTo(_tail.AsSpan(at));
            data[first..].CopyTo(_tail);
            _tailWritten += data.Length;
        }
    }

    /// <summary>What was kept, as text, with each secret replaced.</summary>
    internal string ToText(IReadOnlyList<string> secrets)
    {
        Redaction redaction = Redaction.Of(secrets);
        lock (_lock)
        {
            string head = Encoding.UTF8.GetString(_head.GetBuffer(), 0, (int)_head.Length);
            long leftOut = _tailWritten - _half;
            if (leftOut <= 0)
            {
                return redaction.Apply(head + Encoding.UTF8.GetString(_tail, 0, (int)_tailWritten));
            }

            int at = (int)(_tailWritten % _half);
            byte[] ordered = [.. _tail.AsSpan(at), .. _tail.AsSpan(0, at)];
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{redaction.Apply(head, cutBefore: false, cutAfter: true)}\n[{leftOut} bytes left out]\n{redaction.Apply(Encoding.UTF8.GetString(ordered), cutBefore: true, cutAfter: false)}");
        }
    }
}
