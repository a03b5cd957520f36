namespace Phoenix.Mutation;

/// <summary>One planted fault.</summary>
/// <param name="Id">Its number, by which it is switched on.</param>
/// <param name="File">Relative to the clone.</param>
/// <param name="Line">From 1.</param>
/// <param name="Member">Where in the file it is; with the texts it names the fault even when lines move.</param>
/// <param name="Original">What is written there, on one line.</param>
/// <param name="Mutant">What runs instead.</param>
internal sealed record Mutation(int Id, string File, int Line, string Member, string Original, string Mutant)
{
    public string Key => $"{File} {Member}\n- {Original}\n+ {Mutant}";
}
