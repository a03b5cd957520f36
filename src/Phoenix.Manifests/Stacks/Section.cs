using System.Globalization;
using Phoenix.Errors;
using Phoenix.Manifests.Yaml;
using Phoenix.Recovery;
using Phoenix.Stacks;

namespace Phoenix.Manifests.Stacks;

/// <summary>A mapping of a stack file, read key by key; what is not known is refused with the nearest name.</summary>
internal sealed class Section
{
    private readonly YamlText _text;
    private readonly YamlMapping _mapping;
    private readonly string _what;
    private readonly SectionCatalogue? _catalogue;

    /// <summary>Opens a mapping whose keys must be among <paramref name="known"/>; empty for names that the file's author chooses.</summary>
    public Section(YamlText text, YamlValue value, string what, params string[] known)
        : this(text, value, what, catalogue: null, known)
    {
    }

    /// <summary>The same, noted in a catalogue, as are the sections in it.</summary>
    public Section(YamlText text, YamlValue value, string what, SectionCatalogue? catalogue, IReadOnlyList<string> known)
    {
        catalogue?.Add(what, known);
        _catalogue = catalogue;
        _text = text;
        _what = what;
        _mapping = value as YamlMapping ?? throw Wrong(value, $"{what} must be a mapping", "write 'key: value' lines below it");
        foreach ((YamlScalar key, _) in _mapping.Entries)
        {
            if (known.Count > 0 && !known.Contains(key.Text))
            {
                throw Wrong(key, $"unknown key '{key.Text}' in {what}{Nearest(key.Text, known)}", $"its keys are {string.Join(", ", known)}");
            }
        }
    }

    /// <summary>Keys and values, in the order of the file.</summary>
    public IReadOnlyList<(YamlScalar Key, YamlValue Value)> Entries => _mapping.Entries;

    public PhoenixException Wrong(YamlValue at, string what, string hint) => _text.Wrong(at.Line, at.Column, what, hint);

    public static string Nearest(string given, IEnumerable<string> names) => NearestName.Of(given, names) is string near ? $"; did you mean '{near}'?" : "";

    public YamlValue? Find(string key) => _mapping.Entries.FirstOrDefault(e => e.Key.Text == key).Value;

    public YamlValue Require(string key) => Find(key) ?? throw Wrong(_mapping, $"{_what} lacks '{key}'", $"add '{key}:' to it");

    public Section? Sub(string key, params string[] known) => Find(key) is { } value ? new Section(_text, value, $"{_what}.{key}", _catalogue, known) : null;

    public Section Open(YamlValue value, string what, params string[] known) => new(_text, value, what, _catalogue, known);

    public string? Text(string key) => Find(key) is { } value ? TextOf(value, key) : null;

    public string RequireText(string key) => TextOf(Require(key), key);

    public string TextOf(YamlValue value, string what) => value is YamlScalar { Text.Length: > 0 } scalar
        ? scalar.Text
        : throw Wrong(value, $"'{what}' must be a text that is not empty", "put a value behind it");

    public bool Flag(string key) => Find(key) switch
    {
        null => false,
        YamlScalar { IsPlain: true, Text: "true" } => true,
        YamlScalar { IsPlain: true, Text: "false" } => false,
        { } other => throw Wrong(other, $"'{key}' must be true or false", "write it without quotes"),
    };

    public int? Whole(string key, int least, int most)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }

        return int.TryParse(TextOf(value, key), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw Wrong(value, string.Create(CultureInfo.InvariantCulture, $"'{key}' must be a number from {least} to {most}"), "correct it");
    }

    public TimeSpan? Duration(string key) => Find(key) is { } value ? At(value, () => ObjectiveParser.ParseDuration(TextOf(value, key))) : null;

    /// <summary>Runs a parser of the core whose error does not know the place.</summary>
    public T At<T>(YamlValue value, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (PhoenixException e) when (e.Code is ErrorCode.Usage)
        {
            throw Wrong(value, e.Message, e.Hint);
        }
    }

    /// <summary>Refuses a text whose form is wrong.</summary>
    public string Formed(string key, string text, (string What, string Hint)? fault) =>
        fault is { } f ? throw Wrong(Require(key), $"'{key}': {f.What}", f.Hint) : text;

    public IReadOnlyList<string>? Texts(string key)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }

        return value is YamlSequence { Items.Count: > 0 } list
            ? [.. list.Items.Select(i => TextOf(i, key))]
            : throw Wrong(value, $"'{key}' must be a list that is not empty", "write [one, two]");
    }

    public IReadOnlyDictionary<string, string> Map(string key) =>
        Sub(key)?.Entries.ToDictionary(e => e.Key.Text, e => TextOf(e.Value, e.Key.Text)) ?? [];
}
