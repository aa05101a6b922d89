/** Options, HTTP and what the Prometheus of the host says. POSIX shell. */
export const ASKING = String.raw`#!/bin/sh
# promfleet-pull: fetches the configuration of the Prometheus on this host from Promfleet, tries it, and reports back.
#
#   promfleet-pull --url https://promfleet.example.com --directory /etc/prometheus [--interval 30] [--once]
#
#   --url URL          where Promfleet is
#   --directory DIR    folder of the prometheus.yml that Prometheus reads
#   --token-file FILE  the token of this server (/etc/promfleet/pull-token)
#   --prometheus URL   where Prometheus answers (http://127.0.0.1:9090), with its route prefix if it has one
#   --auth-file FILE   one header line for Prometheus, e.g. "Authorization: Basic ..."
#   --interval N       seconds between two questions (30)
#   --patience N       seconds that Prometheus has to take a configuration (60)
#   --once             ask once and end: 0 when what is wanted runs, else 1
#   --allow-http       send the token over plain HTTP to another machine
#
# It needs tar, gzip, sha256sum, awk, and curl or GNU wget. The main file is replaced by one rename, and only by a
# file whose sums are right; when Prometheus does not take it, the old file comes back the same way.
version=1

say() { echo "promfleet-pull: $1" >&2; }
die() { say "$1"; exit 2; }

read_options() {
  url='' directory='' token_file=/etc/promfleet/pull-token prometheus=http://127.0.0.1:9090 auth_file=''
  interval=30 patience=60 once=no allow_http=no
  while [ $# -gt 0 ]; do
    case "$1" in
      --once) once=yes; shift; continue ;;
      --allow-http) allow_http=yes; shift; continue ;;
      --url | --directory | --token-file | --prometheus | --auth-file | --interval | --patience) ;;
      *) die "unknown option $1" ;;
    esac
    [ $# -gt 1 ] || die "$1 needs a value"
    case "$1" in
      --url) url=$2 ;;
      --directory) directory=$2 ;;
      --token-file) token_file=$2 ;;
      --prometheus) prometheus=$2 ;;
      --auth-file) auth_file=$2 ;;
      --interval) interval=$2 ;;
      --patience) patience=$2 ;;
    esac
    shift 2
  done
  case "$url" in
    https://* | http://127.* | http://localhost | http://localhost:* | "http://[::1]"*) ;;
    http://*) [ "$allow_http" = yes ] || die "--url is plain HTTP: the token would be readable on its way (--allow-http)" ;;
    *) die "--url is missing" ;;
  esac
  case "$directory" in /*) ;; *) die "--directory must be an absolute path" ;; esac
  case "$interval$patience" in *[!0-9]*) die "--interval and --patience are whole seconds" ;; esac
  [ -d "$directory" ] || die "$directory is not a folder"
  [ -r "$token_file" ] || die "$token_file cannot be read"
  if command -v curl > /dev/null; then client=curl
  elif command -v wget > /dev/null; then client=wget
  else die "neither curl nor wget is here"; fi
  for program in tar gzip sha256sum awk; do
    command -v "$program" > /dev/null || die "$program is missing"
  done
}

# One header line per file that only we read: on a command line everybody would see it.
write_client_config() {
  if [ "$client" = curl ]; then
    printf 'header = "%s"\n' "$2" > "$1"
  else
    printf 'header = %s\n' "$2" > "$1"
  fi
}

# request CONFIG URL OUTPUT [HEADER [BODY]]: sets status to the HTTP status, 0 without an answer. Follows no redirect.
request() {
  rm -f "$state/headers" "$3"
  if [ "$client" = curl ]; then
    if [ $# -gt 4 ]; then
      curl -s -m 120 -K "$1" -D "$state/headers" -o "$3" -H "$4" --data-binary "@$5" "$2"
    else
      curl -s -m 120 -K "$1" -D "$state/headers" -o "$3" -H "$4" "$2"
    fi
  elif [ $# -gt 4 ]; then
    WGETRC=$1 wget -q -S -t 1 -T 60 --max-redirect=0 -O "$3" --header="$4" --post-file="$5" "$2" 2> "$state/headers"
  else
    WGETRC=$1 wget -q -S -t 1 -T 60 --max-redirect=0 -O "$3" --header="$4" "$2" 2> "$state/headers"
  fi
  transfer=$?
  status=0
  [ ! -f "$state/headers" ] || status=$(awk '$1 ~ /^HTTP\// { code = $2 } END { print code + 0 }' "$state/headers")
  # A transfer that broke off is no answer, whatever its first line said.
  if [ "$transfer" -ne 0 ] && [ "$status" = 200 ]; then status=0; fi
}

# What the last answer said under a name.
header() {
  awk -v name="$1:" 'tolower($1) == name { value = $2 } END { print value }' "$state/headers" | tr -d '\r"'
}

sum() {
  if [ -f "$1" ]; then sha256sum < "$1" | cut -d ' ' -f 1; else echo none; fi
}

# Everything written so far survives a power cut.
settle() { sync "$@" 2> /dev/null || sync; }

# remember NAME WORDS: replaces a small file of ours whole.
remember() {
  printf '%s\n' "$2" > "$state/$1.new" && mv -f "$state/$1.new" "$state/$1"
}

recall() {
  if [ -f "$state/$1" ]; then cat "$state/$1"; else echo "$2"; fi
}

# Asks the Prometheus here what it runs.
look() {
  ready=false reload_ok=null reloaded_at=null jobs=null failed=null
  request "$state/local.conf" "$prometheus/-/ready" "$state/answer" 'Accept: */*'
  [ "$status" = 200 ] || return 1
  request "$state/local.conf" "$prometheus/api/v1/status/runtimeinfo" "$state/answer" 'Accept: */*'
  [ "$status" = 200 ] || return 1
  ready=true
  case "$(cat "$state/answer")" in
    *'"reloadConfigSuccess":true'*) reload_ok=true ;;
    *'"reloadConfigSuccess":false'*) reload_ok=false ;;
  esac
  request "$state/local.conf" "$prometheus/metrics" "$state/answer" 'Accept: text/plain'
  if [ "$status" = 200 ]; then
    reloaded_at=$(awk '$1 == "prometheus_config_last_reload_success_timestamp_seconds" { at = $2 } END { printf "%.3f", at }' "$state/answer")
    failed=$(awk '$1 == "prometheus_sd_failed_configs{name=\"scrape\"}" { count += $2 } END { printf "%d", count }' "$state/answer")
  fi
  request "$state/local.conf" "$prometheus/api/v1/status/config" "$state/answer" 'Accept: */*'
  if [ "$status" = 200 ]; then
    jobs=$(awk '{ gsub(/\\n/, "\n"); print }' "$state/answer" | awk '/^- job_name: / { count += 1 } END { print count + 0 }')
  fi
  rm -f "$state/answer"
}
`;
