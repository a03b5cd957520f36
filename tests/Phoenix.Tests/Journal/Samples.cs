using System.Collections;
using System.Reflection;
using Phoenix.Journal;
using Phoenix.Recovery;

namespace Phoenix.Tests.Journal;

/// <summary>Makes a value of any type that events hold, with extreme numbers, by reflection: a new event is covered by itself.</summary>
internal static class Samples
{
    public static IEnumerable<Type> EventTypes => typeof(JournalEvent).GetNestedTypes().Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(JournalEvent)));

    public static JournalEvent Event(Type type) =>
        (JournalEvent)Make(type) with { At = new DateTimeOffset(2026, 2, 10, 14, 55, 0, TimeSpan.FromHours(5.5)).AddTicks(1234567) };

    public static object Make(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
        {
            return "é \"quoted\" \\ ,\"sum\":\" \u0001 \U0001F525 <&>\n";
        }

        if (type == typeof(int) || type == typeof(long) || type == typeof(uint) || type == typeof(ulong))
        {
            return type.GetField("MaxValue")!.GetValue(null)!;
        }

        if (type == typeof(double))
        {
            return 0.1 + 0.2;
        }

        if (type == typeof(bool))
        {
            return true;
        }

        if (type == typeof(Guid))
        {
            return new Guid("0194f0a1-2b3c-7d4e-8f60-718293a4b5c6");
        }

        if (type == typeof(DateTimeOffset))
        {
            return new DateTimeOffset(2026, 2, 10, 14, 54, 2, TimeSpan.FromHours(-3)).AddTicks(7654321);
        }

        if (type == typeof(Lsn))
        {
            return new Lsn(ulong.MaxValue - 0xFF);
        }

        if (type.IsEnum)
        {
            Array values = Enum.GetValues(type);
            return values.GetValue(values.Length - 1)!;
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            Type item = type.GetGenericArguments()[0];
            IList list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
            list.Add(Make(item));
            list.Add(Make(item));
            return list;
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
        {
            Type[] arguments = type.GetGenericArguments();
            IDictionary dictionary = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(arguments))!;
            dictionary.Add(Make(arguments[0]), Make(arguments[1]));
            return dictionary;
        }

        ConstructorInfo constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        return constructor.Invoke([.. constructor.GetParameters().Select(p => Make(p.ParameterType))]);
    }

    /// <summary>All of a value's content in one text, member by member, so that values with lists inside can be compared.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "null",
        string s => $"'{s}'",
        DateTimeOffset t => t.ToString("O"),
        double d => d.ToString("R"),
        ValueType v when v.GetType().Namespace == "System" || v is Enum => v.ToString()!,
        IDictionary d => "{" + string.Join(",", d.Keys.Cast<object>().Select(k => Describe(k) + ":" + Describe(d[k]))) + "}",
        IEnumerable e => "[" + string.Join(",", e.Cast<object?>().Select(Describe)) + "]",
        _ => value.GetType().Name + "(" + string.Join(",", value.GetType().GetProperties()
            .Where(p => p.CanWrite && p.GetMethod!.GetParameters().Length == 0)
            .OrderBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => p.Name + "=" + Describe(p.GetValue(value)))) + ")",
    };
}
