#!/bin/sh
# Runs that are stopped by the time limit go on where they stopped; searches meanwhile see whole generations only.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

# feed GENERATION COUNT: articles that all say which generation they are of
feed() {
    awk -v g="$1" -v count="$2" 'BEGIN {
        for (i = 1; i <= count; i++) {
            printf "{\"id\":\"a%d\",\"title\":\"Story %d\",\"date\":\"2024-01-01\",\"text\":\"generation%s ", i, i, g
            for (w = 0; w < 150; w++) printf "w%d ", (i * 7919 + w * w * 31) % 5000
            print "\"}"
        }
    }'
}

mkdir "$T/news"
feed one 3000 >"$T/news/feed.jsonl"
"$BIN/dateline-index" -d "$T/fresh" "$T/news"
want=$(dump "$T/fresh" | cksum)

# Stopped by a signal half way, some times over, on a file fed slowly enough that there is a half way.
runs=0
stopped=0
limit=0.02
while [ $runs -lt 60 ]; do
    runs=$((runs + 1))
    run_index -v --threads=1 --max-time=$limit -d "$T/idx" "$T/news"
    [ "$status" -eq 0 ] || break
    grep -q 'stopped by max-time' "$T/err" || break
    stopped=$((stopped + 1))
done
status_is 0 "runs under a time limit end well"
ok "some of the $runs were stopped" test "$stopped" -gt 0
run_index -v -d "$T/idx" "$T/news"
is "$(dump "$T/idx" | cksum)" "$want" "together they give what one run gives"
run_index -d "$T/idx" --verify
status_is 0 "and it is sound"
run_index -v -d "$T/idx" "$T/news"
err_like ' 0 new, 0 changed, 1 unchanged' "in the end nothing is left to do"

# A reader all through a writer's commits: always 300 articles, of one generation.
feed one 300 >"$T/news/feed.jsonl"
"$BIN/dateline-index" -d "$T/idx2" "$T/news"
(
    for g in two three four five; do
        feed $g 300 >"$T/news/feed.jsonl"
        "$BIN/dateline-index" -d "$T/idx2" "$T/news" 2>>"$T/writer.err" || echo "status $?" >>"$T/writer.err"
    done
    : >"$T/done"
) &
looks=0
odd=
while [ ! -e "$T/done" ]; do
    looks=$((looks + 1))
    for g in one two three four five; do
        run_search -d "$T/idx2" --count "generation$g"
        count=$(cat "$T/out")
        [ "$status" -le 1 ] || odd="status $status: $(cat "$T/err")"
        [ "$count" -eq 0 ] || [ "$count" -eq 300 ] || odd="generation $g: $count articles"
    done
done
wait
is "$odd" '' "$looks times five searches while four commits are made: whole generations, no error"
is "$(cat "$T/writer.err" 2>/dev/null)" '' "the writer is not disturbed"
run_search -d "$T/idx2" --count generationfive
out_is 300 "the last generation is there"
done_testing
