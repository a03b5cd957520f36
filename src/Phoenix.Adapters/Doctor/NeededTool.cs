namespace Phoenix.Adapters.Doctor;

/// <summary>A program that a stack calls.</summary>
/// <param name="Program">As it is called: a name, or a path.</param>
/// <param name="Directory">Folder that a path starts from.</param>
/// <param name="For">Who calls it, e.g. <c>layer platform</c>.</param>
internal sealed record NeededTool(string Program, string Directory, string For);
