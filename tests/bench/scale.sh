#!/bin/sh
# How an archive grows: one row of a table for each number of articles.
#
#   [MEMORY=256M] [BARE=yes] scale.sh BUILD SHARED SCRATCH N...
#
# Rows: time, speed, peak resident memory and size of indexing within MEMORY (BARE: also without the text); opening the
# index and answering one query by a process of its own, with a cold page cache (as root) and a warm one; the time of a
# query by class, median and 99th percentile of 300; a run after 1 % of the articles have changed; and --compact.
# The archive is made by SHARED/bench/mkcorpus.py, once, in files of 1000 articles, of which a smaller one takes the first.
# SCRATCH is made, and what is in it deleted as soon as it is done with; it needs about 9 GB for a million articles.
# SPDX-License-Identifier: GPL-2.0-or-later
set -eu
build=$1
shared=$2
work=$3
shift 3
memory=${MEMORY:-256M}
bare=${BARE:-}
export LC_ALL=C

largest=0
for n in "$@"; do
    [ "$n" -ge 1000 ] || { echo "scale.sh: $n: at least 1000 articles" >&2; exit 2; }
    [ "$n" -le "$largest" ] || largest=$n
done
mkdir -p "$work"
free=$(df -Pk "$work" | awk 'NR == 2 { print $4 }')
[ "$free" -ge $((largest * 9)) ] || { echo "scale.sh: $work: $((largest * 9 / 1000000)) GB are needed" >&2; exit 2; }
trap 'rm -rf "$work/all" "$work/news" "$work/index" "$work/bare" "$work/corpus.jsonl" "$work/phrases"' EXIT
trap 'exit 1' INT TERM
rm -rf "$work/all" "$work/news" "$work/index" "$work/bare"

rm -f "$work/corpus.jsonl"
python3 "$shared/bench/mkcorpus.py" "$largest" "$work/corpus.jsonl"
mkdir "$work/all"
split -l 1000 -a 5 -d --additional-suffix=.jsonl "$work/corpus.jsonl" "$work/all/"
rm "$work/corpus.jsonl"
queries=$work/corpus.jsonl.q
sed 's/.*/"&"/' "$work/corpus.jsonl.ph" >"$work/phrases"

# run OUTPUT-NUMBERS COMMAND...: wall seconds and peak MB into $used
run() {
    used=$({ /usr/bin/time -f '%e %M' "$@" >/dev/null; } 2>&1 | tail -n 1 | awk '{ printf "%.1f %d", $1, $2 / 1024 }')
}
seconds() { echo "${used% *}"; }
peak() { echo "${used#* }"; }

# Median and 99th percentile of a batch, in microseconds.
latency() {
    "$build/dateline-search" -d "$work/index" -n 10 --format=tsv --timing "$@" 2>&1 >/dev/null |
        sed -n 's/.*p50_us=\([0-9]*\).*p99_us=\([0-9]*\).*/\1 \/ \2/p'
}

# Milliseconds of a process that opens the index and answers, the mean of $1 runs.
answer() {
    start=$(date +%s%N)
    i=0
    while [ $i -lt "$1" ]; do
        "$build/dateline-search" -d "$work/index" -n 10 --format=tsv 'interest rates' >/dev/null || true
        i=$((i + 1))
    done
    echo "$(date +%s%N) $start $1" | awk '{ printf "%.1f", ($1 - $2) / 1e6 / $3 }'
}

cold() {
    sync
    if { echo 3 >/proc/sys/vm/drop_caches; } 2>/dev/null; then answer 1; else echo '-'; fi
}

# Another word at the beginning of every article of one file in a hundred, spread over the archive.
change() {
    i=0
    for f in "$work/news"/*.jsonl; do
        if [ $((i % 100)) -eq 0 ]; then
            sed 's/"text": "/&Corrected. /' "$f" >"$work/changed"
            mv "$work/changed" "$f"
        fi
        i=$((i + 1))
    done
}

echo "dateline-index --memory=$memory; articles in files of 1000; latency: median / 99th percentile of 300 queries, in microseconds"
head="| articles | text MB |"
rule="|--:|--:|"
if [ "$bare" ]; then
    head="$head bare s | MB/s | peak MB | size/text |"
    rule="$rule--:|--:|--:|--:|"
fi
echo "$head index s | MB/s | peak MB | size/text | cold ms | warm ms | any word | all words | phrase | filtered | newest | 1 % s | peak MB | compact s | peak MB | size/text |"
echo "$rule--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
for n in "$@"; do
    rm -rf "$work/news" "$work/index"
    mkdir "$work/news"
    find "$work/all" -name '*.jsonl' | sort | head -n $((n / 1000)) | xargs -n 500 cp -l -t "$work/news"
    text=$(cat "$work/news"/*.jsonl | python3 -c '
import json, sys
print(sum(len(r["title"].encode()) + len(r["text"].encode()) for r in map(json.loads, sys.stdin)))')
    per() { awk "BEGIN { printf \"%.$2f\", $1 }"; }
    size() { per "$(du -sb "$1" | cut -f1) / $text" 3; }
    row="| $n | $(per "$text / 1e6" 0) |"
    if [ "$bare" ]; then
        run "$build/dateline-index" --quiet --memory="$memory" --no-store -d "$work/bare" "$work/news"
        row="$row $(seconds) | $(per "$text / 1e6 / $(seconds)" 1) | $(peak) | $(size "$work/bare") |"
        rm -rf "$work/bare"
    fi
    run "$build/dateline-index" --quiet --memory="$memory" -d "$work/index" "$work/news"
    row="$row $(seconds) | $(per "$text / 1e6 / $(seconds)" 1) | $(peak) | $(size "$work/index") |"
    row="$row $(cold) |"
    answer 1 >/dev/null
    row="$row $(answer 20) |"
    row="$row $(latency --any --batch="$queries") | $(latency --batch="$queries") | $(latency --batch="$work/phrases") |"
    row="$row $(latency --any --from=2015 --to=2016 -c VN --batch="$queries") | $(latency --any --sort=newest --batch="$queries") |"
    change
    run "$build/dateline-index" --quiet --memory="$memory" -d "$work/index" "$work/news"
    row="$row $(seconds) | $(peak) |"
    run "$build/dateline-index" --quiet -d "$work/index" --compact
    row="$row $(seconds) | $(peak) | $(size "$work/index") |"
    "$build/dateline-index" -d "$work/index" --verify >/dev/null
    [ "$("$build/dateline-search" -d "$work/index" --count '*')" -eq "$n" ] || { echo "scale.sh: articles are missing" >&2; exit 1; }
    echo "$row"
done
