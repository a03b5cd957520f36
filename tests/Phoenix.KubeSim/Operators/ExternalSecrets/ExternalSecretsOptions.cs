namespace Phoenix.KubeSim.Operators.ExternalSecrets;

/// <summary>What the double of External Secrets works with, and the faults that tests plant. All may be changed while it runs.</summary>
public sealed class ExternalSecretsOptions
{
    /// <summary>What the providers hold: by the name of their store, then by key. A value may be a JSON object for <c>property</c>.</summary>
    public IDictionary<string, IDictionary<string, string>> Providers { get; } = new Dictionary<string, IDictionary<string, string>>();

    /// <summary>Stores that fail their validation, with the message.</summary>
    public IDictionary<string, string> InvalidStores { get; } = new Dictionary<string, string>();

    /// <summary>Whether the providers answer with empty values and no error: an upstream endpoint that answers wrongly.</summary>
    public bool AnswersEmpty { get; set; }

    /// <summary>Whether the controller does nothing.</summary>
    public bool IsIdle { get; set; }
}
