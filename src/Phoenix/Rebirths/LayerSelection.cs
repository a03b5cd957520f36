using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Rebirths;

/// <summary>Which layers a command raises, and which it only looks at.</summary>
/// <param name="Wanted">The layers to raise, and those whose gates must hold before.</param>
/// <param name="DoneBefore">Of these the ones whose up is not run, with the reason.</param>
public sealed record LayerSelection(IReadOnlySet<string> Wanted, IReadOnlyDictionary<string, string> DoneBefore)
{
    /// <summary>The same, with one more layer whose up is not run.</summary>
    public LayerSelection With(string layer, string reason) => this with { DoneBefore = new Dictionary<string, string>(DoneBefore) { [layer] = reason } };

    /// <summary>Selects by <c>--from</c>, <c>--only</c> and what was raised before.</summary>
    /// <exception cref="PhoenixException">Usage: there is no such layer.</exception>
    public static LayerSelection Of(IReadOnlyList<LayerDefinition> layers, RaiseSettings settings)
    {
        Dictionary<string, LayerDefinition> byName = layers.ToDictionary(l => l.Name);
        foreach (string name in settings.Only.Concat(settings.From is null ? [] : [settings.From]))
        {
            if (!byName.ContainsKey(name))
            {
                throw new PhoenixException(ErrorCode.Usage, $"the stack has no layer '{name}'", $"its layers are {string.Join(", ", byName.Keys)}");
            }
        }

        HashSet<string> raised = settings.Only.Count > 0 ? [.. settings.Only] : settings.From is null ? [.. byName.Keys] : Dependents(settings.From);
        HashSet<string> wanted = [.. raised];
        foreach (string name in raised)
        {
            AddNeeds(name);
        }

        Dictionary<string, string> doneBefore = wanted.Where(n => !raised.Contains(n)).ToDictionary(n => n, _ => "it was not asked for");
        foreach (string name in settings.RaisedBefore.Where(wanted.Contains))
        {
            doneBefore[name] = "this run raised it before";
        }

        return new LayerSelection(wanted, doneBefore);

        void AddNeeds(string name)
        {
            foreach (string need in byName[name].Needs.Where(wanted.Add))
            {
                AddNeeds(need);
            }
        }

        HashSet<string> Dependents(string first)
        {
            HashSet<string> found = [first];
            for (int before = 0; before != found.Count;)
            {
                before = found.Count;
                found.UnionWith(layers.Where(l => l.Needs.Any(found.Contains)).Select(l => l.Name));
            }

            return found;
        }
    }
}
