using System.Globalization;
using System.Text;

namespace Phoenix.Adapters.Files;

/// <summary>
/// A file that is only ever added to, in bounded space: full, it makes room for a new one of its name. Its beginning is kept as <c>NAME.1.log</c> for good and
/// the piece before the present one as <c>NAME.2.log</c>; what lies between them is dropped, and the next piece says how much. Not safe for concurrent use.
/// </summary>
internal sealed class LogPieces : IDisposable
{
    private readonly string _path;
    private readonly long _longest;
    private FileStream? _file;
    private long _dropped;
    private bool _closed;

    /// <summary>
    /// Names the file. It is opened, and made (0600) with its folder when missing, by the first text: a thousand layers that print nothing need no thousand descriptors, each
    /// of which every tool that is started would have to close.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="longest">Bytes of one piece at most, unless one text is longer.</param>
    internal LogPieces(string path, long longest)
    {
        _path = path;
        _longest = longest;
    }

    private string Beginning => Path.ChangeExtension(_path, ".1.log");

    private string Before => Path.ChangeExtension(_path, ".2.log");

    /// <summary>Adds a text; it is in the file when this returns.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    /// <exception cref="ObjectDisposedException">It was closed.</exception>
    internal void Append(ReadOnlySpan<byte> text)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        _file ??= Open(_path);
        if (_file.Length > 0 && _file.Length + text.Length > _longest)
        {
            _file = Turn(_file);
        }

        _file.Write(text);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closed = true;
        _file?.Dispose();
    }

    private FileStream Turn(FileStream full)
    {
        bool isBeginning = !File.Exists(Beginning);
        FileInfo before = new(Before);
        _dropped += !isBeginning && before.Exists ? before.Length : 0;
        full.Dispose();
        _file = null;
        File.Move(_path, isBeginning ? Beginning : Before, overwrite: true);
        FileStream next = Open(_path);
        string note = isBeginning
            ? $"[goes on from {Path.GetFileName(Beginning)}]\n"
            : $"[goes on from {Path.GetFileName(Before)}; {_dropped} bytes between that and {Path.GetFileName(Beginning)} were dropped]\n";
        next.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{note}")));
        return next;
    }

    private static FileStream Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }
}
