# shellcheck shell=sh disable=SC2034
# lib.sh - what every command-line test includes: TAP, a scratch folder, and running the programs.
# SPDX-License-Identifier: GPL-2.0-or-later
#
#   . "${DATELINE_SRC:-.}/tests/cli/lib.sh"
#   run_index -d "$T/idx" "$T/src"      # or run_search; sets $status and the files $T/out and $T/err
#   status_is 0 "indexing succeeds"
#   out_is 'exact text' "the output"    # without its last newline; out_like takes an extended regular expression
#   err_is '' "quiet"                   # err_like likewise
#   is "$got" "$want" "name"            # any two strings
#   ok "name" test -f "$T/idx/lock"     # any command
#   until_true is_locked "$T/idx"       # a command that will succeed within half a minute
#   done_testing
#
# $T is a scratch folder that goes away at the end.  Each test starts with its own HOME and no DATELINE_* settings.

BIN=${DATELINE_BIN:-.}
SRC=${DATELINE_SRC:-.}
T=$(mktemp -d "${TMPDIR:-/tmp}/dateline-cli-XXXXXX") || exit 1
trap 'chmod -R u+rwX "$T" 2>/dev/null; rm -rf "$T"' EXIT
trap 'exit 1' INT TERM
mkdir "$T/home"
HOME=$T/home
export HOME
unset DATELINE_INDEX XDG_DATA_HOME XDG_CONFIG_HOME NO_COLOR
LC_ALL=C.UTF-8
export LC_ALL
# libxapian's own Database::check frees one object as another; nothing of ours.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}new_delete_type_mismatch=0
export ASAN_OPTIONS

# DATELINE_ENGINE=native runs a test on indexes of that engine.
if [ -n "$DATELINE_ENGINE" ]; then
    mkdir -p "$HOME/.config/dateline"
    echo "engine = $DATELINE_ENGINE" >"$HOME/.config/dateline/config"
fi

tests=0
failures=0
status=0

until_true() {
    tries=0
    until "$@"; do
        [ $tries -lt 300 ] || return 1
        sleep 0.1
        tries=$((tries + 1))
    done
}
# is_locked INDEX: a run holds it.
is_locked() { [ -e "$1/lock" ] && grep -q "OFDLCK.*:$(stat -c %i "$1/lock") " /proc/locks; }

pass() {
    tests=$((tests + 1))
    printf 'ok %d - %s\n' "$tests" "$1"
}

# fail NAME [DIAGNOSTIC]
fail() {
    tests=$((tests + 1))
    failures=$((failures + 1))
    printf 'not ok %d - %s\n' "$tests" "$1"
    if [ -n "$2" ]; then
        printf '%s\n' "$2" | sed 's/^/# /'
    fi
}

skip() {
    tests=$((tests + 1))
    printf 'ok %d - %s # SKIP %s\n' "$tests" "$1" "$2"
}

skip_all() {
    printf '1..0 # SKIP %s\n' "$1"
    exit 0
}

done_testing() {
    printf '1..%d\n' "$tests"
    [ "$failures" -eq 0 ]
    exit $?
}

# ok NAME COMMAND...
ok() {
    ok_name=$1
    shift
    if "$@"; then
        pass "$ok_name"
    else
        fail "$ok_name" "failed: $*"
    fi
}

# is GOT WANT NAME
is() {
    if [ "$1" = "$2" ]; then
        pass "$3"
    else
        fail "$3" "got:
$1
want:
$2"
    fi
}

# like TEXT REGEX NAME
like() {
    if printf '%s\n' "$1" | grep -Eq -e "$2"; then
        pass "$3"
    else
        fail "$3" "got:
$1
want a line like: $2"
    fi
}

# run COMMAND...: standard input is empty unless it is redirected by the caller
run() {
    status=0
    "$@" >"$T/out" 2>"$T/err" || status=$?
}

run_index() { run "$BIN/dateline-index" "$@"; }
run_search() { run "$BIN/dateline-search" "$@"; }

# status_is WANT NAME
status_is() {
    if [ "$status" -eq "$1" ]; then
        pass "$2"
    else
        fail "$2" "exit status $status, not $1
$(head -n 20 "$T/err")"
    fi
}

out_is() { is "$(cat "$T/out")" "$1" "$2"; }
err_is() { is "$(cat "$T/err")" "$1" "$2"; }
out_like() { like "$(cat "$T/out")" "$1" "$2"; }
err_like() { like "$(cat "$T/err")" "$1" "$2"; }

# finds IDS ARGUMENT...: the ids that a search with ARGUMENTs finds in the index $index, sorted
finds() {
    finds_want=$1
    shift
    finds_got=$("$BIN/dateline-search" -d "$index" -n 0 --strict --format=tsv "$@" 2>"$T/err" | cut -f 3 | sort | tr '\n' ' ')
    is "${finds_got% }" "$finds_want" "$index: $*"
}

# Every article of an index, one sorted line each: for comparing two indexes.  dump DIR
dump() {
    "$BIN/dateline-search" -d "$1" -n 0 --format=json '*' | sed 's/"rank":[0-9]*,//' | sort
}
