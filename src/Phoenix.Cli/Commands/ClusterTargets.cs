using Phoenix.Errors;
using Phoenix.Kubernetes.Crunchy;
using Phoenix.Recovery;
using Phoenix.Stacks;

namespace Phoenix.Cli.Commands;

/// <summary>What a database in a cluster cannot do, told before anything is touched.</summary>
internal static class ClusterTargets
{
    /// <summary>Refuses a recovery target that the stack's database cannot end at.</summary>
    /// <exception cref="PhoenixException">TargetImpossible.</exception>
    public static void Refuse(StackDefinition stack, RecoveryTarget target)
    {
        if (stack.Layers.Any(l => l.Driver is DriverDefinition.PostgresCluster))
        {
            CrunchyDatabase.RefuseTarget(target);
        }
    }

    /// <summary>Refuses a drill that would wait for a person after the wipe.</summary>
    /// <exception cref="PhoenixException">Configuration.</exception>
    public static void RefuseUnattended(StackDefinition stack)
    {
        if (stack.Layers.FirstOrDefault(l => l.Driver is DriverDefinition.PostgresCluster { Manage: ClusterManage.Observe }) is { } watched)
        {
            throw new PhoenixException(
                ErrorCode.Configuration,
                $"layer '{watched.Name}' is only watched ('manage: observe'): after the wipe somebody would have to open its standby in Git within the drill's bound",
                "write 'manage: patch', so that the drill opens what it has proven; or use create, which waits");
        }
    }
}
