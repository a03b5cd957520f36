namespace Phoenix.Adapters.Terraform;

/// <summary>A state lock of somebody else, as the error tells it.</summary>
/// <param name="Id">What <c>force-unlock</c> wants; null when the backend did not say.</param>
/// <param name="Who">User and machine.</param>
/// <param name="Since">When it was taken, in the tool's own form.</param>
/// <param name="Operation">For what, e.g. <c>OperationTypeApply</c>.</param>
/// <param name="Cause">The backend's own words where it named no holder.</param>
internal sealed record TerraformLock(string? Id, string? Who, string? Since, string? Operation, string Cause)
{
    /// <summary>The lock that an error speaks of; null when it is about something else.</summary>
    internal static TerraformLock? Of(TerraformDiagnostic error)
    {
        if (!error.Summary.Contains("state lock", StringComparison.OrdinalIgnoreCase) || !error.Summary.Contains("acquiring", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        Dictionary<string, string> info = [];
        string[] lines = error.Detail.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (string[] pair in lines.SkipWhile(l => l != "Lock Info:").Select(l => l.Split(':', 2, StringSplitOptions.TrimEntries)).Where(p => p.Length == 2 && p[1].Length > 0))
        {
            info.TryAdd(pair[0], pair[1]);
        }

        // Without a holder it is no lock but a backend that could not be asked.
        return info.Count == 0 ? null : new TerraformLock(
            info.GetValueOrDefault("ID"), info.GetValueOrDefault("Who"), info.GetValueOrDefault("Created"), info.GetValueOrDefault("Operation"), lines[0]);
    }

    /// <summary>Who holds it since when, and what to do.</summary>
    internal (string Message, string Hint) Explain(string directory, string binary)
    {
        string message = $"the state is locked by {Who ?? "somebody"} since {Since ?? "an unknown time"}{(Operation is null ? "" : $" ({Operation})")}{(Id is null ? $": {Cause}" : $", lock {Id}")}";
        return (message, Id is null
            ? "Wait until the other run has ended"
            : $"Wait until that run has ended. Only if it is dead for sure: '{binary} force-unlock {Id}' in {directory}");
    }
}
