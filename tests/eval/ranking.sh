#!/bin/sh
# How good the ranking is and what it costs: index each collection of SHARED/data/ranking, run its queries with plain BM25 and
# with the default ranking, score both with SHARED/eval/rank.py.
#   tests/eval/ranking.sh BUILD SHARED [SEARCH-OPTION...]      the options are for the second of the two (--ranking=...)
# Prints a table: both rankings' measures, p of a paired randomisation test on nDCG@10, and the mean time of a query for ten
# results in microseconds (the best of three runs in turn).
set -eu
build=$1
shared=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# run NAME RANKING LIMIT OPTION...: the run, and the time into NAME.RANKING.us unless there is a better one
run() {
    run_name=$1 run_ranking=$2 run_limit=$3
    shift 3
    "$build/dateline-search" -d "$work/index" -n "$run_limit" --any --plain --format=trec --timing --ranking="$run_ranking" \
        --batch="$shared/data/ranking/$run_name/queries.tsv" "$@" >"$work/run.$run_ranking" 2>"$work/err"
    sed -n 's/.*mean_us=\([0-9.]*\).*/\1/p' "$work/err" >>"$work/us.$run_ranking"
}

least() { sort -g "$1" | head -1; }

printf '%-15s %7s  %6s %6s %7s %6s  %6s %6s  %6s %6s  %6s %6s %5s\n' collection queries nDCG10 'now' change p MAP now R100 now us now ratio
for dir in "$shared"/data/ranking/*/; do
    name=$(basename "$dir")
    rm -rf "$work/index" "$work"/us.*
    "$build/dateline-index" --quiet -d "$work/index" "${STORE:---no-store}" --engine="${ENGINE:-native}" "$dir/docs.jsonl.gz" 2>/dev/null ||
        [ $? = 1 ] # some collections hold empty articles, which are skipped
    # shellcheck disable=SC2034 # it only counts
    for round in 1 2 3; do
        run "$name" plain 10
        run "$name" full 10 "$@"
    done
    least "$work/us.plain" >"$work/times"
    least "$work/us.full" >>"$work/times"
    run "$name" plain 1000
    run "$name" full 1000 "$@"
    python3 "$shared/eval/rank.py" "$dir/qrels.trec" "$work/run.plain" "$work/run.full" | tr '=,' '  ' |
        awk -v name="$name" -v times="$(tr '\n' ' ' <"$work/times")" '
            NR < 3 { for (i = 2; i < NF; i++) v[NR, $i] = $(i + 1) }
            NR == 3 { p = $NF }
            END { split(times, us, " ")
                printf "%-15s %7d  %.4f %.4f %+.4f %.4f  %.4f %.4f  %.4f %.4f  %6.1f %6.1f %5.2f\n", name, v[1, "queries"],
                    v[1, "ndcg10"], v[2, "ndcg10"], v[2, "ndcg10"] - v[1, "ndcg10"], p, v[1, "map"], v[2, "map"],
                    v[1, "recall100"], v[2, "recall100"], us[1], us[2], us[2] / us[1] }'
done | tee "$work/all"
awk '{ for (i = 2; i <= NF; i++) s[i] += $i }
    END { n = NR; printf "%-15s %7d  %.4f %.4f %+.4f %6s  %.4f %.4f  %.4f %.4f  %6.1f %6.1f %5.2f\n", "mean", s[2], s[3] / n, s[4] / n, s[5] / n, "",
        s[7] / n, s[8] / n, s[9] / n, s[10] / n, s[11] / n, s[12] / n, s[12] / s[11] }' "$work/all"
