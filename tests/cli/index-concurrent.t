#!/bin/sh
# Many readers that move on with a writer's commits: no error, nothing half committed, none that stays behind.
# `make bench-concurrency` is the same at length; tests/crash/concurrent.t looks at the programs.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

mkdir "$T/scratch"
"$BIN/tests/bench/bench_concurrency" "$T/scratch" 500 2 1 8 >"$T/out" 2>"$T/err"
is $? 0 "1 and 8 readers beside a writer"
err_is '' "without a word"
is "$(awk -F'|' 'NR > 2 { print ($3 > 0 && $5 == 0 && $6 == 0 && $7 > 0) }' "$T/out" | tr '\n' ' ')" "1 1 " \
    "queries answered, no error, none stale, commits made" || cat "$T/out"

# A run that waits for the first one of a new index, which is of another engine than the default.
line() { printf '{"id":"%s","title":"Dam %s"}\n' "$1" "$1"; }
mkfifo "$T/feed"
"$BIN/dateline-index" --engine=xapian -d "$T/idx" - <"$T/feed" &
exec 4>"$T/feed"
until_true is_locked "$T/idx"
line b >"$T/b.jsonl"
"$BIN/dateline-index" --wait=60 -d "$T/idx" "$T/b.jsonl" 2>"$T/err" 4>&- &
waiting=$!
sleep 0.3
line a >&4
exec 4>&-
status=0
wait "$waiting" || status=$?
status_is 0 "a run that waited"
is "$("$BIN/dateline-search" -d "$T/idx" --count dam)" 2 "adds to what it finds"
done_testing
