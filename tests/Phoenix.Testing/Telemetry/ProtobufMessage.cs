using System.Buffers.Binary;
using System.Text;

namespace Phoenix.Testing.Telemetry;

/// <summary>The fields of one protobuf message, read without its schema: enough for a double that looks at what it was sent.</summary>
internal sealed class ProtobufMessage
{
    private readonly List<(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)> _fields = [];

    public ProtobufMessage(ReadOnlyMemory<byte> data)
    {
        int at = 0;
        while (at < data.Length)
        {
            ulong key = Varint(data.Span, ref at);
            (int number, int wire) = ((int)(key >> 3), (int)(key & 7));
            ulong value = 0;
            ReadOnlyMemory<byte> bytes = default;
            switch (wire)
            {
                case 0:
                    value = Varint(data.Span, ref at);
                    break;
                case 1:
                    value = BinaryPrimitives.ReadUInt64LittleEndian(data.Span[at..]);
                    at += 8;
                    break;
                case 2:
                    int length = (int)Varint(data.Span, ref at);
                    bytes = data.Slice(at, length);
                    at += length;
                    break;
                case 5:
                    value = BinaryPrimitives.ReadUInt32LittleEndian(data.Span[at..]);
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"wire type {wire}");
            }

            _fields.Add((number, value, bytes));
        }
    }

    public IEnumerable<ProtobufMessage> All(int number) => _fields.Where(f => f.Number == number).Select(f => new ProtobufMessage(f.Bytes));

    public ProtobufMessage? One(int number) => All(number).LastOrDefault();

    public bool Has(int number) => _fields.Exists(f => f.Number == number);

    public string Text(int number) => Encoding.UTF8.GetString(Bytes(number).Span);

    public string Hex(int number) => Convert.ToHexStringLower(Bytes(number).Span);

    public ulong Number(int number) => _fields.LastOrDefault(f => f.Number == number).Value;

    private ReadOnlyMemory<byte> Bytes(int number) => _fields.LastOrDefault(f => f.Number == number).Bytes;

    private static ulong Varint(ReadOnlySpan<byte> data, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = data[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
