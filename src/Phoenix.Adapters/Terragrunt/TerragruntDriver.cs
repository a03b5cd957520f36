using Phoenix.Adapters.Layers;
using Phoenix.Adapters.Terraform;
using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Terragrunt;

/// <summary>
/// A Terragrunt unit, or every unit below a folder. Terragrunt's own order is used to raise and destroy; its success is not taken at its word: every
/// unit's state is read afterwards. A unit whose state cannot be read, because one that it depends on has no outputs any more, is "unverified".
/// </summary>
/// <param name="definition">The unit or folder.</param>
/// <param name="scope">What the layer works with.</param>
public sealed class TerragruntDriver(DriverDefinition.Terragrunt definition, LayerScope scope) : ILayerDriver
{
    private const int ForgottenAtOnce = 100;

    private readonly TerragruntTool _tool = new(definition, scope);
    private readonly TerragruntUnits _units = new(scope.Layer, definition.Directory, definition.All);

    /// <summary>Units that this driver's wipe destroyed, and whose state it saw empty.</summary>
    private readonly HashSet<string> _emptied = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task UpAsync(CancellationToken cancellationToken)
    {
        _units.Check();
        _emptied.Clear();
        return _tool.ChangeAsync("apply", cancellationToken);
    }

    /// <inheritdoc/>
    public async Task WipeAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, IReadOnlyList<StackObject>?> before = await ReadAsync(cancellationToken);
        RefuseUnread(before.Where(u => u.Value is null).Select(u => u.Key));
        Terraform.RepositoryBucket.Refuse(scope, before.Values.SelectMany(r => r!));
        if (before.Values.Any(r => r!.Count > 0))
        {
            foreach ((string unit, IReadOnlyList<StackObject>? resources) in before)
            {
                foreach (string[] addresses in (await TerraformDriver.ForgottenAsync(resources!, definition.Forget, definition.Api, scope, cancellationToken)).Chunk(ForgottenAtOnce))
                {
                    await _tool.ForgetAsync(unit, addresses, cancellationToken);
                }
            }

            await _tool.ChangeAsync("destroy", cancellationToken);
        }

        await ClearAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool?> ExistsAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, IReadOnlyList<StackObject>?> units = await ReadAsync(cancellationToken);
        if (units.Values.Any(r => r is { Count: > 0 }))
        {
            return true;
        }

        bool unread = units.Values.Any(r => r is null) || _units.IsNotGenerated;
        return unread ? null : false;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StackObject>?> ListAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, IReadOnlyList<StackObject>?> units = await ReadAsync(cancellationToken);
        return units.Values.Any(r => r is null) || _units.IsNotGenerated
            ? null
            : [.. units.SelectMany(u => u.Value!.Select(o => _units.NameOf(u.Key) is { Length: > 0 } name ? o with { Identity = $"{name}: {o.Identity}" } : o))];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, LayerOutput>> ReadOutputsAsync(CancellationToken cancellationToken)
    {
        _units.Check();
        Dictionary<string, LayerOutput> all = new(StringComparer.Ordinal);
        List<string> hidden = [];
        foreach (string unit in _units.Find())
        {
            TerraformJson? json = await _tool.ReadJsonAsync(unit, "output", cancellationToken);
            if (json is null)
            {
                RefuseUnread([unit]);
            }

            string prefix = string.Concat(_units.NameOf(unit).Select(c => char.IsAsciiLetterOrDigit(c) || c == '-' ? c : '_'));
            foreach ((string name, LayerOutput output) in json!.Outputs(hidden))
            {
                string key = prefix.Length == 0 ? name : $"{prefix}_{name}";
                if (!all.TryAdd(key, output))
                {
                    throw new PhoenixException(ErrorCode.LayerFailed, $"layer '{scope.Layer}': two units have an output that would be called '{key}'", "Rename one of the units or outputs, or make layers of their own of them");
                }
            }
        }

        scope.Log.Redact(hidden);
        return all;
    }

    // A cache may hold the only state of a unit: nothing is removed of one that is not known to be empty.
    private async Task ClearAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, IReadOnlyList<StackObject>?> after = await ReadAsync(cancellationToken);
        string[] left = [.. after.Where(u => u.Value is { Count: > 0 }).SelectMany(u => u.Value!.Select(o => $"{_units.NameOf(u.Key)} {o.Identity}".Trim()))];
        if (left.Length > 0)
        {
            throw new PhoenixException(
                ErrorCode.LayerFailed,
                $"layer '{scope.Layer}': the destroy ended well and left {left.Length} in the state: {string.Join(", ", left.Take(5))}",
                "Look at the layer's log; a unit that is excluded from runs is not destroyed");
        }

        foreach (string unit in after.Where(u => u.Value is not null).Select(u => u.Key))
        {
            _emptied.Add(unit);
            TerragruntUnits.ClearCache(unit);
        }
    }

    private async Task<Dictionary<string, IReadOnlyList<StackObject>?>> ReadAsync(CancellationToken cancellationToken)
    {
        _units.Check();
        Dictionary<string, IReadOnlyList<StackObject>?> units = new(StringComparer.Ordinal);
        foreach (string unit in _units.Find())
        {
            TerraformJson? json = await _tool.ReadJsonAsync(unit, "show", cancellationToken);
            units[unit] = json is not null ? json.Resources() : _emptied.Contains(unit) ? [] : null;
            if (units[unit] is null)
            {
                scope.Log.Say($"unverified: the state of {(_units.NameOf(unit) is { Length: > 0 } name ? name : "the unit")} cannot be read, because a unit that it depends on has no outputs");
            }
        }

        return units;
    }

    private void RefuseUnread(IEnumerable<string> units)
    {
        string[] unread = [.. units.Select(u => _units.NameOf(u) is { Length: > 0 } name ? name : definition.Directory)];
        if (unread.Length > 0)
        {
            throw new PhoenixException(
                ErrorCode.LayerFailed,
                $"layer '{scope.Layer}': nobody can tell what is left of {string.Join(", ", unread)}: a unit that it depends on has no outputs",
                "Give its dependency blocks mock_outputs, with mock_outputs_allowed_terraform_commands = [\"init\", \"show\", \"state\", \"destroy\"]: its state can then be read after the other is gone");
        }

        if (_units.IsNotGenerated)
        {
            throw new PhoenixException(ErrorCode.LayerFailed, $"layer '{scope.Layer}': its stack file was not expanded into units", "Run 'terragrunt stack generate' in its directory");
        }
    }
}
