namespace Phoenix.Lab.S3.Storage;

/// <summary>What must hold of a key's present object, checked under the commit lock, for a write to go ahead.</summary>
/// <param name="MustBeAbsent">If-None-Match: *.</param>
/// <param name="ETag">If-Match, without quotes; null when not asked for.</param>
internal sealed record WritePrecondition(bool MustBeAbsent, string? ETag)
{
    public static readonly WritePrecondition None = new(false, null);

    public void Check(ObjectRecord? present)
    {
        if (MustBeAbsent && present is not null)
        {
            throw new S3Exception(S3Error.PreconditionFailed, null, ("Condition", "If-None-Match"));
        }
        if (ETag is null)
        {
            return;
        }
        if (present is null)
        {
            throw new S3Exception(S3Error.NoSuchKey);
        }
        if (ETag != "*" && ETag != present.ETag)
        {
            throw new S3Exception(S3Error.PreconditionFailed, null, ("Condition", "If-Match"));
        }
    }
}
