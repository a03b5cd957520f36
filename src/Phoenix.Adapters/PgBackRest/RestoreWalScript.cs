using System.Globalization;
using System.Text;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;
using Phoenix.Recovery;

namespace Phoenix.Adapters.PgBackRest;

/// <summary>
/// The <c>restore_command</c> of a rebirth, a POSIX shell script. To PostgreSQL every exit code from 1 to 125 is the end of the WAL, where it
/// promotes; only from 126 on does it stop. So: 0 for a file that is there and whole, 1 for what is surely not in the archive and need not be,
/// 200 for everything else, after retries where a retry can help.
/// </summary>
public static class RestoreWalScript
{
    /// <summary>Exit code that stops the recovery.</summary>
    public const int StopRecovery = 200;

    /// <summary>The script's text. It holds no secret.</summary>
    public static string Render(RestoreWalSettings settings)
    {
        uint size = settings.SegmentSize;
        TimelineHistory path = settings.Request.TimelinePath;
        WalSegment? newest = settings.Request.NewestKnown is WalSegment w && w.Timeline == path.Timeline ? w : null;
        // With a timeline of one's own choice PostgreSQL must see all others, or it would take a used number for its new one.
        bool fixedTimeline = settings.Request.Target.Timeline is not null || settings.Request.Target.Kind == RecoveryTargetKind.Immediate;
        StringBuilder owners = new();
        foreach (TimelineSwitch s in path.Switches)
        {
            owners.Append(CultureInfo.InvariantCulture, $"  {s.Parent:X8}) end={s.At.Value / size} ;;\n");
        }

        return Template
            .Replace("@OWNERS@", owners.ToString() + string.Create(CultureInfo.InvariantCulture, $"  {path.Timeline:X8}) end= ;;"), StringComparison.Ordinal)
            .Replace("@TARGET@", Number(path.Timeline), StringComparison.Ordinal)
            .Replace("@NEWEST@", newest is WalSegment n ? Number(n.Number) : "-1", StringComparison.Ordinal)
            .Replace("@FIXED@", fixedTimeline ? "y" : "n", StringComparison.Ordinal)
            .Replace("@ASYNC@", settings.ArchiveAsync ? "y" : "n", StringComparison.Ordinal)
            .Replace("@SIZE@", Number(size), StringComparison.Ordinal)
            .Replace("@PER_ID@", Number(0x1_0000_0000UL / size), StringComparison.Ordinal)
            .Replace("@BOUND@", Number((ulong)Math.Ceiling(settings.RetryBound.TotalSeconds)), StringComparison.Ordinal)
            .Replace(
                "@COMMAND@",
                string.Join(' ', new[] { settings.Program, "--config-path=" + settings.ConfigDirectory, "--stanza=" + settings.Stanza, "--pg1-path=" + settings.DataDirectory }.Select(Quote)),
                StringComparison.Ordinal);
    }

