using System.Text.RegularExpressions;

namespace Phoenix.Diagnosis;

/// <summary>
/// A regular expression that no text can make hang. It is tried the quick way, which takes little memory and goes back on its steps; where that takes longer than
/// <see cref="Patience"/>, the automaton answers, now and from then on: it is linear in the length of the text, and dear to make and to keep. Both find the same. Safe for
/// concurrent use.
/// </summary>
internal sealed class BoundedExpression
{
    /// <summary>What the quick way may take for one text, in milliseconds. A match takes microseconds.</summary>
    internal const int Patience = 100;

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.Multiline;

    private readonly Lazy<Regex> _quick;
    private readonly Lazy<Regex> _linear;
    private volatile bool _isLinear;

    /// <summary>An expression of data. <c>^</c> and <c>$</c> stand for the ends of each line of a text.</summary>
    internal BoundedExpression(string pattern)
        : this(() => new Regex(pattern, Options, TimeSpan.FromMilliseconds(Patience)), () => new Regex(pattern, Options | RegexOptions.NonBacktracking))
    {
    }

    /// <summary>An expression that was compiled; both are made when they are first needed.</summary>
    /// <param name="quick">Makes the one that goes back, with <see cref="Patience"/>.</param>
    /// <param name="linear">Makes the same one as an automaton.</param>
    internal BoundedExpression(Func<Regex> quick, Func<Regex> linear) => (_quick, _linear) = (new(quick), new(linear));

    /// <summary>The automaton.</summary>
    /// <exception cref="ArgumentException">It is no expression.</exception>
    /// <exception cref="NotSupportedException">It is none that reads in linear time.</exception>
    internal Regex Linear => _linear.Value;

    /// <summary>Whether a text was met for which the quick way took too long.</summary>
    internal bool IsLinear => _isLinear;

    /// <summary>Where it first matches; -1 for nowhere.</summary>
    internal int IndexIn(ReadOnlySpan<char> text)
    {
        if (!_isLinear)
        {
            try
            {
                return First(_quick.Value, text);
            }
            catch (RegexMatchTimeoutException)
            {
                _isLinear = true;
            }
        }

        return First(_linear.Value, text);
    }

    private static int First(Regex expression, ReadOnlySpan<char> text)
    {
        Regex.ValueMatchEnumerator matches = expression.EnumerateMatches(text);
        return matches.MoveNext() ? matches.Current.Index : -1;
    }
}
