#!/bin/sh
# Every call of an indexing run that changes a file fails once, or is where the process is killed, or is where the disk
# is full from then on; and a sample of the program's own allocations fails: after each, the index is sound and is the
# old or the new one, whole; and a following run ends at the right state.  DATELINE_ENGINES names the engines; DATELINE_FAULT_STEP=N tries every N-th call only.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

preload=$BIN/tests/crash/fault.so
[ -f "$preload" ] || skip_all "no $preload"
nm "$BIN/dateline-index" 2>/dev/null | grep -q __asan_init && skip_all "not under AddressSanitizer"
step=${DATELINE_FAULT_STEP:-1}

feed() {
    i=$1
    while [ "$i" -le "$2" ]; do
        echo "{\"id\":\"a$i\",\"title\":\"Story $i of $3\",\"date\":\"2024-01-01\",\"text\":\"word$i and common text\"}"
        i=$((i + 1))
    done
}

# A run with a fault at call N in MODE; then the checks.  Sets $bad to what was wrong first.
one() {
    rm -rf "$T/idx" "$T/hit"
    cp -r "$T/template" "$T/idx"
    run env LD_PRELOAD="$preload" FAULT_AT="$1" FAULT_MODE="$2" FAULT_HIT="$T/hit" \
        "$BIN/dateline-index" --threads=1 -d "$T/idx" "$T/news"
    first=$status
    run_index -d "$T/idx" --verify
    [ "$status" -eq 0 ] || { bad="call $1: not sound: $(cat "$T/err")"; return; }
    got=$(dump "$T/idx" | cksum)
    if [ "$got" != "$old" ] && [ "$got" != "$new" ]; then
        bad="call $1: neither old nor new"
    elif [ "$first" -eq 0 ] && [ "$got" != "$new" ]; then
        bad="call $1: claims success and is not the new index"
    elif [ "$got" = "$old" ] && [ "$first" -ne 2 ] && [ "$first" -ne 137 ] && [ "$first" -ne 75 ]; then
        # 75: libxapian calls any trouble with its own lock file a lock that is taken
        bad="call $1: failed with status $first"
    fi
    run_index -d "$T/idx" "$T/news"
    [ "$status" -eq 0 ] || bad="call $1: the next run fails: $(cat "$T/err")"
    [ "$(dump "$T/idx" | cksum)" = "$new" ] || bad="call $1: the next run does not complete it"
}

mkdir "$T/news"
for engine in ${DATELINE_ENGINES:-native xapian}; do
    rm -rf "$T/template" "$T/new"
    feed 1 30 first >"$T/news/1.jsonl"
    feed 31 60 first >"$T/news/2.jsonl"
    echo 'A text that goes away' >"$T/news/gone.txt"
    "$BIN/dateline-index" --engine="$engine" -d "$T/template" "$T/news" || { fail "$engine: first build"; continue; }
    old=$(dump "$T/template" | cksum)
    feed 20 50 second >"$T/news/1.jsonl"
    feed 61 70 second >>"$T/news/2.jsonl"
    rm "$T/news/gone.txt"
    cp -r "$T/template" "$T/new"
    "$BIN/dateline-index" -d "$T/new" "$T/news"
    new=$(dump "$T/new" | cksum)
    for mode in kill eio enospc nomem; do
        n=1
        tried=0
        bad=
        while [ -z "$bad" ]; do
            one $n $mode
            [ -e "$T/hit" ] || break
            tried=$((tried + 1))
            # There are thousands of allocations: each is about a fifth further on than the one before.
            [ $mode = nomem ] && n=$((n + n / 5))
            n=$((n + step))
        done
        if [ -z "$bad" ]; then
            pass "$engine, $mode: $tried calls"
        else
            fail "$engine, $mode" "$bad"
        fi
    done
done
done_testing
