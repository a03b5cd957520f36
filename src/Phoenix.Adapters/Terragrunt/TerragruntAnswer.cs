namespace Phoenix.Adapters.Terragrunt;

/// <summary>What Terragrunt itself said about the units of a folder.</summary>
/// <param name="Json">What <c>find</c> printed; null when it was not asked or gave no answer.</param>
/// <param name="Said">For people: which version answered, or why none did.</param>
public sealed record TerragruntAnswer(string? Json, string Said);
