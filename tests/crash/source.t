#!/bin/sh
# Every read of the sources fails once: nothing that was indexed is lost, what can be read is read, the sources are only ever
# read, and a following run ends at the right state.  The suite tries a sample of the calls.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

preload=$BIN/tests/crash/fault.so
[ -f "$preload" ] || skip_all "no $preload"
nm "$BIN/dateline-index" 2>/dev/null | grep -q __asan_init && skip_all "not under AddressSanitizer"

line() { printf '{"id":"%s","title":"Line %s","text":"%s"}\n' "$1" "$1" "$2"; }
ids() { dump "$1" | sed 's/.*"id":"\([^"]*\)".*/\1/' | sort; }
fast() { run env LD_PRELOAD="$preload" "$BIN/dateline-index" --threads=1 "$@"; }

for engine in ${DATELINE_ENGINES:-native xapian}; do
    rm -rf "$T/news" "$T/template" "$T/new"
    mkdir -p "$T/news/sub/deep" "$T/news/empty"
    for i in 1 2 3 4 5 6; do echo "A story with the number $i" >"$T/news/sub/$i.txt"; done
    for i in 1 2 3; do line "l$i" first; done >"$T/news/feed.jsonl"
    for i in 1 2 3; do line "z$i" first; done | gzip >"$T/news/feed.jsonl.gz"
    echo 'A story that goes' >"$T/news/sub/deep/gone.txt"
    fast --engine="$engine" -d "$T/template" "$T/news"
    for i in 1 2 3 4; do line "l$i" second; done >"$T/news/feed.jsonl"
    line z4 first | gzip >>"$T/news/feed.jsonl.gz"
    echo 'A story with another text' >"$T/news/sub/3.txt"
    mv "$T/news/sub/4.txt" "$T/news/sub/deep/four.txt"
    rm "$T/news/sub/deep/gone.txt"
    cp -r "$T/template" "$T/new"
    fast -d "$T/new" "$T/news"
    new=$(dump "$T/new" | cksum)
    ids "$T/template" >"$T/old.ids"
    ids "$T/new" >"$T/new.ids"
    comm -12 "$T/old.ids" "$T/new.ids" >"$T/stay.ids"
    sort -u "$T/old.ids" "$T/new.ids" >"$T/any.ids"
    sources=$(find "$T/news" -printf '%p %s %T@ %m\n' | sort | cksum)
    n=1
    tried=0
    bad=
    while [ -z "$bad" ]; do
        rm -rf "$T/idx" "$T/hit"
        cp -r "$T/template" "$T/idx"
        run env LD_PRELOAD="$preload" FAULT_AT=$n FAULT_MODE=read FAULT_UNDER="$T/news" FAULT_HIT="$T/hit" \
            "$BIN/dateline-index" --threads=1 -d "$T/idx" "$T/news"
        first=$status
        [ -e "$T/hit" ] || break
        tried=$((tried + 1))
        [ "$first" -le 1 ] || bad="call $n: status $first: $(cat "$T/err")"
        ids "$T/idx" >"$T/got.ids"
        [ -z "$(comm -23 "$T/stay.ids" "$T/got.ids")" ] || bad="call $n: lost: $(comm -23 "$T/stay.ids" "$T/got.ids")"
        [ -z "$(comm -23 "$T/got.ids" "$T/any.ids")" ] || bad="call $n: made up: $(comm -23 "$T/got.ids" "$T/any.ids")"
        if [ "$(dump "$T/idx" | cksum)" != "$new" ] && { [ "$first" -ne 1 ] || [ ! -s "$T/err" ]; }; then
            bad="call $n: not complete, and says nothing (status $first)"
        fi
        [ "$(find "$T/news" -printf '%p %s %T@ %m\n' | sort | cksum)" = "$sources" ] || bad="call $n: touches the sources"
        fast -d "$T/idx" --verify
        [ "$status" -eq 0 ] || bad="call $n: not sound: $(cat "$T/err")"
        fast -d "$T/idx" "$T/news"
        [ "$status" -eq 0 ] || bad="call $n: the next run: $(cat "$T/err")"
        [ "$(dump "$T/idx" | cksum)" = "$new" ] || bad="call $n: the next run does not complete it"
        if [ "$DATELINE_FAULTS" = all ]; then n=$((n + 1)); else n=$((n + 5)); fi
    done
    if [ -z "$bad" ]; then
        pass "$engine: $tried reads of the sources"
    else
        fail "$engine" "$bad"
    fi
done
done_testing
