#!/bin/sh
# How good the ranking is: index each collection of SHARED/data/ranking, run its queries, score with SHARED/eval/rank.py.
#   tests/eval/ranking.sh BUILD SHARED [SEARCH-OPTION...]
# Prints a line a collection and the means; time is the mean of one query in microseconds.
set -eu
build=$1
shared=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for dir in "$shared"/data/ranking/*/; do
    name=$(basename "$dir")
    "$build/dateline-index" --quiet -d "$work/$name" --no-store --engine="${ENGINE:-native}" "$dir/docs.jsonl.gz" 2>/dev/null ||
        [ $? = 1 ] # some collections hold empty articles, which are skipped
    "$build/dateline-search" -d "$work/$name" -n 1000 --any --plain --format=trec --timing --batch="$dir/queries.tsv" "$@" \
        >"$work/$name.run" 2>"$work/$name.time"
    printf '%-15s ' "$name"
    python3 "$shared/eval/rank.py" "$dir/qrels.trec" "$work/$name.run" | cut -d' ' -f2- | tr '\n' ' '
    sed -n 's/.*mean_us=\([0-9.]*\).*/us=\1/p' "$work/$name.time"
done | tee "$work/all"
awk '{ for (i = 2; i <= NF; i++) { split($i, kv, "="); sum[kv[1]] += kv[2] } }
    END { printf "%-15s ndcg10=%.4f map=%.4f recall100=%.4f us=%.1f\n", "mean", sum["ndcg10"]/NR, sum["map"]/NR, sum["recall100"]/NR, sum["us"]/NR }' "$work/all"
