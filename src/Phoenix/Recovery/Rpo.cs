using System.Globalization;

namespace Phoenix.Recovery;

/// <summary>The recovery point objective, one type everywhere: reported only, no row lost, a duration, or a size of WAL.</summary>
public abstract record Rpo
{
    private Rpo()
    {
    }

    /// <summary>Print what was lost; judge by the other checkers.</summary>
    public sealed record Report : Rpo
    {
        /// <inheritdoc/>
        public override string ToString() => "report";
    }

    /// <summary>No acknowledged row may be lost.</summary>
    public sealed record NoRow : Rpo
    {
        /// <inheritdoc/>
        public override string ToString() => "0";
    }

    /// <summary>Acknowledged commits may be lost back to this long before the wipe.</summary>
    /// <param name="Limit">The longest loss allowed.</param>
    public sealed record Duration(TimeSpan Limit) : Rpo
    {
        /// <inheritdoc/>
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Limit.TotalSeconds}s");
    }

    /// <summary>Acknowledged commits may be lost back to this many bytes of WAL before the wipe.</summary>
    /// <param name="Limit">The most WAL lost, in bytes.</param>
    public sealed record Size(long Limit) : Rpo
    {
        /// <inheritdoc/>
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Limit}B");
    }
}
