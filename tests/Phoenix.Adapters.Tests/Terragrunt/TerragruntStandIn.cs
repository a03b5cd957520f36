using Phoenix.Adapters.Tests.Layers;

namespace Phoenix.Adapters.Tests.Terragrunt;

/// <summary>
/// A program that takes only the arguments that Terragrunt documents for its version, and keeps a list of resources for each unit in place of running
/// Terraform. In a unit's folder, <c>depends</c> names a unit without whose resources it cannot be evaluated, <c>hang</c> lets it hang, <c>stuck</c>
/// lets a destroy leave something and end well, <c>wrong</c> lets an apply fail with a diagnostic.
/// </summary>
internal static class TerragruntStandIn
{
    private const string Script = """
        #!/bin/sh
        version=@VERSION@ style=@STYLE@ states=@STATES@
        echo "$*" >> @CALLS@
        fail() { echo "$1" >&2; exit 1; }
        if [ "$1" = --version ]; then echo "terragrunt version v$version"; exit 0; fi
        all=0 quiet=0 report=
        if [ $style = run ]; then
          [ "$1" = run ] || fail "unknown command: $1. Terragrunt no longer forwards unknown commands by default"
          shift
          while [ $# -gt 0 ]; do
            case $1 in
              --all) all=1 ;;
              --non-interactive) quiet=1 ;;
              --no-color) ;;
              --report-file) [ @REPORT@ = 1 ] || fail "flag provided but not defined: $1"; report=$2; shift ;;
              --report-format) [ "$2" = json ] || fail "wrong format"; shift ;;
              --) shift; break ;;
              *) fail "flag provided but not defined: $1" ;;
            esac
            shift
          done
          prefix='12:00:00.000 STDOUT [UNIT] terraform: '
        else
          if [ "$1" = run-all ]; then all=1; shift; fi
          n=$#
          while [ $n -gt 0 ]; do
            case $1 in
              --terragrunt-non-interactive) quiet=1 ;;
              --terragrunt-no-color) ;;
              --*) fail "flag provided but not defined: $1" ;;
              run) fail "Terraform has no command named \"run\"." ;;
              *) set -- "$@" "$1" ;;
            esac
            shift; n=$((n - 1))
          done
          prefix=
        fi
        [ $quiet = 1 ] || fail "Are you sure? (y/n) EOF"
        if [ $all = 1 ]; then units=$(find "$PWD" -name terragrunt.hcl -not -path '*/.terragrunt-cache/*' -exec dirname {} \; | sort); else units=$PWD; fi
        say() { echo "$(echo "$prefix" | sed "s#UNIT#$(basename "$1")#")$2"; }
        state() { echo "$states/$(echo "$1" | tr / _)"; }
        for unit in $units; do
          mkdir -p "$unit/.terragrunt-cache/x"
          if [ -e "$unit/depends" ] && ! [ -s "$(state "$(cat "$unit/depends")")" ]; then
            fail "$(cat "$unit/depends")/terragrunt.hcl is a dependency of $unit/terragrunt.hcl but detected no outputs. Either the target module has not been applied yet, or the module has no outputs."
          fi
          s=$(state "$unit"); touch "$s"
          case "$1 $2 $3 $4 $5 $6" in
            "apply -auto-approve -json -input=false -lock-timeout=5s ")
              if [ -e "$unit/wrong" ]; then
                say "$unit" '{"@level":"error","@message":"Error: Too small","diagnostic":{"severity":"error","summary":"Too small","detail":"","range":{"filename":"main.tf","start":{"line":7}}},"type":"diagnostic"}'
                exit 1
              fi
              echo helm_release.app > "$s"; echo vm.node >> "$s"
              if [ -e "$unit/hang" ]; then touch "$unit/hanging"; while :; do sleep 0.1; done; fi
              say "$unit" '{"@level":"info","@message":"Plan: 2 to add","changes":{"add":2,"change":0,"remove":0,"operation":"plan"},"type":"change_summary"}'
              say "$unit" '{"@level":"info","@message":"vm.node: Creation complete","type":"apply_complete"}' ;;
            "destroy -auto-approve -json -input=false -lock-timeout=5s ")
              if grep -q helm_ "$s" && [ -e "$unit/deadapi" ]; then fail "Error: the API is gone"; fi
              [ -e "$unit/stuck" ] || : > "$s" ;;
            "show -json -no-color   ")
              echo "12:00:00.000 INFO not for standard output" >&2
              printf '{"format_version":"1.0","values":{"root_module":{"resources":['
              sep=; while read -r a; do printf '%s{"address":"%s","mode":"managed","type":"%s","values":{"id":"1"}}' "$sep" "$a" "${a%%.*}"; sep=,; done < "$s"
              echo ']}}}' ;;
            "output -json -no-color   ") echo '{"address":{"sensitive":false,"value":"10.0.0.1"},"key":{"sensitive":true,"value":"hidden-key"}}' ;;
            "state rm -lock-timeout=5s $4  ") grep -v -x -F "$4" "$s" > "$s.new"; mv "$s.new" "$s" ;;
            *) fail "no such arguments: $*" ;;
          esac
        done
        if [ -n "$report" ]; then echo '[{"Name":"a","Started":"2026-01-01T00:00:00Z","Ended":"2026-01-01T00:00:02.5Z","Result":"succeeded"}]' > "$report"; fi
        """;

    /// <summary>Writes the program; its calls are kept in <c>calls</c>.</summary>
    /// <returns>Its path.</returns>
    internal static string Write(DriverBench bench, string version, bool hasRun, bool hasReport)
    {
        Directory.CreateDirectory(bench.At("states"));
        bench.Write("bin/terragrunt", Script
            .Replace("@VERSION@", version, StringComparison.Ordinal)
            .Replace("@STYLE@", hasRun ? "run" : "old", StringComparison.Ordinal)
            .Replace("@REPORT@", hasReport ? "1" : "0", StringComparison.Ordinal)
            .Replace("@STATES@", bench.At("states"), StringComparison.Ordinal)
            .Replace("@CALLS@", bench.At("calls"), StringComparison.Ordinal));
        string path = bench.At("bin/terragrunt");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
