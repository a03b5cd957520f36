namespace Phoenix.Adapters.Tests.Gates;

/// <summary>
/// Stands in for <c>talosctl</c>: refuses commands and flags that the published reference does not have, as the real one does, and answers with what
/// lies beside it. It speaks with no cluster.
/// </summary>
internal sealed class TalosStandIn
{
    private const string Script = """
        #!/bin/sh
        here=$(dirname "$0")
        echo "$*" >> "$here/calls"
        words= talosconfig= nodes= force= merge=true wait=
        fail() { echo "$1" >&2; exit 1; }
        while [ $# -gt 0 ]; do
          case "$1" in
            --talosconfig|--nodes|--wait-timeout)
              [ $# -ge 2 ] || fail "flag needs an argument: $1"
              case "$1" in --talosconfig) talosconfig=$2;; --nodes) nodes=$2;; --wait-timeout) wait=$2;; esac
              shift;;
            --force) force=yes;;
            --merge=true) merge=true;;
            --merge=false) merge=false;;
            -*) fail "unknown flag: $1";;
            *) words="$words $1";;
          esac
          shift
        done
        [ -f "$talosconfig" ] || fail "error reading config: open $talosconfig: no such file or directory"
        [ -n "$nodes" ] || fail "nodes are not set for the command: please use '--nodes' flag or configuration file to set the nodes to run the command against"
        set -- $words
        case "$1 $2" in
          "health "|"kubeconfig "*) case "$nodes" in *,*) fail "command \"$1\" is not supported with multiple nodes";; esac;;
        esac
        case "$1 $2" in
          "health ")
            [ -z "$force" ] || fail "unknown flag: --force"
            case "$wait" in *[0-9]s|*[0-9]m) ;; *) fail "invalid argument \"$wait\" for \"--wait-timeout\" flag";; esac
            cat "$here/health" >&2
            [ ! -f "$here/unhealthy" ] || fail "healthcheck error: rpc error: code = DeadlineExceeded desc = context deadline exceeded";;
          "etcd members")
            [ -z "$wait$force" ] || fail "unknown flag"
            [ ! -f "$here/warning" ] || cat "$here/warning" >&2
            cat "$here/members";;
          "kubeconfig "*)
            [ -z "$wait" ] || fail "unknown flag: --wait-timeout"
            [ "$merge" = false ] || fail "the stand-in does not merge"
            [ ! -e "$2" ] || [ -n "$force" ] || fail "kubeconfig file already exists, use --force to overwrite: \"$2\""
            [ -f "$here/kube" ] || fail "error copying: rpc error: code = Unavailable desc = connection refused"
            cat "$here/kube" > "$2";;
          *) fail "unknown command \"$1\" for \"talosctl\"";;
        esac
        """;

    private readonly string _folder;

    public TalosStandIn(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        File.WriteAllText(Program, Script + "\n");
        File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Answer("health", "waiting for etcd to be healthy: ...\nwaiting for etcd to be healthy: OK\nwaiting for all k8s nodes to report ready: OK\nwaiting for all k8s nodes to report schedulable: OK\n");
    }

    public string Program => Path.Combine(_folder, "talosctl");

    /// <summary>Its argument lists, in order.</summary>
    public string[] Calls => File.ReadAllLines(Path.Combine(_folder, "calls"));

    public void Answer(string what, string text) => File.WriteAllText(Path.Combine(_folder, what), text);
}
