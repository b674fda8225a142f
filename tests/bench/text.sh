#!/bin/sh
# How fast text becomes terms, language by language: MB of UTF-8 a second of CPU time, one thread.
#   tests/bench/text.sh BUILD SHARED
# `first` is the first sight of a text, words not met before included, `again` the best of three further rounds.  The articles of
# SHARED/data where there are some; for the other languages the lines of tests/bench/languages.txt over and over (marked *), so
# that nearly all of their words have been met before.
set -eu
build=$1
shared=$2
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# measure TAG FILE: a line of the table
measure() {
    "$build/tests/bench/bench_text" 3 <"$2" | tr '=' ' ' | awk -v tag="$1" '
        { for (i = 2; i < NF; i++) v[$1, $i] = $(i + 1) }
        END { printf "%-4s %6.2f %9.1f %9.1f %11.1f\n", tag, v["analyze", "bytes"] / 1e6, v["analyze", "first_mb_s"], v["analyze", "best_mb_s"],
                  v["analyze", "bytes"] / v["analyze", "count"] }'
}

printf '%-4s %6s %9s %9s %11s\n' '' MB first again bytes/term
for pair in en:reuters vi:vietnamese th:thai km:khmer lo:lao; do
    zcat "$shared/data/${pair#*:}/articles.jsonl.gz" | head -3000 >"$work/articles"
    measure "${pair%:*}" "$work/articles"
done
while IFS='	' read -r tag text; do
    awk -v text="$text" 'BEGIN { for (i = 0; i < 2500; i++) printf "{\"title\":\"\",\"text\":\"%s\"}\n", text }' >"$work/articles"
    measure "$tag*" "$work/articles"
done <"$here/languages.txt"
