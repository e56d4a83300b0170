# Shell functions that ./landbridge, ./test and ./bench share. POSIX sh; $root is the repository.
# Everything said here goes to standard error: standard output belongs to the program.

say() { printf 'landbridge: %s\n' "$*" >&2; }

# is_there PROBE: a command on the path, or one of several files.
is_there() {
  case $1 in
    /*) old_ifs=$IFS; IFS='|'
        for file in $1; do
          if [ -e "$file" ]; then IFS=$old_ifs; return 0; fi
        done
        IFS=$old_ifs; return 1 ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
  esac
}

# missing_packages SET…: the packages of these sets that are not on this machine.
missing_packages() {
  while read -r set package probe; do
    case " $* " in *" $set "*) is_there "$probe" || printf '%s ' "$package" ;; esac
  done <"$root/cmake/packages.txt"
}

# run_as_root COMMAND…: as it is for root, with sudo where there is one.
run_as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# need_packages SET…: installs what is missing, or says what to install and stops with 1.
need_packages() {
  missing=$(missing_packages "$@")
  missing=${missing% }
  [ -n "$missing" ] || return 0
  if [ "${LANDBRIDGE_NO_INSTALL:-0}" = 1 ]; then
    say "missing packages: $missing"
    say "LANDBRIDGE_NO_INSTALL=1 forbids installing them; 'apt-get install $missing' does it"
    exit 1
  fi
  if ! command -v apt-get >/dev/null 2>&1 ||
     { [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null 2>&1; }; then
    say "missing packages: $missing"
    say "they cannot be installed from here (needs apt-get and root or sudo);" \
        "please run: apt-get install $missing"
    exit 1
  fi
  say "installing with apt-get: $missing"
  mkdir -p "$root/build"
  log=$root/build/install.log
  # shellcheck disable=SC2086 # the list is meant to be split
  if run_as_root apt-get update >"$log" 2>&1 &&
     run_as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes \
       --no-install-recommends $missing >>"$log" 2>&1; then
    return 0
  fi
  show_tail "$log"
  say "apt-get could not install: $missing (the whole log: $log)"
  exit 1
}

# need_npm BUILD_DIR NAME=FOLDER…: with LANDBRIDGE_NO_INSTALL=1 the npm packages of these folders
# (cmake/landbridge_npm.cmake) must be in the build directory already, as their lock files say.
need_npm() {
  [ "${LANDBRIDGE_NO_INSTALL:-0}" = 1 ] || return 0
  where=$1/npm; shift
  for page in "$@"; do
    lock=$root/${page#*=}/package-lock.json
    installed=$where/${page%%=*}
    [ -e "$lock" ] || continue
    if ! cmp -s "$lock" "$installed/package-lock.json" ||
       [ ! -e "$installed/node_modules/.package-lock.json" ]; then
      say "missing npm packages: those of ${page#*=}/package-lock.json"
      say "LANDBRIDGE_NO_INSTALL=1 forbids 'npm ci'; run once without it"
      exit 1
    fi
  done
}

# show_tail LOG: from the first failure on, or the last lines; at most 40.
show_tail() {
  if grep -q -m1 -E 'FAILED:|CMake Error|error:' "$1"; then
    sed -n '/FAILED:\|CMake Error\|error:/,$p' "$1" | head -n 40 >&2
  else
    tail -n 40 "$1" >&2
  fi
}

# progress_text LOG START: "123 of 456 steps, about 70 s left".
progress_text() {
  step=$(grep -o '^\[[0-9]*/[0-9]*\]' "$1" 2>/dev/null | tail -n 1)
  spent=$(($(date +%s) - $2))
  if [ -z "$step" ]; then printf 'configuring, %s s' "$spent"; return; fi
  step=${step#[}; step=${step%]}
  done_steps=${step%/*}; all_steps=${step#*/}
  if [ "$done_steps" -gt 0 ] && [ "$spent" -gt 2 ]; then
    printf '%s of %s steps, about %s s left' "$done_steps" "$all_steps" \
      $((spent * (all_steps - done_steps) / done_steps))
  else
    printf '%s of %s steps' "$done_steps" "$all_steps"
  fi
}

# run_logged LOG COMMAND…: runs it with its output in LOG and progress on standard error (a line
# that changes on a terminal, a line every 10 s elsewhere). Ends the command when we are ended.
run_logged() {
  log=$1; shift
  "$@" >>"$log" 2>&1 &
  worker=$!
  trap 'kill -TERM $worker 2>/dev/null; wait $worker; exit 130' INT TERM HUP
  started=$(date +%s)
  said=$started
  while kill -0 $worker 2>/dev/null; do
    sleep 0.2
    now=$(date +%s)
    if [ -t 2 ]; then
      printf '\rlandbridge: building, %s\033[K' "$(progress_text "$log" "$started")" >&2
    elif [ $((now - said)) -ge 10 ]; then
      said=$now
      say "building, $(progress_text "$log" "$started")"
    fi
  done
  [ -t 2 ] && printf '\r\033[K' >&2
  wait $worker && status=0 || status=$?
  trap - INT TERM HUP
  return $status
}

# configure_and_build PRESET "CMAKE OPTIONS" TARGET…: the build directory is build/PRESET.
configure_and_build() {
  preset=$1; options=$2; shift 2
  dir=$root/build/$preset
  log=$dir.log
  : >"$log"
  # a build directory of another place (a moved or copied repository) is of no use here
  if [ -e "$dir/CMakeCache.txt" ] &&
     ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$dir/CMakeCache.txt"; then
    rm -rf "$dir"
  fi
  # shellcheck disable=SC2086 # options are meant to be split
  if [ -n "$options" ] || [ ! -e "$dir/build.ninja" ]; then
    run_logged "$log" cmake -S "$root" --preset "$preset" $options || build_failed "$log"
  fi
  run_logged "$log" ninja -C "$dir" "$@" || build_failed "$log"
}

build_failed() {
  show_tail "$1"
  say "the build failed; that is our mistake (the whole log: $1)"
  exit 3
}

# hold_lock PRESET: one build at a time in build/PRESET; waits for the other to end.
hold_lock() {
  mkdir -p "$root/build"
  exec 9>"$root/build/$1.lock"
  if ! flock --nonblock 9; then
    say "another build of build/$1 is running; waiting for it"
    flock 9
  fi
}
release_lock() { exec 9>&-; }
