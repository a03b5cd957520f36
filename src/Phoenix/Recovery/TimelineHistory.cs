using System.Globalization;

namespace Phoenix.Recovery;

/// <summary>The path of a timeline back to the first one (a <c>.history</c> file).</summary>
/// <param name="Timeline">The timeline whose history this is.</param>
/// <param name="Switches">The ancestors, oldest first; empty for a timeline that has none.</param>
public sealed record TimelineHistory(uint Timeline, IReadOnlyList<TimelineSwitch> Switches)
{
    /// <summary>A timeline without ancestors.</summary>
    public static TimelineHistory Root(uint timeline) => new(timeline, []);

    /// <summary>The file name of the history of <paramref name="timeline"/>.</summary>
    public static string FileName(uint timeline) => string.Create(CultureInfo.InvariantCulture, $"{timeline:X8}.history");

    /// <summary>Where this timeline left its parent; null for the first one.</summary>
    public TimelineSwitch? Fork => Switches.Count == 0 ? null : Switches[^1];

    /// <summary>Reads the text of a history file.</summary>
    /// <exception cref="FormatException">A line is no history entry, or the ancestors do not climb.</exception>
    public static TimelineHistory Parse(uint timeline, string text)
    {
        List<TimelineSwitch> switches = [];
        foreach (string raw in text.Split('\n'))
        {
            string line = raw.Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            string[] parts = line.Split([' ', '\t'], 3, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length < 2
                || !uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out uint parent)
                || !Lsn.TryParse(parts[1], out Lsn at))
            {
                throw new FormatException($"{FileName(timeline)}: '{line}' is no history entry");
            }

            if (parent == 0 || parent >= timeline || (switches.Count > 0 && (parent <= switches[^1].Parent || at < switches[^1].At)))
            {
                throw new FormatException($"{FileName(timeline)}: '{line}' does not climb");
            }

            switches.Add(new TimelineSwitch(parent, at, parts.Length > 2 ? parts[2] : ""));
        }

        return new TimelineHistory(timeline, switches);
    }

    /// <summary>The timeline that wrote the byte at <paramref name="lsn"/> on this path.</summary>
    public uint TimelineAt(Lsn lsn)
    {
        foreach (TimelineSwitch s in Switches)
        {
            if (lsn < s.At)
            {
                return s.Parent;
            }
        }

        return Timeline;
    }

    /// <summary>
    /// The segments that recovery along this path needs, from the one that holds <paramref name="from"/> to the one in which
    /// <paramref name="to"/> is reached. A segment in which a fork lies is taken from the child, which holds a copy of the parent's part.
    /// </summary>
    public IEnumerable<WalSegment> Path(Lsn from, Lsn to, uint segmentSize)
    {
        WalSegment last = WalSegment.EndingAt(Timeline, to, segmentSize);
        for (ulong number = from.Value / segmentSize; number <= last.Number; number++)
        {
            // The newest timeline that owns any byte of this segment owns the file, even where recovery ends before the fork: PostgreSQL asks
            // for the child's file first, and the parent's may never have been completed.
            ulong lastByte = ((number + 1) * segmentSize) - 1;
            yield return new WalSegment(TimelineAt(new Lsn(lastByte)), number, segmentSize);
        }
    }
}
