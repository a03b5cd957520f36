using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Phoenix.Kubernetes.Cluster.Http;

/// <summary>
/// Reads a list from the network object by object, as they come: a page of a list is megabytes, and neither it nor what was left out of its objects (<see cref="ApiJson.Compact"/>) is held in memory.
/// </summary>
internal sealed class ListBody
{
    private const int BufferSize = 64 * 1024;

    private readonly JsonObject _list = [];
    private readonly JsonArray _items = [];
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = ApiJson.Deepest });
    private Place _place;
    private string _name = "";

    private ListBody()
    {
    }

    private enum Place
    {
        Start,
        Member,
        Value,
        Item,
        End,
    }

    /// <summary>Reads one.</summary>
    /// <returns>The list with its items; items that are no objects are left out.</returns>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static async Task<JsonObject> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        ListBody body = new();
        PipeReader pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: BufferSize, leaveOpen: true));
        try
        {
            while (true)
            {
                ReadResult read = await pipe.ReadAsync(cancellationToken);
                SequencePosition taken = body.Take(read.Buffer, read.IsCompleted);
                if (read.IsCompleted)
                {
                    return body._place == Place.End ? body._list : throw new JsonException("the list ends in its middle");
                }

                pipe.AdvanceTo(taken, read.Buffer.End);
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    // Takes what is whole, and returns where the rest begins.
    private SequencePosition Take(ReadOnlySequence<byte> bytes, bool isLast)
    {
        Utf8JsonReader reader = new(bytes, isLast, _state);
        while (true)
        {
            Utf8JsonReader before = reader;
            if (!TryStep(ref reader))
            {
                _state = before.CurrentState;
                return before.Position;
            }
        }
    }

    private bool TryStep(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
        {
            return false;
        }

        switch (_place)
        {
            case Place.Start:
                _place = reader.TokenType == JsonTokenType.StartObject ? Place.Member : throw new JsonException("a list is an object");
                return true;
            case Place.Member when reader.TokenType == JsonTokenType.EndObject:
                _place = Place.End;
                return true;
            case Place.Member:
                (_name, _place) = (reader.GetString()!, Place.Value);
                return true;
            case Place.Value when _name == "items" && reader.TokenType == JsonTokenType.StartArray:
                _list[_name] = _items;
                _place = Place.Item;
                return true;
            case Place.Item when reader.TokenType == JsonTokenType.EndArray:
                _place = Place.Member;
                return true;
        }

        if (!JsonDocument.TryParseValue(ref reader, out JsonDocument? value))
        {
            return false;
        }

        using (value)
        {
            if (_place == Place.Value)
            {
                _list[_name] = JsonNode.Parse(value.RootElement.GetRawText(), documentOptions: ApiJson.Reading);
                _place = Place.Member;
            }
            else if (value.RootElement.ValueKind == JsonValueKind.Object)
            {
                _items.Add((JsonNode)ApiJson.Compact(value.RootElement));
            }
        }

        return true;
    }
}
