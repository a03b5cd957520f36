using System.Globalization;
using System.IO.Enumeration;
using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Proxmox;

/// <summary>
/// Which machines a layer's wipe is about. The cluster's listing leaves out, without a word, what the token may not see; so every look also makes sure
/// that nothing of the choice could be hidden: "gone" must not mean "not shown".
/// </summary>
/// <param name="definition">What the stack file says.</param>
internal sealed class MachineChoice(WipeDefinition.Proxmox definition)
{
    private const int AtOnce = 8;

    // Listings of older versions have no tags.
    private static readonly Version TagsListedSince = new(7, 3);

    // The names tell a machine that ended halfway from another one that was given its id since.
    private readonly Dictionary<int, string?> _begun = [];
    private readonly HashSet<int> _templates = [];

    /// <summary>Keeps machines in the choice that a destroy was begun of: one that ended halfway has lost its tags, its pool and its name.</summary>
    internal void Remember(IEnumerable<ProxmoxMachine> machines)
    {
        lock (_begun)
        {
            foreach (ProxmoxMachine machine in machines)
            {
                _begun[machine.Id] = machine.Name;
            }
        }
    }

    /// <summary>Forgets what was destroyed: what is raised now may get ids that were free since, and what others raise may, too.</summary>
    internal void Forget()
    {
        lock (_begun)
        {
            _begun.Clear();
        }
    }

    /// <summary>Whether the stack file means the machine by what it is now, and not only because a destroy of its id was begun.</summary>
    internal bool IsDeclared(ProxmoxMachine machine) => IsNamed(machine)
        || definition.Ranges.Any(r => r.Contains(machine.Id))
        || (definition.Pool is string pool && machine.Pool == pool)
        || (definition.Tag is string tag && machine.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase));

    /// <summary>Whether a machine that is not declared any more can be what a destroy left of one that was.</summary>
    internal bool IsRemainder(ProxmoxMachine machine, string name)
    {
        lock (_begun)
        {
            return _begun.TryGetValue(machine.Id, out string? known) && (name.Length == 0 || name == known);
        }
    }

    /// <summary>Leaves out a machine whose configuration says that it is a template; the listing of a node without statistics does not.</summary>
    internal void LeaveOut(ProxmoxMachine template)
    {
        lock (_begun)
        {
            _templates.Add(template.Id);
        }
    }

    /// <summary>Whether the stack file names the machine by its own id.</summary>
    internal bool IsNamed(ProxmoxMachine machine) => definition.VmIds.Contains(machine.Id);

    /// <summary>Whether the name is one that may be destroyed.</summary>
    internal bool Matches(string name) => definition.NamePattern is not string pattern || FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    /// <summary>The machines of the choice that are there, by id; templates only when they are named by id.</summary>
    /// <exception cref="PhoenixException">LayerFailed: something of the choice could be there unseen.</exception>
    internal async Task<IReadOnlyList<ProxmoxMachine>> FindAsync(ProxmoxApi api, CancellationToken cancellationToken)
    {
        IReadOnlyList<ProxmoxMachine> all = await api.ListMachinesAsync(cancellationToken).ConfigureAwait(false);
        await RefuseHiddenAsync(api, all, cancellationToken).ConfigureAwait(false);
        lock (_begun)
        {
            return [.. all.Where(m => IsNamed(m) || (!m.IsTemplate && !_templates.Contains(m.Id) && IsChosen(m))).OrderBy(m => m.Id)];
        }
    }

    private bool IsChosen(ProxmoxMachine machine) => _begun.ContainsKey(machine.Id) || IsDeclared(machine);

    private async Task RefuseHiddenAsync(ProxmoxApi api, IReadOnlyList<ProxmoxMachine> all, CancellationToken cancellationToken)
    {
        int[] begun;
        lock (_begun)
        {
            begun = [.. _begun.Keys];
        }

        // All of them are asked for one by one: the answer needs no privilege and knows machines of every node.
        int[] unseen = [.. definition.VmIds.Concat(definition.Ranges.SelectMany(r => Enumerable.Range(r.First, r.Last - r.First + 1))).Concat(begun).Distinct().Except(all.Select(m => m.Id))];
        List<int> hidden = [];
        foreach (int[] ids in unseen.Chunk(AtOnce))
        {
            bool[] taken = await Task.WhenAll(ids.Select(id => api.IsIdTakenAsync(id, cancellationToken))).ConfigureAwait(false);
            hidden.AddRange(ids.Where((_, i) => taken[i]));
            lock (_begun)
            {
                // Neither listed nor taken: it is gone, and its id is anybody's from here on.
                foreach (int free in ids.Where((_, i) => !taken[i]))
                {
                    _begun.Remove(free);
                }
            }
        }

        if (hidden.Count > 0)
        {
            // A machine that was made between the two answers looks the same, and is as little gone.
            throw Blind(
                api, $"has machines that the token may not see: {string.Join(", ", hidden.Select(id => id.ToString(CultureInfo.InvariantCulture)))}",
                "give the token VM.Audit on them; without it nobody can tell that they are what the stack file means, nor that they are gone");
        }

        if (definition.Tag is string tag)
        {
            if (await api.ReadVersionAsync(cancellationToken).ConfigureAwait(false) is var version && version < TagsListedSince)
            {
                throw Blind(api, $"is version {version}, whose listing has no tags: whether a machine with tag '{tag}' is left cannot be told", $"name the machines by vmids or ranges, or update to {TagsListedSince}");
            }

            if (!await api.MaySeeAsync("/vms", cancellationToken).ConfigureAwait(false))
            {
                throw Blind(api, $"lets the token see some machines only: whether one with tag '{tag}' is left cannot be told", "give it VM.Audit on /vms, or name the machines by vmids or ranges");
            }
        }

        if (definition.Pool is string pool
            && !await api.MaySeeAsync("/pool/" + pool, cancellationToken).ConfigureAwait(false)
            && !await api.MaySeeAsync("/vms", cancellationToken).ConfigureAwait(false))
        {
            throw Blind(api, $"does not let the token see the machines of pool '{pool}': whether one is left cannot be told", $"give it VM.Audit on /pool/{pool}");
        }
    }

    private static PhoenixException Blind(ProxmoxApi api, string what, string hint) => api.Http.Failed(what, hint);
}
