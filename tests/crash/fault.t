#!/bin/sh
# At every call that could fail, an indexing run (or a first build, --compact, --rebuild) is killed, loses its power, or sees
# the call fail: after each, the index is sound and is the old or the new one, whole; and a following run ends at the
# right state.  The suite tries a sample of the calls; `make check-faults` all of them.
#
#   DATELINE_FAULTS=all         every call, not a sample
#   DATELINE_ENGINES, DATELINE_WORKS, DATELINE_MODES   only these
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

preload=$BIN/tests/crash/fault.so
[ -f "$preload" ] || skip_all "no $preload"
nm "$BIN/dateline-index" 2>/dev/null | grep -q __asan_init && skip_all "not under AddressSanitizer"

# feed FIRST LAST VERSION
feed() {
    awk -v i="$1" -v last="$2" -v version="$3" 'BEGIN {
        for (; i <= last; i++)
            printf "{\"id\":\"a%d\",\"url\":\"http://n.example/%d\",\"title\":\"Story %d of %s\",\"date\":\"2024-01-01\",\"text\":\"word%d and common text\"}\n",
                i, i, i, version, i
    }'
}

# Without syncing, which only costs time here.
fast() { run env LD_PRELOAD="$preload" "$BIN/dateline-index" --threads=1 "$@"; }
sum() { if [ -e "$1/current" ] || [ -e "$1/XAPIANDB" ]; then dump "$1" | cksum; else echo none; fi; }
identical() { diff -rq "$1" "$2" 2>/dev/null | grep -qv ': lock$' && return 1; [ -d "$1" ] && [ -d "$2" ]; }

# What the run under test does, and from what to what.  `action` is followed by its sources.
prepare() {
    rm -rf "$T/news" "$T/template" "$T/new"
    mkdir "$T/news"
    feed 1 30 first >"$T/news/1.jsonl"
    feed 31 60 first >"$T/news/2.jsonl"
    echo 'A text that goes away' >"$T/news/gone.txt"
    echo 'A text that gets another name' >"$T/news/old.txt"
    echo '[{"title":"In a list"},{"title":"Another in it"}]' >"$T/news/list.json"
    touch -d '2024-05-03 10:00:00.123456789' "$T/news/old.txt"
    action="--engine=$engine"
    sources=$T/news
    [ "$work" = first ] || fast --engine="$engine" -d "$T/template" "$T/news"
    feed 20 50 second >"$T/news/1.jsonl"
    feed 61 70 second >>"$T/news/2.jsonl"
    rm "$T/news/gone.txt"
    mv "$T/news/old.txt" "$T/news/renamed.txt"
    case $work in
    compact)
        fast -d "$T/template" "$T/news"
        feed 71 73 third >"$T/news/3.jsonl"
        fast -d "$T/template" "$T/news"
        action=--compact
        sources=
        ;;
    rebuild)
        action=--rebuild
        sources=
        ;;
    esac
    old=$(sum "$T/template")
    if [ -d "$T/template" ]; then cp -r "$T/template" "$T/new"; fi
    # shellcheck disable=SC2086
    fast $action -d "$T/new" $sources
    [ "$status" -eq 0 ] || fail "$engine, $work: without a fault" "$(cat "$T/err")"
    new=$(sum "$T/new")
}

# A run with a fault at call N in MODE; then the checks.  Sets $bad to what was wrong.
one() {
    rm -rf "$T/idx" "$T/idx.rebuild-tmp" "$T"/hit*
    if [ -d "$T/template" ]; then cp -r "$T/template" "$T/idx"; fi
    # shellcheck disable=SC2086
    run timeout 60 env LD_PRELOAD="$preload" FAULT_AT="$1" FAULT_MODE="$2" FAULT_HIT="$T/hit" FAULT_UNDER="$T/idx" \
        "$BIN/dateline-index" --threads=1 $action -d "$T/idx" $sources
    first=$status
    [ -e "$T/hit" ] || return
    case $first in
    0 | 2 | 75 | 137) ;; # 75: libxapian calls any trouble with its own lock file a lock that is taken
    *) bad="call $1: ended with status $first: $(cat "$T/err")" && return ;;
    esac
    if [ "$first" -eq 2 ] && [ "$(grep -c '^dateline-index: ' "$T/err")" -ne "$(grep -c . "$T/err")" ]; then
        bad="call $1: not a clean message: $(cat "$T/err")" && return
    fi
    if [ "$first" -ne 0 ] && identical "$T/template" "$T/idx"; then
        return # as if it had never run
    fi
    got=$(sum "$T/idx")
    if [ "$got" != none ]; then
        fast -d "$T/idx" --verify
        [ "$status" -eq 0 ] || { bad="call $1: not sound: $(cat "$T/err")"; return; }
    fi
    if [ "$got" != "$old" ] && [ "$got" != "$new" ]; then
        bad="call $1: neither old nor new"
    elif [ "$first" -eq 0 ] && [ "$got" != "$new" ]; then
        bad="call $1: claims success and is not the new index"
    fi
    [ -z "$bad" ] || return
    # shellcheck disable=SC2086
    fast $action -d "$T/idx" $sources
    [ "$status" -eq 0 ] || bad="call $1: the next run fails: $(cat "$T/err")"
    [ "$(sum "$T/idx")" = "$new" ] || bad="call $1: the next run does not complete it"
    [ ! -e "$T/idx.rebuild-tmp" ] || bad="call $1: the next run leaves things behind"
}

# The next call to try after N: all, or in the suite fewer and fewer.
after() {
    [ "$DATELINE_FAULTS" = all ] && echo $(($1 + 1)) && return
    # Each call matters here: between a rename and the sync of its folder there is one.
    [ "$mode,$work,$engine" = cut,update,native ] && echo $(($1 + 1)) && return
    case $mode in
    nomem) echo $(($1 + $1 / 2 + 7)) ;;
    read) echo $(($1 + $1 / 3 + 3)) ;;
    *) echo $(($1 + sample)) ;;
    esac
}

total=0
for engine in ${DATELINE_ENGINES:-native xapian}; do
    for work in ${DATELINE_WORKS:-update first compact rebuild}; do
        prepare
        sample=17
        [ "$work" = update ] && sample=7
        for mode in ${DATELINE_MODES:-kill cut undo eio enospc short read nomem thread}; do
            n=1
            tried=0
            bad=
            while [ -z "$bad" ]; do
                one "$n" "$mode"
                [ -e "$T/hit" ] || break
                tried=$((tried + 1))
                [ "$mode" = short ] && break # from the first call on: one run tells all
                n=$(after "$n")
            done
            total=$((total + tried))
            if [ -z "$bad" ]; then
                pass "$engine, $work, $mode: $tried calls"
            else
                fail "$engine, $work, $mode" "$bad"
            fi
        done
    done
done
echo "# $total faults in all"
done_testing
