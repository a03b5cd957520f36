namespace Phoenix.KubeSim.Rules;

/// <summary>A rule could not be evaluated on a value, as a real server tells it.</summary>
internal sealed class RuleException(string message) : Exception(message);

/// <summary>A rule uses a part of the language that the simulator does not know.</summary>
internal sealed class UnmodelledRuleException(string message) : Exception(message);
