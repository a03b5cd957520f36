# Set-up shared by ./phoenix and ./test. Sourced by bash; the caller has set `root` to the clone's folder.
# Everything said here goes to stderr: stdout belongs to the command's result.

say() { printf 'phoenix: %s\n' "$*" >&2; }

# Ends with exit code $1; the remaining arguments are the message's lines.
die() {
  local code=$1 line
  shift
  for line in "$@"; do say "$line"; done
  exit "$code"
}

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

# Finds dotnet: DOTNET_ROOT, PATH, and the folder that Microsoft's install script uses.
find_dotnet() {
  local candidate
  for candidate in "${DOTNET_ROOT:+$DOTNET_ROOT/dotnet}" "$(command -v dotnet || true)" "${HOME:+$HOME/.dotnet/dotnet}"; do
    if [[ -n $candidate && -x $candidate ]]; then
      dotnet=$candidate
      return
    fi
  done
  die 2 "the .NET SDK 10.0.4xx is not installed; install it with" \
    "  curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0.4xx" \
    "and start Phoenix again (the script installs into ~/.dotnet, which is looked at)"
}

# global.json decides which SDKs fit; `dotnet --version` obeys it. Only asked before a build: it costs more than a start.
require_sdk() {
  local found
  if ! (cd "$root" && "$dotnet" --version) >/dev/null 2>&1; then
    found=$("$dotnet" --list-sdks 2>/dev/null | cut -d' ' -f1 | paste -sd' ' -)
    die 2 "the .NET SDK 10.0.4xx is needed, found: ${found:-no SDK} ($dotnet); install it with" \
      "  curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0.4xx" \
      "and put ~/.dotnet first on PATH (or set DOTNET_ROOT=~/.dotnet)"
  fi
}

# Runs dotnet without servers that outlive it: they would keep the caller's pipes and our lock open for minutes.
dotnet_alone() {
  MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 "$dotnet" "$@" \
    -p:RestoreLockedMode=true -p:UseSharedCompilation=false -nodeReuse:false -nologo -v:quiet -tl:off </dev/null 9>&-
}

# Builds, and the lock that keeps starts from building into each other, live in the clone's bin folder.
require_bin() {
  { mkdir -p "$root/bin" && [[ -w $root/bin ]]; } 2>/dev/null || die 2 "cannot write to $root/bin: clone Phoenix into a folder of your own"
}

# --- system packages ---------------------------------------------------------------------------------------------------

# Sets `missing` (Debian packages) and `lacking` (what that means, for people).
find_missing_packages() {
  local bin name complete
  missing=() lacking=()
  complete=
  for bin in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin; do
    for name in initdb postgres pg_ctl pg_waldump pg_controldata; do
      [[ -x $bin/$name ]] || continue 2
    done
    complete=1
  done
  if [[ -z $complete ]]; then
    missing+=(postgresql)
    lacking+=("the PostgreSQL server programs")
  fi
  if [[ -z $(compgen -G '/usr/share/postgresql/*/extension/amcheck.control' || compgen -G '/usr/pgsql-*/share/extension/amcheck.control') ]]; then
    missing+=(postgresql-contrib)
    lacking+=("PostgreSQL's amcheck extension")
  fi
  if ! command -v pgbackrest >/dev/null; then
    missing+=(pgbackrest)
    lacking+=("pgBackRest")
  fi
}

