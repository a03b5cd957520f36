namespace Phoenix.KubeSim.Resources;

/// <summary>A type in the version that a request names.</summary>
internal sealed record ServedType(ResourceType Type, ServedVersion Version)
{
    public string ApiVersion => Type.ApiVersion(Version.Name);
}
