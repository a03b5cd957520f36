namespace Phoenix.Manifests.Yaml;

/// <summary>Where and why a text could not be read to its end.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="What">What is wrong there.</param>
public sealed record YamlFault(int Line, int Column, string What);
