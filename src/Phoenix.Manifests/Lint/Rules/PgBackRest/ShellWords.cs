using System.Text;

namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>Splits a text into words as a POSIX shell does, as far as quotes and backslashes go. Nothing is expanded.</summary>
internal static class ShellWords
{
    /// <summary>The words; an open quote ends with the text.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        List<string> words = [];
        var word = new StringBuilder();
        bool began = false;
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\\' && quote != '\'' && i + 1 < text.Length)
            {
                i++;
                word.Append(text[i] == '\n' ? "" : text[i].ToString());
                began |= text[i] != '\n';
            }
            else if (quote == '\0' && c is '"' or '\'')
            {
                (quote, began) = (c, true);
            }
            else if (c == quote && quote != '\0')
            {
                quote = '\0';
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                Take();
            }
            else
            {
                word.Append(c);
                began = true;
            }
        }

        Take();
        return words;

        void Take()
        {
            if (began)
            {
                words.Add(word.ToString());
            }

            word.Clear();
            began = false;
        }
    }
}
