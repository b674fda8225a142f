#!/bin/sh
# Kill -9 at ten random moments of indexing: the index opens, verifies, is the old or the new one, and the next run
# completes it to what a fresh build gives.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

rounds=${DATELINE_KILLS:-10}

# feed FROM TO: articles with these numbers
feed() {
    awk -v from="$1" -v to="$2" 'BEGIN {
        for (i = from; i <= to; i++) {
            printf "{\"id\":\"a%d\",\"title\":\"Story %d from %s\",\"date\":\"20%02d-%02d-%02d\",\"text\":\"", i, i,
                i % 3 ? "Laos" : "Peru", i % 25, 1 + i % 12, 1 + i % 28
            for (w = 0; w < 120; w++) printf "w%d ", (i * 7919 + w * w * 31) % 5000
            print "\"}"
        }
    }'
}

mkdir "$T/news"
feed 1 1500 >"$T/news/1.jsonl"
"$BIN/dateline-index" -d "$T/idx" "$T/news" || { fail "first build"; done_testing; }
start=$(date +%s%N)
feed 1501 3000 >"$T/news/2.jsonl"
"$BIN/dateline-index" -d "$T/timing" "$T/news"
took=$((($(date +%s%N) - start) / 1000000))

round=0
while [ "$round" -lt "$rounds" ]; do
    round=$((round + 1))
    old=$(dump "$T/idx" | cksum)
    feed $((1501 + round)) $((3000 + 10 * round)) >"$T/news/2.jsonl" # another change each time
    "$BIN/dateline-index" -d "$T/idx" "$T/news" 2>/dev/null &
    pid=$!
    ms=$(awk -v seed="$$$round" -v max="$took" 'BEGIN { srand(seed); printf "%d", rand() * max }')
    sleep "$(awk -v ms="$ms" 'BEGIN { printf "%.3f", ms / 1000 }')"
    kill -9 "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
    run_index -d "$T/idx" --verify
    status_is 0 "killed after $ms ms: sound"
    now=$(dump "$T/idx" | cksum)
    run_index -d "$T/idx" "$T/news"
    status_is 0 "the next run completes it"
    rm -rf "$T/fresh"
    "$BIN/dateline-index" -d "$T/fresh" "$T/news"
    fresh=$(dump "$T/fresh" | cksum)
    if [ "$now" = "$old" ] || [ "$now" = "$fresh" ]; then
        pass "whole: the old index or the new one"
    else
        fail "neither the old index nor the new one"
    fi
    is "$(dump "$T/idx" | cksum)" "$fresh" "then it equals a fresh build"
done
done_testing