# Makes sure that one PostgreSQL server and pgBackRest are there. $1: 1 when nothing may be installed.
require_packages() {
  find_missing_packages
  ((${#missing[@]})) || return 0

  local what command
  printf -v what '%s, ' "${lacking[@]}"
  what=${what%, }
  command="apt-get install -y --no-install-recommends ${missing[*]}"
  if ! command -v apt-get >/dev/null; then
    die 2 "missing: $what" "this system has no apt-get: install them with its own package manager and start again"
  elif (($1)); then
    die 2 "missing: $what; --no-install forbids installing; run" "  $( ((EUID)) && printf 'sudo ')$command"
  elif ((EUID)); then
    die 2 "missing: $what; only root may install; run" "  sudo $command"
  fi

  require_bin
  (
    exec 9>"$root/bin/lock"
    flock 9
    find_missing_packages
    if ((${#missing[@]})); then install_packages; fi
  ) || exit $?
  find_missing_packages
  ((${#missing[@]} == 0)) || die 5 "apt-get succeeded, and still missing: ${missing[*]}"
}

# Debian's server package makes and starts a cluster of its own. While we install, a drop-in forbids that; it is removed afterwards, so
# that the machine's own settings stay as they were.
install_packages() {
  local dropin_dir=/etc/postgresql-common/createcluster.d dropin what
  dropin=$dropin_dir/phoenix-setup.conf
  printf -v what '%s, ' "${lacking[@]}"
  say "missing: ${what%, }"
  say "installing: ${missing[*]} through apt-get (--no-install forbids it)"
  # shellcheck disable=SC2064 # the names are local: expand them now
  if [[ -d $dropin_dir ]]; then
    trap "rm -f '$dropin'" EXIT
  else
    trap "rm -f '$dropin'; rmdir --ignore-fail-on-non-empty '$dropin_dir'" EXIT
    mkdir -p "$dropin_dir"
  fi
  printf 'create_main_cluster = false\n' >"$dropin"

  if [[ $(LC_ALL=C apt-cache policy "${missing[0]}" 2>/dev/null) != *"Candidate: "[0-9]* ]]; then
    apt_get update || die 5 "apt-get update failed (above)"
  fi
  # A stale package list names files that are gone: one refresh, one more try.
  if ! apt_get install -y --no-install-recommends "${missing[@]}"; then
    say "apt-get install failed; refreshing the package lists and trying once more"
    { apt_get update && apt_get install -y --no-install-recommends "${missing[@]}"; } || die 5 "apt-get install failed (above)"
  fi
}

apt_get() {
  DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 "$@" </dev/null >&2 9>&-
}

# --- build -------------------------------------------------------------------------------------------------------------

# One line for each file that a build reads: path, size, time. Compared as text, so added, deleted and older files are noticed too.
list_sources() {
  (cd "$root" && LC_ALL=C find src Directory.Build.props Directory.Packages.props global.json .editorconfig \
    \( -name bin -o -name obj \) -prune -o -type f -printf '%p %s %T@\n')
}

# Sets `app` to a folder with a build of the present sources. Each build gets a folder of its own: a running drill keeps the files it started from.
require_build() {
  local sources
  sources=$(list_sources)
  if app=$(readlink "$root/bin/current" 2>/dev/null); then
    app=$root/bin/$app
    if [[ -f $app/Phoenix.Cli.dll && -f $app/.sources && $(<"$app/.sources") == "$sources" ]]; then return; fi
  fi

  require_sdk
  require_bin
  (
    exec 9>"$root/bin/lock"
    flock -n 9 || { say "waiting for another start that is building..."; flock 9; }
    build
  ) || exit $?
  app=$root/bin/$(readlink "$root/bin/current")
}

# Under the lock.
build() {
  local sources id log=$root/bin/build.log started=$SECONDS incremental=() current old kept=0
  sources=$(list_sources)
  current=$(readlink "$root/bin/current" 2>/dev/null || true)
  if [[ -z $current || ! -f $root/bin/$current/.sources ]]; then
    say "building (first start)..."
  elif [[ $(<"$root/bin/$current/.sources") == "$sources" ]]; then
    return # the other start built what we need
  else
    say "building (sources changed)..."
    # Something changed, yet nothing is newer than the last build (a file put back with its old time): MSBuild would not notice.
    if [[ -z $(cd "$root" && find src Directory.*.props global.json .editorconfig -newer "bin/$current/.sources" -print -quit) ]]; then
      incremental=(--no-incremental)
    fi
  fi

  id=$(date -u +%Y%m%dT%H%M%S)-$BASHPID
  if ! { dotnet_alone build "$root/src/Phoenix.Cli" -c Release ${incremental[0]+"${incremental[@]}"} &&
    dotnet_alone publish "$root/src/Phoenix.Cli" -c Release --no-build -o "$root/bin/$id.new" -p:PublishDocumentationFiles=false; } >"$log" 2>&1; then
    cat "$log" >&2
    rm -rf "$root/bin/$id.new"
    die 5 "the build failed (above; also in $log)"
  fi
  printf '%s\n' "$sources" >"$root/bin/$id.new/.sources"
  mv "$root/bin/$id.new" "$root/bin/$id"
  ln -s "$id" "$root/bin/$id.link"
  mv -T "$root/bin/$id.link" "$root/bin/current"

  # Older builds go once no process runs from them; the previous one stays, for a start that has just read its name.
  while IFS= read -r old; do
    if ((++kept > 2)) && ! grep -qsF -- "$old/" /proc/[0-9]*/cmdline; then rm -rf "$old"; fi
  done < <(printf '%s\n' "$root"/bin/*-*/ | sed 's|/$||' | sort -r)
  say "built in $((SECONDS - started)) s"
}
