using Phoenix.Adapters.Layers;
using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Terraform;

/// <summary>A stack that would destroy its own repository is refused: what a rebirth needs must not burn with the rest.</summary>
internal static class RepositoryBucket
{
    /// <summary>Looks for the repository's bucket among what is to be destroyed.</summary>
    /// <exception cref="PhoenixException">GateRefused: it is there.</exception>
    internal static void Refuse(LayerScope scope, IEnumerable<StackObject> resources)
    {
        // aws_s3_bucket, minio_s3_bucket, google_storage_bucket and their like have the bucket's name as their id.
        if (scope.RepositoryBucket is string bucket && resources.FirstOrDefault(r => r.Kind.Contains("bucket", StringComparison.Ordinal) && r.Name == bucket) is { } found)
        {
            throw new PhoenixException(
                ErrorCode.GateRefused,
                $"layer '{scope.Layer}' would destroy {found}: the bucket that holds the repository",
                "keep the bucket in a configuration of its own, outside the stack ('state rm' drops it from this one); nothing of the layer was destroyed");
        }
    }
}
