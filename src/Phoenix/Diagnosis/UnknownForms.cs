namespace Phoenix.Diagnosis;

/// <summary>Groups the errors of a part of an input that nobody knows by their form: numbers and identifiers do not make another form.</summary>
internal sealed class UnknownForms
{
    private const int LongestForm = 200;

    private readonly Dictionary<string, FoundLines> _forms;
    private readonly Dictionary<string, FoundLines>.AlternateLookup<ReadOnlySpan<char>> _byText;
    private char[] _form = [];

    internal UnknownForms()
    {
        _forms = new Dictionary<string, FoundLines>(StringComparer.Ordinal);
        _byText = _forms.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The forms, in the order of their first lines.</summary>
    internal IEnumerable<KeyValuePair<string, FoundLines>> All => _forms;

    /// <summary>Adds a line.</summary>
    /// <param name="text">The line, or a piece of it.</param>
    /// <param name="line">Its number.</param>
    /// <param name="isContinued">What the piece begins with may be the rest of a word.</param>
    /// <param name="isCut">What it ends with may be the beginning of one.</param>
    internal void Add(ReadOnlySpan<char> text, long line, bool isContinued, bool isCut)
    {
        ReadOnlySpan<char> form = Form(text);
        if (_byText.TryGetValue(form, out FoundLines? lines))
        {
            lines.Add(line);
        }
        else
        {
            _byText[form] = new FoundLines(line, new string(text), 0, isContinued, isCut);
        }
    }

    /// <summary>Forgets all.</summary>
    internal void Clear() => _forms.Clear();

    // A word with a digit in it stands for all such words. Good until the next one; never longer than the text.
    private ReadOnlySpan<char> Form(ReadOnlySpan<char> text)
    {
        if (_form.Length < text.Length)
        {
            _form = new char[text.Length];
        }

        int length = 0;
        for (int i = 0; i < text.Length && length < LongestForm;)
        {
            int start = i;
            bool hasDigit = false;
            while (i < text.Length && char.IsLetterOrDigit(text[i]))
            {
                hasDigit |= char.IsAsciiDigit(text[i++]);
            }

            if (hasDigit)
            {
                _form[length++] = '0';
            }
            else
            {
                text[start..i].CopyTo(_form.AsSpan(length));
                length += i - start;
            }

            if (i < text.Length)
            {
                _form[length++] = text[i++];
            }
        }

        return _form.AsSpan(0, length);
    }
}
