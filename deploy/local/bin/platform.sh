# Shared by the commands of the local platform; sourced, not run.

root=$(cd "$(dirname "$0")/../../.." && pwd -P)
local_dir=${PLATFORM_DIRECTORY:-$root/.local}
run_dir=$local_dir/run
launcher_log=$local_dir/logs/launcher.log
launcher_class=org.subaccounts.local.Launcher
class_path="$root/deploy/local/target/local-platform.jar:$root/deploy/local/target/lib/*"

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

# True while the process lives and its command line contains the text: a process id may have been given away again.
is_running() {
  kill -0 "$1" 2>/dev/null || return 1
  if [ -r "/proc/$1/cmdline" ]; then
    tr '\0' ' ' <"/proc/$1/cmdline" | grep -q -- "$2"
  else
    ps -o command= -p "$1" 2>/dev/null | grep -q -- "$2"
  fi
}

# Prints the launcher's process id if it runs.
launcher_pid() {
  [ -r "$run_dir/launcher.pid" ] || return 1
  read -r pid <"$run_dir/launcher.pid" || return 1
  [ -n "$pid" ] && is_running "$pid" "$launcher_class" && printf '%s\n' "$pid"
}

# The value of a name in platform.env.
setting() {
  sed -n "s/^$1=//p" "$local_dir/platform.env" 2>/dev/null
}

# Waits until none of the processes is left, at most so many tenths of a second.
wait_for_end() {
  tenths=$1
  shift
  while [ "$tenths" -gt 0 ]; do
    left=no
    for process in "$@"; do
      if is_running "$process" .; then left=yes; fi
    done
    [ "$left" = yes ] || return 0
    sleep 0.1
    tenths=$((tenths - 1))
  done
  return 1
}

# Kills what a launcher that was killed, or hangs, may have left: services and PostgreSQL. True if there was anything.
kill_left_overs() {
  killed=
  for file in "$run_dir"/*.pid "$local_dir/data/postgresql/data/postmaster.pid"; do
    [ -r "$file" ] || continue
    read -r process <"$file" || continue
    case $file in
      */postmaster.pid) program=postgres ;;
      */launcher.pid) program=$launcher_class ;;
      *) program=quarkus-run.jar ;;
    esac
    if is_running "$process" "$program"; then
      kill -KILL "$process" 2>/dev/null || true
      killed="$killed $process"
    fi
  done
  rm -f "$run_dir"/*.pid "$run_dir/ready"
  [ -n "$killed" ] || return 1
  # shellcheck disable=SC2086 # several words on purpose
  wait_for_end 15 $killed || true
}
