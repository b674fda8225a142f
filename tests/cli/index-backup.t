#!/bin/sh
# --backup, in both engines: a copy of an index in use, that opens by itself, is restored by mv, copies only what is new, and
# is the old or the new one whenever it is killed.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

preload=$BIN/tests/crash/fault.so
mkdir "$T/news"
for i in 1 2 3 4 5; do echo "A story with the number $i" >"$T/news/$i.txt"; done
# The files of a copy that are the same file as before.
inodes() { find "$1" -type f -printf '%i %f\n' | sort; }

for engine in native xapian; do
    rm -rf "$T/idx" "$T/copy" "$T/news/new.txt"
    run_index --engine=$engine -d "$T/idx" "$T/news"
    old=$(dump "$T/idx")
    run_index -d "$T/idx" --backup="$T/copy"
    status_is 0 "$engine: --backup"
    out_is '' "$engine: has nothing to say"
    is "$(dump "$T/copy")" "$old" "$engine: the copy holds the same"
    run_index -d "$T/copy" --verify
    status_is 0 "$engine: and is sound"
    inodes "$T/copy" >"$T/before"
    run_index -v -d "$T/idx" --backup="$T/copy/"
    out_like '^[0-9.]+ MB$' "$engine: again, with its size"
    inodes "$T/copy" >"$T/after"
    is "$(comm -13 "$T/before" "$T/after" | grep -v -e lock -e current -e XAPIANDB)" '' "$engine: nothing is copied twice"

    echo 'A story that is new' >"$T/news/new.txt"
    run_index -d "$T/idx" "$T/news"
    is "$(dump "$T/copy")" "$old" "$engine: a run leaves the copy alone"
    run_index -d "$T/idx" --backup="$T/copy"
    new=$(dump "$T/idx")
    is "$(dump "$T/copy")" "$new" "$engine: the next copy has what is new"
    is "$(find "$T" -maxdepth 1 -name 'copy?*')" '' "$engine: and nothing is left beside it"
    rm "$T/news/new.txt"
    run_index -d "$T/idx" "$T/news"
    run_index -d "$T/idx" --compact
    rm -rf "$T/idx"
    mv "$T/copy" "$T/idx"
    is "$(dump "$T/idx")" "$new" "$engine: restored by mv"
    run_index -d "$T/idx" "$T/news"
    status_is 0 "$engine: and goes on"
    is "$(dump "$T/idx")" "$old" "$engine: from there"

    # Killed at any point.
    if [ -f "$preload" ] && ! nm "$BIN/dateline-index" 2>/dev/null | grep -q __asan_init; then
        run_index -d "$T/idx" --backup="$T/copy"
        echo 'A story that is new' >"$T/news/new.txt"
        run_index -d "$T/idx" "$T/news"
        new=$(dump "$T/idx")
        n=1
        bad=
        while [ -z "$bad" ]; do
            rm -f "$T/hit"
            run env LD_PRELOAD="$preload" FAULT_AT=$n FAULT_MODE=kill FAULT_HIT="$T/hit" FAULT_UNDER="$T/copy" \
                "$BIN/dateline-index" -d "$T/idx" --backup="$T/copy"
            [ -e "$T/hit" ] || break
            now=$(dump "$T/copy")
            [ "$now" = "$old" ] || [ "$now" = "$new" ] || bad="call $n: neither the old copy nor the new one"
            n=$((n + 3))
        done
        is "$bad" '' "$engine: killed at any of $n calls, the copy is whole"
        run_index -d "$T/idx" --backup="$T/copy"
        is "$(dump "$T/copy")" "$new" "$engine: and the next one completes it"
        rm "$T/news/new.txt"
    else
        skip "$engine: killed at any point" "no $preload, or under AddressSanitizer"
    fi

    # While it is written.
    i=0
    while [ $i -lt 12 ]; do
        i=$((i + 1))
        echo "A story that changes $i" >"$T/news/5.txt"
        "$BIN/dateline-index" -d "$T/idx" --wait=60 "$T/news"
    done 2>"$T/messages" &
    writer=$!
    bad=
    for i in 1 2 3 4 5 6; do
        run_index -d "$T/idx" --wait=60 --backup="$T/copy"
        [ "$status" -eq 0 ] || bad="status $status: $(cat "$T/err")"
        run_index -d "$T/copy" --verify
        [ "$status" -eq 0 ] || bad="copy $i is not sound: $(cat "$T/err")"
    done
    wait $writer
    is "$bad" '' "$engine: a copy of an index that is written is whole"

    mkdir "$T/other"
    echo mine >"$T/other/thesis.txt"
    run_index -d "$T/idx" --backup="$T/other"
    status_is 2 "$engine: a folder that holds something else"
    is "$(cat "$T/other/thesis.txt")" mine "$engine: is left alone"
    rm -r "$T/other"
done
run_index -d "$T/nowhere" --backup="$T/copy2"
status_is 2 'no index'
ok 'makes no copy' test ! -e "$T/copy2"
done_testing
