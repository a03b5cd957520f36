namespace Phoenix.Kubernetes.Snapshots;

/// <summary>A condition of an object's status.</summary>
/// <param name="Status"><c>True</c>, <c>False</c> or <c>Unknown</c>.</param>
/// <param name="Reason">One word; may be empty.</param>
/// <param name="Message">For people; may be empty.</param>
/// <param name="ObservedGeneration">The generation that it speaks of; null where it does not say, -1 where it cannot be read.</param>
internal sealed record ObjectCondition(string Status, string Reason, string Message, long? ObservedGeneration)
{
    /// <summary>Whether it is <c>True</c>.</summary>
    internal bool IsTrue => Status == "True";

    /// <summary>Whether it is <c>False</c>.</summary>
    internal bool IsFalse => Status == "False";

    /// <summary>Reason and message in one line.</summary>
    internal string Words
    {
        get
        {
            string message = Message.ReplaceLineEndings(" ").Trim();
            return Reason.Length == 0 ? message : message.Length == 0 ? Reason : $"{Reason}: {message}";
        }
    }
}
