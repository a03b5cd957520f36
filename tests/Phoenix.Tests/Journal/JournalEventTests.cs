using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Phoenix.Diagnosis;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Proof;
using Phoenix.Recovery;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Tests.Journal;

public sealed class JournalEventTests
{
    public static TheoryData<string> Types => [.. Samples.EventTypes.Select(t => t.Name)];

    /// <summary>One that says of bytes before it that they were skipped cannot stand in a whole journal; the tests of torn ones read it.</summary>
    public static TheoryData<string> TypesOfAWholeJournal => [.. Samples.EventTypes.Where(t => t != typeof(JournalEvent.JournalRepaired)).Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(TypesOfAWholeJournal))]
    public void Every_event_comes_back_as_it_was(string name)
    {
        JournalEvent written = Samples.Event(Samples.EventTypes.Single(t => t.Name == name));
        using MemoryRunStore store = new();
        new RunJournal(store, TimeProvider.System).Append(written);
        using MemoryStream stored = new(store.Journal);

        JournalEvent read = RunJournal.Read(stored).Events.Single();

        Assert.Equal(Samples.Describe(written), Samples.Describe(read));
        Assert.Equal(written.GetType(), read.GetType());
    }

    /// <summary>Whoever reads a journal with the serializer alone finds what it would have written itself, and the other way round.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void Every_event_is_spelled_as_the_serializer_spells_the_family(string name)
    {
        AssertSpelledAsTheFamily(Samples.Event(Samples.EventTypes.Single(t => t.Name == name)));
    }

    /// <summary>The events that are written without the serializer, in each of their shapes.</summary>
    [Fact]
    public void Events_of_every_run_are_spelled_as_the_serializer_spells_them()
    {
        foreach (StepState state in Enum.GetValues<StepState>())
        {
            foreach (LayerPhase phase in Enum.GetValues<LayerPhase>())
            {
                AssertSpelledAsTheFamily(new JournalEvent.LayerStarted(1, "l", phase));
                AssertSpelledAsTheFamily(new JournalEvent.LayerEnded(1, "l", phase, state, null, 1e-7));
                AssertSpelledAsTheFamily(new JournalEvent.LayerEnded(1, "l", phase, state, "'because'", 123456789.5) { Code = "PHX000" });
                AssertSpelledAsTheFamily(new JournalEvent.LayerEnded(1, "l", phase, state, "", 0) { Explanation = (KnownCause)Samples.Make(typeof(KnownCause)) });
            }
        }

        foreach (Verdict? verdict in (Verdict?[])[null, .. Enum.GetValues<Verdict>()])
        {
            AssertSpelledAsTheFamily(new JournalEvent.RunEnded(verdict, -1));
        }

        AssertSpelledAsTheFamily(new JournalEvent.RunStarted(Guid.Empty, "s", new Dictionary<string, string>(), new Dictionary<string, string> { ["é\"'"] = "+\u2028" }));
        AssertSpelledAsTheFamily(new JournalEvent.ToolStarted("layer 'a': up", 1, 0));
        AssertSpelledAsTheFamily(new JournalEvent.ToolEnded("", 1, long.MinValue, -1, double.Epsilon));
    }

    /// <summary>Somebody may have written it with a sum that is right: it is refused as what it is, and not by an internal error.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void A_line_with_a_byte_that_is_no_text_is_read_or_refused(string name)
    {
        byte[] line = JournalLine.Write(7, JournalLine.Hash("before"u8), Samples.Event(Samples.EventTypes.Single(t => t.Name == name)));
        Assert.True(JournalLine.TryRead(line, out _));
        int frame = line.AsSpan().IndexOf("\"event\""u8);
        for (int at = 0; at < line.Length - JournalLine.SumLength; at++)
        {
            byte[] body = line[..^JournalLine.SumLength];
            body[at] = 0xFF;
            byte[] forged = [.. body, .. JournalLine.SumMarker, .. Encoding.ASCII.GetBytes(JournalLine.Hash(body)), .. "\"}"u8];
            Assert.True(JournalLine.IsWhole(forged));
            // Within the event a member whose name is none that is known may be passed over.
            Assert.False(JournalLine.TryRead(forged, out _) && at < frame, $"byte {at}");
        }
    }

    [Fact]
    public void The_description_that_the_round_trip_compares_sees_every_member()
    {
        Sentinel sentinel = new(SentinelName.A, "x", new Lsn(1), 2, DateTimeOffset.UnixEpoch);
        string description = Samples.Describe(new JournalEvent.SentinelWritten(3, sentinel));
        Assert.NotEqual(description, Samples.Describe(new JournalEvent.SentinelWritten(3, sentinel with { Xid = 9 })));
        Assert.NotEqual(description, Samples.Describe(new JournalEvent.SentinelWritten(3, sentinel with { WrittenAt = DateTimeOffset.UnixEpoch.AddTicks(1) })));
        Assert.NotEqual(description, Samples.Describe(new JournalEvent.SentinelWritten(4, sentinel)));
    }

    [Fact]
    public void Every_event_of_the_family_has_a_discriminator_in_camel_case()
    {
        Dictionary<Type, object?> table = typeof(JournalEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().ToDictionary(a => a.DerivedType, a => a.TypeDiscriminator);
        Assert.All(Samples.EventTypes, t => Assert.Equal(JsonNamingPolicy.CamelCase.ConvertName(t.Name), table.GetValueOrDefault(t)));
        Assert.Equal(table.Count, Samples.EventTypes.Count());
    }

    [Fact]
    public void Lsn_identifiers_and_times_are_spelled_exactly()
    {
        using MemoryRunStore store = new();
        RunJournal journal = new(store, TimeProvider.System);
        journal.Append(new JournalEvent.SentinelWritten(1, new Sentinel(SentinelName.D, "c", Lsn.Parse("0/3000148"), 7448305301987654321, DateTimeOffset.UnixEpoch.AddTicks(1))));

        string line = Encoding.UTF8.GetString(store.Journal);

        Assert.Contains("\"type\":\"sentinelWritten\"", line, StringComparison.Ordinal);
        Assert.Contains("\"insertLsn\":\"0/3000148\"", line, StringComparison.Ordinal);
        Assert.Contains("\"xid\":\"7448305301987654321\"", line, StringComparison.Ordinal);
        Assert.Contains("\"writtenAt\":\"1970-01-01T00:00:00.0000001+00:00\"", line, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"D\"", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(PlantedSettings))]
    [InlineData(typeof(Exception))]
    [InlineData(typeof(Uri))]
    [InlineData(typeof(Dictionary<string, object>))]
    public void A_type_that_is_not_in_the_context_cannot_be_serialized(Type type)
    {
        JsonSerializerContext context = Context();
        Assert.Null(context.GetTypeInfo(type));
        object value = type == typeof(Uri) ? new Uri("http://user:secret@host/") : Activator.CreateInstance(type)!;
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(value, type, context.Options));
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(value, typeof(object), context.Options));
    }

    [Fact]
    public void An_event_from_outside_the_family_cannot_be_made()
    {
        Assert.All(
            typeof(JournalEvent).GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public),
            c => Assert.True(c.IsPrivate || c.GetParameters() is [{ ParameterType: var p }] && p == typeof(JournalEvent)));
        Assert.All(typeof(JournalEvent).GetNestedTypes().Where(t => !t.IsAbstract), t => Assert.True(t.IsSealed));
    }

    /// <summary>What may stand in a journal is named here once more, so that a new kind of content is a decision and no accident.</summary>
    [Fact]
    public void Events_hold_records_of_Phoenix_and_plain_values_only()
    {
        HashSet<Type> seen = [];
        foreach (Type type in Samples.EventTypes)
        {
            Visit(type, seen);
        }

        Assert.Contains(typeof(Witness), seen);

        // An explanation is text of the catalogue, nothing of what was printed.
        Assert.All(seen, t => Assert.True(
            t.IsEnum || t.Namespace is "Phoenix.Journal" or "Phoenix.Proof" or "Phoenix.Recovery" || Plain.Contains(t) || t == typeof(KnownCause), $"{t} in the journal"));
    }

    private static readonly HashSet<Type> Plain =
        [typeof(string), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(double), typeof(bool), typeof(Guid), typeof(DateTimeOffset)];

    private static void Visit(Type type, HashSet<Type> seen)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsGenericType)
        {
            Array.ForEach(type.GetGenericArguments(), a => Visit(a, seen));
            return;
        }

        if (seen.Add(type) && !type.IsEnum && type.Namespace!.StartsWith("Phoenix", StringComparison.Ordinal) && type != typeof(Lsn))
        {
            foreach (PropertyInfo property in type.GetProperties().Where(p => p.CanWrite))
            {
                Visit(property.PropertyType, seen);
            }
        }
    }

    private static void AssertSpelledAsTheFamily(JournalEvent written)
    {
        JsonTypeInfo json = Context().GetTypeInfo(typeof(JournalEvent))!;
        using MemoryRunStore store = new();
        JournalEvent stamped = new RunJournal(store, TimeProvider.System).Append(written);

        Assert.Contains(",\"event\":" + JsonSerializer.Serialize(stamped, json) + ",\"sum\":\"", Encoding.UTF8.GetString(store.Journal), StringComparison.Ordinal);
    }

    private static JsonSerializerContext Context() => (JsonSerializerContext)typeof(RunJournal).Assembly
        .GetType("Phoenix.Journal.JournalJson", throwOnError: true)!
        .GetProperty("Default", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
        .GetValue(null)!;

    private sealed class PlantedSettings
    {
        public string SecretAccessKey { get; } = "hunter2";
    }
}
