using System.Text;
using System.Text.RegularExpressions;
using Phoenix.Diagnosis;
using Xunit;

namespace Phoenix.Tests.Diagnosis;

/// <summary>The quick expressions find what the automata find, and no line makes them hang.</summary>
public sealed class BoundedExpressionTests
{
    // A repeat within a repeat: the quick way takes twice as long for each further character.
    private const string Explosive = "(?:[ab]+c?)+[!?]x";

    [Fact]
    public void What_takes_the_quick_way_too_long_is_answered_by_the_automaton()
    {
        BoundedExpression expression = new(Explosive);
        Assert.Equal(2, expression.IndexIn("xxaab!x"));
        Assert.False(expression.IsLinear);

        string line = new('a', 2000);
        Assert.Equal(-1, expression.IndexIn(line));
        Assert.True(expression.IsLinear);
        Assert.Equal(line.Length + 1, expression.IndexIn(line + " ab?x"));
        Assert.Equal(2, expression.IndexIn("xxaab!x"));
    }

    [Fact]
    public async Task A_line_that_would_take_for_ever_hides_nothing()
    {
        KnownFailure failure = FailureCatalogue.Shipped.All[0] with { Id = "explosive", Pattern = Explosive, Literals = ["aaaa"], When = [], Otherwise = null, EchoOf = [], BroaderThan = [] };
        FailureCatalogue catalogue = new([failure], []);
        Explainer explainer = new(catalogue);
        string bad = new string('a', 5000) + "\n";

        await explainer.ReadAsync("log", new MemoryStream(Encoding.UTF8.GetBytes(bad + "x aaaab!x\n" + string.Concat(Enumerable.Repeat(bad, 50)) + "aaaab?x\n")), false, TestContext.Current.CancellationToken);

        ExplainedFailure found = Assert.Single(explainer.Explain().Failures);
        Assert.Equal((2, 2, 53), (found.Count, found.First.Line, found.Last.Line));
        Assert.True(catalogue.Matcher.Expression(0).IsLinear);
    }

    [Fact]
    public void Both_ways_find_the_same_at_the_same_place()
    {
        FailureMatcher matcher = FailureCatalogue.Shipped.Matcher;
        string[] lines = [.. FailureCatalogue.Shipped.All.SelectMany(f => f.Matches.Concat(f.MustNotMatch))];
        int matches = 0;
        for (int number = 0; number < matcher.Count; number++)
        {
            BoundedExpression expression = matcher.Expression(number);
            KnownText failure = matcher[number];
            foreach (string line in lines.Where(l => failure.Literals.Any(t => l.Contains(t, StringComparison.Ordinal))))
            {
                foreach (string text in (string[])[line, line + "\n" + line, line[(line.Length / 3)..], line.Replace(' ', '\n'), line + " " + failure.Matches[0]])
                {
                    Match linear = expression.Linear.Match(text);
                    Assert.True((linear.Success ? linear.Index : -1) == expression.IndexIn(text), $"{failure.Id}: '{text}'");
                    matches += linear.Success ? 1 : 0;
                }
            }
        }

        Assert.True(matches > 1000, $"only {matches}");
    }

    // What an expression begins with, again and again, and what it ends with never: each beginning is a new attempt that goes to the end of the piece.
    [Fact]
    public void No_entry_hangs_on_a_piece_that_is_made_of_its_own_words()
    {
        FailureMatcher matcher = FailureCatalogue.Shipped.Matcher;
        TimeSpan longest = TimeSpan.Zero;
        string slowest = "";
        for (int number = 0; number < matcher.Count; number++)
        {
            // One of its own, so that others that run at the same time see none that was made slow.
            BoundedExpression expression = new(matcher[number].Pattern);
            foreach (string text in Hostile(matcher[number]))
            {
                long start = TimeProvider.System.GetTimestamp();
                _ = expression.IndexIn(text);
                TimeSpan took = TimeProvider.System.GetElapsedTime(start);
                (longest, slowest) = took > longest ? (took, $"{matcher[number].Id}: {text[..80]}") : (longest, slowest);
            }
        }

        // Far above what it takes on a busy machine, and far below what one that is not bounded would take.
        Assert.True(longest < TimeSpan.FromSeconds(10), $"{longest} for {slowest}");
    }

    private static IEnumerable<string> Hostile(KnownText failure)
    {
        string message = failure.Matches[0];
        string[] words = [string.Concat(failure.Literals), message[..(message.Length / 2)], message[..(message.Length * 3 / 4)].Replace(':', ' ')];
        return words.Select(w => Repeat(w, LineSplitter.Longest)).Append(Repeat("\n", LineSplitter.Longest) + failure.Literals[0]);
    }

    private static string Repeat(string word, int length) => new StringBuilder().Insert(0, word, length / word.Length).ToString();
}
