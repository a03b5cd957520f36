namespace Phoenix.Manifests.Lint.Reading;

/// <summary>The ids of the rules that report about the reading itself.</summary>
internal static class LintNotes
{
    public const string Unread = "unreadable-file";
    public const string Template = "template-not-read";
    public const string NotFollowed = "not-followed";
    public const string NotListed = "not-in-kustomization";
    public const string Kustomize = "kustomization-broken";
    public const string Stack = "stack-file-invalid";
    public const string PathMissing = "flux-path-missing";
    public const string Undefined = "flux-variable-undefined";
    public const string Unresolved = "flux-variable-unresolved";
    public const string UnknownField = "unknown-field";
    public const string WrongType = "wrong-type";
    public const string NotServed = "version-not-served";
    public const string NoReason = "suppression-without-reason";
    public const string UnknownRule = "suppression-of-unknown-rule";
    public const string Unused = "suppression-unused";
}
