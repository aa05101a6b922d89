/** Taking a bundle: whole, proven, or put back. POSIX shell. */
export const SWITCHING = String.raw`
# confirm BEFORE JOBS: makes Prometheus read what is there and waits until it has. "-" expects nothing.
confirm() {
  : > "$state/empty"
  request "$state/local.conf" "$prometheus/-/reload" "$state/answer" 'Accept: */*' "$state/empty"
  reloaded=$status
  waited=0
  while :; do
    if look && [ "$reload_ok" = true ] && [ "$reloaded_at" != "$1" ]; then
      if [ "$2" = - ] || [ "$jobs" = "$2" ]; then return 0; fi
    fi
    # Refused for good: more time does not help.
    if [ "$reloaded" = 500 ] && [ "$reload_ok" = false ]; then return 1; fi
    [ "$waited" -lt "$patience" ] || return 1
    waited=$((waited + 1))
    sleep 1
  done
}

# install_main FILE: makes FILE the main file by one rename; mode, owner and group stay those of the file before.
install_main() {
  staged=$directory/.prometheus.yml.promfleet
  rm -f "$staged"
  cp -p "$main" "$staged" && cat "$1" > "$staged" && settle "$staged" && mv -f "$staged" "$main" && settle "$directory"
}

# put_back SUM WORD: the file of before, and Prometheus with it.
put_back() {
  outcome=$2
  kept=$state/kept/$1.yml
  if [ "$(sum "$kept")" != "$1" ]; then outcome=nothing_kept; return; fi
  install_main "$kept" || { outcome=disk; return; }
  # step: put-back
  confirm - - || outcome=stuck
}

# A run that was killed between the rename and its proof left a note: tag, new sum, old sum, jobs.
resume() {
  rm -rf "$state/work" "$directory/.prometheus.yml.promfleet"
  [ -f "$state/pending" ] || return 0
  read -r pending_tag pending_next pending_previous pending_jobs < "$state/pending"
  case "$(sum "$main")" in
    "$pending_next")
      look || return 0
      if confirm - "$pending_jobs"; then outcome=live; else put_back "$pending_previous" "$(refusal)"; fi
      handled "$pending_tag"
      note_files
      ;;
    "$pending_previous")
      # Nothing was switched, or it was put back already: what is wanted is asked for again.
      look || return 0
      confirm - - || true
      ;;
    *) outcome=foreign_file; handled "$pending_tag" ;;
  esac
  rm -f "$state/pending"
}

refusal() {
  if [ "$reloaded" = 500 ]; then echo refused_prometheus; else echo not_loaded; fi
}

# The bundle of this tag has come to its end, well or not: it is not asked for again.
handled() {
  tag=$1
  remember outcome "$outcome"
  remember tag "$tag"
}

# unpack FILE: an archive with plain files under plain names, every sum right.
unpack() {
  rm -rf "$state/work"
  mkdir "$state/work" || return 1
  if tar -tvzf "$1" 2> /dev/null | grep -qv '^-'; then return 1; fi
  if tar -tzf "$1" 2> /dev/null | grep -Eq '^/|(^|/)\.\.(/|$)'; then return 1; fi
  tar -xzf "$1" -C "$state/work" 2> /dev/null || return 1
  [ "$(sed -n 's/^promfleet //p' "$state/work/manifest" 2> /dev/null)" = 1 ] || return 1
  sed -n 's/^file //p' "$state/work/manifest" > "$state/files.new"
  while read -r file_sum file; do
    [ "$(sum "$state/work/$file")" = "$file_sum" ] || return 1
  done < "$state/files.new"
}

field() { sed -n "s/^$1 //p" "$state/work/manifest"; }

# make_folder PATH: each new one is readable for the group that reads the main file.
make_folder() {
  [ ! -d "$directory/$1" ] || return 0
  case "$1" in */*) make_folder "$(dirname "$1")" || return 1 ;; esac
  [ -d "$directory/$1" ] || mkdir "$directory/$1" || return 1
  share "$directory/$1" 0750
}

share() {
  chmod "$2" "$1" || return 1
  [ "$(ls -ldn "$1" | awk '{ print $4 }')" = "$group" ] || chgrp "$group" "$1"
}

# Credentials first: names say what is in them, so a file of that name and sum is left alone.
place_files() {
  while read -r file_sum file; do
    [ "$file" != prometheus.yml ] || continue
    target=$directory/$file
    [ "$(sum "$target")" != "$file_sum" ] || continue
    make_folder "$(dirname "$file")" || return 1
    rm -f "$target.tmp"
    cat "$state/work/$file" > "$target.tmp" && share "$target.tmp" 0640 && settle "$target.tmp" || return 1
    # step: credential
    mv -f "$target.tmp" "$target" || return 1
  done < "$state/files.new"
}

# What the bundle that runs consists of; the file of before, put back, says nothing of that.
note_files() {
  if [ "$outcome" != live ] || [ ! -s "$state/files.new" ]; then return 0; fi
  [ ! -f "$state/files" ] || cp "$state/files" "$state/files.before"
  mv -f "$state/files.new" "$state/files"
  collect_garbage
}

# Files of ours that neither this bundle nor the one before needs.
collect_garbage() {
  find "$directory/promfleet" -path "$state" -prune -o -type f ! -name owner.json -print 2> /dev/null |
    while read -r path; do
      file=$(echo "$path" | cut -c "$(($(printf %s "$directory/" | wc -c) + 1))-")
      cut -d ' ' -f 2- "$state/files" "$state/files.before" 2> /dev/null | grep -Fqx "$file" || rm -f "$path"
    done
  ls -t "$state/kept" | tail -n +11 | while read -r name; do rm -f "$state/kept/$name"; done
}

# apply TAG: takes what lies in $state/work. Sets outcome; the tag is handled unless trying again can help.
apply() {
  owner=$(sed -n 's/.*"serverId": *"\([^"]*\)".*/\1/p' "$directory/promfleet/owner.json" 2> /dev/null)
  if [ -n "$owner" ] && [ "$owner" != "$(field owner)" ]; then outcome=foreign_owner; handled "$1"; return; fi
  if [ ! -f "$main" ]; then outcome=no_main_file; return; fi
  previous=$(sum "$main")
  next=$(field main)
  expected=$(field jobs)
  if [ "$previous" != "$next" ] && ! field replaces | grep -Fqx "$previous"; then outcome=foreign_file; handled "$1"; return; fi
  new=$state/work/prometheus.yml
  [ -f "$new" ] || new=$state/kept/$next.yml
  if [ "$previous" = "$next" ]; then new=$main; fi
  if [ "$(sum "$new")" != "$next" ]; then outcome=nothing_kept; handled "$1"; return; fi
  look || { outcome=prometheus_silent; return; }
  before=$reloaded_at
  # A server that watches its files does not read equal ones again.
  if [ "$previous" = "$next" ]; then before=-; fi
  group=$(ls -ldn "$main" | awk '{ print $4 }')
  place_files || { outcome=disk; return; }
  # step: files
  [ ! -f "$state/work/prometheus.yml" ] || check_main "$new" || { outcome=refused_promtool; handled "$1"; return; }
  if [ ! -f "$state/kept/$previous.yml" ]; then
    cp -p "$main" "$state/kept/$previous.yml.new" && mv -f "$state/kept/$previous.yml.new" "$state/kept/$previous.yml" || { outcome=disk; return; }
  fi
  # step: kept
  remember pending "$1 $next $previous $expected" && settle "$state/pending" || { outcome=disk; return; }
  # step: pending
  [ "$(cat "$state/lock" 2> /dev/null)" = "$$" ] || die "another one is running in $directory"
  if [ "$previous" != "$next" ]; then
    install_main "$new" || { outcome=disk; rm -f "$state/pending" "$directory/.prometheus.yml.promfleet"; return; }
  fi
  # step: switched
  if confirm "$before" "$expected"; then
    outcome=live
  else
    put_back "$previous" "$(refusal)"
  fi
  # step: decided
  handled "$1"
  note_files
  if [ "$outcome" = live ]; then place_owner "$(field owner)"; fi
  rm -f "$state/pending"
  # step: done
}

# promtool, where there is one, sees the file where it will lie: paths in it are relative.
check_main() {
  command -v promtool > /dev/null || return 0
  cp -p "$main" "$directory/.prometheus.yml.promfleet" && cat "$1" > "$directory/.prometheus.yml.promfleet" || return 1
  promtool check config "$directory/.prometheus.yml.promfleet" > "$state/promtool" 2>&1
  checked=$?
  rm -f "$directory/.prometheus.yml.promfleet"
  [ "$checked" -eq 0 ] || { say "promtool refuses the configuration:"; cat "$state/promtool" >&2; }
  return "$checked"
}

place_owner() {
  [ ! -f "$directory/promfleet/owner.json" ] || return 0
  make_folder promfleet
  printf '{ "note": "Promfleet writes prometheus.yml in this folder.", "serverId": "%s" }\n' "$1" > "$directory/promfleet/owner.json"
  share "$directory/promfleet/owner.json" 0644
}
`;
