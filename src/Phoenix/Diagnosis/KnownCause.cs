namespace Phoenix.Diagnosis;

/// <summary>What the catalogue says of an error, as it is put on record.</summary>
/// <param name="Id">Id of the catalogue's entry.</param>
/// <param name="What">What happened.</param>
/// <param name="Cause">Why.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Verify">How to see that it is mended.</param>
/// <param name="Source">Where this is known from.</param>
public sealed record KnownCause(string Id, string What, string Cause, string Remedy, string Verify, string Source)
{
    // How messages join the last lines that a program printed.
    private static readonly string[] LineBreaks = ["\n", " | "];

    /// <summary>The first cause in what an error says; null when nothing in it is known.</summary>
    /// <param name="message">The error's message, which may hold several lines of a program.</param>
    public static KnownCause? In(string? message) => Find(message).Select(f => Of(f.Failure)).FirstOrDefault();

    /// <summary>
    /// What a program printed that no wait can mend; null for nothing. Only entries that say so of themselves count, and only where nothing else that
    /// was found could be their cause.
    /// </summary>
    /// <param name="printed">Lines that the program printed.</param>
    public static KnownCause? Permanent(string? printed) => Find(printed).Where(f => f.Failure.Permanent && !f.IsEcho).Select(f => Of(f.Failure)).FirstOrDefault();

    private static KnownCause Of(KnownFailure f) => new(f.Id, f.What, f.Cause, f.Remedy, f.Verify, f.Source);

    private static IReadOnlyList<ExplainedFailure> Find(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        Explainer explainer = new(FailureCatalogue.Shipped);
        explainer.ReadErrors("error", text.Split(LineBreaks, StringSplitOptions.None).Select((line, i) => (i + 1L, line)));
        return explainer.Explain().Failures;
    }
}
