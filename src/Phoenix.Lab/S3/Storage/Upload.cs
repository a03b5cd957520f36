namespace Phoenix.Lab.S3.Storage;

/// <summary>An open multipart upload. Changes to it and its end exclude one another through <see cref="Gate"/>.</summary>
internal sealed class Upload(UploadRecord record, string path)
{
    private readonly SortedDictionary<int, PartRecord> _parts = [];

    public UploadRecord Record { get; } = record;

    public string Folder { get; } = path;

    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>Set, under the gate, once it is completed or aborted.</summary>
    public bool Closed { get; set; }

    public IReadOnlyList<PartRecord> Parts
    {
        get
        {
            lock (_parts)
            {
                return [.. _parts.Values];
            }
        }
    }

    public string PartFile(int number) => Path.Combine(Folder, $"part-{number:D5}");

    public PartRecord? FindPart(int number)
    {
        lock (_parts)
        {
            return _parts.GetValueOrDefault(number);
        }
    }

    public void Put(PartRecord part)
    {
        lock (_parts)
        {
            _parts[part.Number] = part;
        }
    }
}
