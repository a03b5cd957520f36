namespace Phoenix.Manifests.Lint;

/// <summary>
/// One thing that can be wrong. Each rule is one sealed class with a constructor without parameters, found by <see cref="LintRules"/>; it keeps no state. Its examples are its tests (the bad one gives exactly this rule,
/// the good one nothing) and its documentation.
/// </summary>
public abstract class LintRule
{
    /// <summary>Its name, in kebab-case. Once released it stays: suppressions name it.</summary>
    public abstract string Id { get; }

    /// <summary>How bad it is.</summary>
    public abstract LintSeverity Severity { get; }

    /// <summary>What is wrong, in one sentence.</summary>
    public abstract string What { get; }

    /// <summary>What comes of it.</summary>
    public abstract string Why { get; }

    /// <summary>What to do.</summary>
    public abstract string Remedy { get; }

    /// <summary>Where that is known from: a page, a source file, an experiment.</summary>
    public abstract string Source { get; }

    /// <summary>Files with this fault and no other.</summary>
    public abstract LintExample Bad { get; }

    /// <summary>Files without any fault, as close to the bad ones as can be.</summary>
    public abstract LintExample Good { get; }

    /// <summary>Whether the place that it points at holds a secret: its line is not shown, then.</summary>
    public virtual bool ShowsSecret => false;

    /// <summary>Looks for it. Must not throw, whatever the manifests hold.</summary>
    public abstract IEnumerable<LintFinding> Check(LintSet set);

    /// <summary>A finding of this rule.</summary>
    protected LintFinding Found(LintPlace place, string message, LintFix? fix = null) => new(this, place, message) { Fix = fix };
}
