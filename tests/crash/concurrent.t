#!/bin/sh
# Writers that meet, and readers all through many commits: one writes at a time, and whoever reads sees whole generations
# and no error; both engines.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

generations=${DATELINE_GENERATIONS:-12}

# feed GENERATION: 200 articles that all say which one they are of
feed() {
    awk -v g="$1" 'BEGIN {
        for (i = 1; i <= 200; i++)
            printf "{\"id\":\"a%d\",\"title\":\"Story %d\",\"text\":\"generation%d everywhere w%d\"}\n", i, i, g, i * 31 % 97
    }'
}

# Counts of each generation that a query over all of them finds: one line "200" is right.
kinds() { sed 's/.*generation\([0-9]*\).*/\1/' | sort | uniq -c | awk '{ print $1 }' | tr '\n' ' '; }

for engine in native xapian; do
    rm -rf "$T/idx" "$T/news" "$T/done" "$T/writer.err"
    mkdir "$T/news"
    feed 0 >"$T/news/feed.jsonl"
    "$BIN/dateline-index" --engine="$engine" -d "$T/idx" "$T/news"

    # One process that stays: its next query is sent when the answer is there.
    mkfifo "$T/queries.$engine"
    "$BIN/dateline-search" -d "$T/idx" -n 0 --format=json --batch="$T/queries.$engine" >"$T/batch.out" 2>"$T/batch.err" &
    batch=$!
    exec 4>"$T/queries.$engine"
    (
        g=0
        while [ "$g" -lt "$generations" ]; do
            g=$((g + 1))
            feed "$g" >"$T/next"
            mv "$T/next" "$T/news/feed.jsonl"
            "$BIN/dateline-index" -d "$T/idx" "$T/news" 2>>"$T/writer.err" || echo "status $?" >>"$T/writer.err"
            if [ $((g % 5)) -eq 0 ]; then "$BIN/dateline-index" -d "$T/idx" --compact 2>>"$T/writer.err"; fi
        done
        : >"$T/done"
    ) 4>&- &
    looks=0
    odd=
    while [ ! -e "$T/done" ]; do
        looks=$((looks + 1))
        run_search -d "$T/idx" -n 0 --format=json everywhere
        [ "$status" -eq 0 ] || odd="status $status: $(cat "$T/err")"
        [ "$(kinds <"$T/out")" = "200 " ] || odd="$(kinds <"$T/out")articles of different generations"
        echo everywhere >&4
    done
    exec 4>&-
    wait "$batch"
    is "$?" 0 "$engine: the searcher that stayed ends well"
    wait
    is "$odd" '' "$engine: $looks searches while $generations commits are made: whole generations, no error"
    is "$(cat "$T/batch.err")" '' "$engine: nor in the process that stayed"
    grep -v '"end":true' "$T/batch.out" >"$T/batch.articles"
    is "$(wc -l <"$T/batch.articles")" $((looks * 200)) "$engine: which found every article each time"
    like "$(kinds <"$T/batch.articles" | tr ' ' '\n' | awk '$1 % 200' | tr '\n' ' ')" '^ *$' "$engine: and whole generations only"
    is "$(cat "$T/writer.err" 2>/dev/null)" '' "$engine: the writer is not disturbed"

    # Writers at the same time.
    rm -rf "$T/idx" "$T/fresh"
    for i in 1 2 3 4 5 6; do
        mkdir -p "$T/many/$i"
        feed "$i" | sed "s/\"a/\"$i-/" >"$T/many/$i/feed.jsonl"
    done
    pids=
    for i in 1 2 3 4 5 6; do
        "$BIN/dateline-index" --engine="$engine" --wait=100 -d "$T/idx" "$T/many/$i" 2>>"$T/many.err" &
        pids="$pids $!"
    done
    worst=0
    for pid in $pids; do wait "$pid" || worst=$?; done
    is "$worst" 0 "$engine: six writers wait for each other"
    is "$(cat "$T/many.err")" '' "$engine: without a word"
    "$BIN/dateline-index" --engine="$engine" -d "$T/fresh" "$T/many"
    is "$(dump "$T/idx" | cksum)" "$(dump "$T/fresh" | cksum)" "$engine: together they give what one gives"
    pids=
    for i in 1 2 3 4 5 6; do
        feed "1$i" | sed "s/\"a/\"$i-/" >"$T/next"
        mv "$T/next" "$T/many/$i/feed.jsonl" # never half a file, nor an empty one
        "$BIN/dateline-index" -d "$T/idx" "$T/many" 2>/dev/null &
        pids="$pids $!"
    done
    odd=
    for pid in $pids; do
        wait "$pid"
        s=$?
        [ "$s" -eq 0 ] || [ "$s" -eq 75 ] || odd="$odd $s"
    done
    is "$odd" '' "$engine: without waiting, they write or are told that the index is busy"
    run_index -d "$T/idx" --verify
    status_is 0 "$engine: sound"
    run_index -d "$T/idx" "$T/many"
    rm -rf "$T/fresh"
    "$BIN/dateline-index" --engine="$engine" -d "$T/fresh" "$T/many"
    is "$(dump "$T/idx" | cksum)" "$(dump "$T/fresh" | cksum)" "$engine: and it is complete"
done
done_testing