    /// <summary>Writes the script with mode 0755, owned by <paramref name="account"/>, and returns the <c>restore_command</c> that calls it.</summary>
    /// <exception cref="PhoenixException">StateNotWritable.</exception>
    public static string Write(RestoreWalSettings settings, string file, Account? account)
    {
        const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        try
        {
            string draft = file + ".new";
            File.WriteAllText(draft, Render(settings));
            File.SetUnixFileMode(draft, Executable);
            account?.TakeOver(draft);
            File.Move(draft, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PhoenixException(ErrorCode.StateNotWritable, $"'{file}' cannot be written: {e.Message}", "Free space, or choose a directory that this account may write.", e);
        }

        return Command(file);
    }

    /// <summary>The value of <c>restore_command</c> that calls the script at <paramref name="file"/>.</summary>
    // PostgreSQL puts %f and %p in, and takes '%%' for a percent sign of our own.
    public static string Command(string file) => Quote(file).Replace("%", "%%", StringComparison.Ordinal) + " %f \"%p\"";

    // Inside single quotes a shell knows no special character but the quote itself.
    private static string Quote(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static string Number(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    private const string Template =
        """
        #!/bin/sh
        # restore_command of a rebirth, made by Phoenix. $1: file name, $2: where to put it.
        # 0: placed, whole. 1: surely not in the archive, and not needed. 200: stop the recovery.
        name=$1
        path=$2
        output=

        stop() {
          printf 'phoenix restore_command: %s: %s\n' "$name" "$1" >&2
          exit 200
        }

        # The only process of the good case besides the size check.
        fetch() {
          output=$(@COMMAND@ "$@" archive-get "$name" "$path" 2>&1)
        }

        kind=other
        case $name in
          [0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F].history) kind=history ;;
          *[!0-9A-F]*) ;;
          ????????????????????????) kind=segment ;;
        esac

        number=0
        end=
        if [ "$kind" = segment ]; then
          rest=${name#????????}
          timeline=${name%????????????????}
          number=$((0x${rest%????????} * @PER_ID@ + 0x${rest#????????}))
          # Each timeline on the way, and the first segment number that is no longer its own.
          case $timeline in
        @OWNERS@
          *) stop 'its timeline is not on the way to the recovery target' ;;
          esac
          if [ -n "$end" ] && [ "$number" -ge "$end" ]; then
            stop 'it lies past the point where the next timeline left this one; the first segment of that timeline is not in the archive'
          fi
        elif [ "$kind" = history ]; then
          number=$((0x${name%.history}))
        fi

        # Nothing but 0 is believed without a look at what was placed.
        placed() {
          if [ "$kind" = segment ]; then
            [ -f "$path" ] && size=$(wc -c <"$path") && [ "$size" -eq @SIZE@ ]
          else
            [ -s "$path" ]
          fi
        }

        missing() {
          case $kind in
            segment)
              [ -z "$end" ] || stop 'a hole: it is not in the archive although a later timeline follows it'
              [ "$number" -gt @NEWEST@ ] || stop 'a hole: it is not in the archive although it was there, or a later one is'
              ;;
            history)
              if [ "$number" -gt 1 ] && [ "$number" -le @TARGET@ ]; then
                stop 'a hole: the history of a timeline on the way is not in the archive'
              fi
              ;;
          esac
          exit 1
        }

        since=
        while :; do
          fetch
          code=$?
          if [ "$code" -eq 1 ] && [ @ASYNC@ = y ] && [ "$kind" = segment ]; then
            # Before 2.59 the background fetch can miss a segment where the timeline changes.
            fetch --no-archive-async
            code=$?
          fi
          case $output in
            *ERROR:*) [ "$code" -gt 1 ] || code=error ;;
          esac
          case $code in
            0)
              if placed; then
                if [ "$kind" = history ] && [ "$number" -gt @TARGET@ ] && [ @FIXED@ = n ]; then
                  stop 'this timeline appeared after the rebirth was planned: another cluster archives to this stanza'
                fi
                exit 0
              fi
              output='ERROR: what pgBackRest placed is missing or has the wrong size'
              ;;
            1) missing ;;
            # An option that pgBackRest refuses is refused a minute later, too.
            3[1-6]) since=0 ;;
          esac
          rm -f "$path"
          now=$(date +%s)
          since=${since:-$now}
          if [ $((now - since)) -ge @BOUND@ ]; then
            cause=$(printf '%s\n' "$output" | LC_ALL=C grep -a -E 'WARN: .*Error\]|Error: |[^ ] \[[A-Z][A-Za-z]*Error\] ' | LC_ALL=C tail -n 1)
            [ -n "$cause" ] || cause=$(printf '%s\n' "$output" | LC_ALL=C grep -a -E 'WARN|ERROR' | LC_ALL=C tail -n 1)
            # The endpoint's own word for it stands lines below, in the answer's body.
            answer=$(printf '%s\n' "$output" | LC_ALL=C grep -a -o -E '<Code>[A-Za-z]+</Code>' | LC_ALL=C tail -n 1)
            answer=${answer#<Code>}
            answer=${answer%</Code>}
            stop "pgBackRest ended with $code: $(printf '%s' "$cause" | LC_ALL=C tr -cd '[:print:]' | LC_ALL=C cut -c 1-300)${answer:+ ($answer)}"
          fi
          sleep 1
        done

        """;
}
