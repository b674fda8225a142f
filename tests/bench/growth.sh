#!/bin/sh
# How time, memory and size grow with the archive:  growth.sh BUILD SHARED WORKDIR N...
# For each N: indexing time, speed, peak memory and size without and with stored text, then the mean time of a query.
# The corpora are made by SHARED/bench/mkcorpus.py and kept in WORKDIR.
set -eu
build=$1
shared=$2
work=$3
shift 3
mkdir -p "$work"
mean() { "$build/dateline-search" -d "$work/growth" -n 10 --format=tsv --timing "$@" 2>&1 >/dev/null | sed -n 's/.*mean_us=\([0-9.]*\).*/\1/p'; }
echo "articles  text MB | bare: s  MB/s  peak MB  size/text | stored: s  MB/s  peak MB  size/text | OR  AND  phrase  filtered us"
for n in "$@"; do
    corpus=$work/corpus-$n.jsonl
    [ -f "$corpus.ph" ] || python3 "$shared/bench/mkcorpus.py" "$n" "$corpus"
    text=$(python3 -c '
import json, sys
print(sum(len(r["title"].encode()) + len(r["text"].encode()) for r in map(json.loads, open(sys.argv[1]))))' "$corpus")
    row=$(awk "BEGIN { printf \"%8d %8.1f\", $n, $text / 1e6 }")
    for store in --no-store ''; do
        rm -rf "$work/growth"
        # shellcheck disable=SC2086  # no option when empty
        used=$({ /usr/bin/time -f '%e %M' "$build/dateline-index" --quiet $store -d "$work/growth" "$corpus"; } 2>&1 | tail -n 1)
        size=$(du -sb "$work/growth" | cut -f1)
        row="$row | $(echo "$used" | awk "{ printf \"%6.1f %6.1f %6d %6.3f\", \$1, $text / 1e6 / \$1, \$2 / 1024, $size / $text }")"
    done
    sed 's/.*/"&"/' "$corpus.ph" >"$work/phrases"
    row="$row | $(mean --any --batch="$corpus.q") $(mean --batch="$corpus.q") $(mean --batch="$work/phrases") $(mean --any --from=2015 --to=2016 -c VN --batch="$corpus.q")"
    echo "$row"
done
rm -rf "$work/growth" "$work/phrases"
