#!/bin/sh
# --recent: relevance that fades with age.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

cd "$T" || exit 1

# 400 articles on 400 days, each as relevant as another fifty, and some undated ones
awk 'BEGIN {
    split("31 28 31 30 31 30 31 31 30 31 30 31", days, " ")
    y = 2023; m = 1; d = 1
    for (i = 0; i < 400; i++) {
        text = "harbour"
        for (k = 0; k < i * 7 % 8; k++) text = text " filler"
        if (i % 5 == 0) text = text " strike"
        date = i % 40 == 3 ? "" : sprintf(",\"date\":\"%04d-%02d-%02d\"", y, m, d)
        printf "{\"id\":\"a%03d\",\"title\":\"News %d\",\"text\":\"%s\"%s}\n", i, i, text, date
        if (++d > days[m]) { d = 1; if (++m > 12) { m = 1; y++ } }
    }
}' >news.jsonl

# rows OPTION...: id, date and score of each hit
rows() {
    "$BIN/dateline-search" -d idx --format=json "$@" 2>"$T/err" |
        sed 's/.*"score":\([^,]*\),"id":"\([^"]*\)".*"date":\([^,]*\),.*/\2 \3 \1/; s/"//g'
}

for engine in native xapian; do
    rm -rf idx
    run_index -d idx --engine=$engine news.jsonl
    status_is 0 "$engine: indexed"

    is "$(rows --recent=1d -n 3 harbour | cut -d' ' -f1 | tr '\n' ' ')" 'a399 a398 a397 ' "$engine: a day's half-life"
    is "$(rows --recent=2 -n 3 strike | cut -d' ' -f1 | tr '\n' ' ')" 'a395 a390 a385 ' "$engine: two days, narrower query"

    # What every article would score, worked out from the plain list: the first pages must be the first of these.
    rows --ranking=plain -n 0 harbour >all
    for h in 7 45 600; do
        awk -v h=$h 'function day(s,  p, m, d, y, l) {
                split(s, p, "-"); y = p[1]; d = p[3] + (y - 2023) * 365
                split("31 28 31 30 31 30 31 31 30 31 30 31", l, " ")
                for (m = 1; m < p[2] + 0; m++) d += l[m]
                return d
            }
            { id[NR] = $1; date[NR] = $2; score[NR] = $3
              if ($2 != "null") { n = day($2); if (!new || n > new) new = n; if (!old || n < old) old = n } }
            END { for (i = 1; i <= NR; i++) {
                n = date[i] == "null" ? old : day(date[i])
                printf "%.9g %s %s\n", score[i] * exp(-log(2) * (new - n) / h), date[i] == "null" ? "0" : date[i], id[i]
            } }' all | sort -k1,1gr -k2,2r -k3,3 | sed -n '1,40s/.* //p' >want
        { rows --ranking=plain --recent=$h -n 10 harbour
          rows --ranking=plain --recent=$h -n 10 --offset=10 harbour
          rows --ranking=plain --recent=$h -n 20 --offset=20 harbour; } | cut -d' ' -f1 >got
        is "$(cat got)" "$(cat want)" "$engine: half-life $h, three pages"
    done
    rows --recent=45d -n 30 'harbour strike' | cut -d' ' -f1 >one
    { rows --recent=45d -n 7 'harbour strike'; rows --recent=45d -n 23 --offset=7 'harbour strike'; } | cut -d' ' -f1 >two
    is "$(cat two)" "$(cat one)" "$engine: pages fit together with the full ranking"
    is "$(rows --recent -n 0 harbour | grep -c .)" 400 "$engine: undated articles are found too"
    is "$(rows --recent=7 --to=2023-02-10 -n 1 harbour | cut -d' ' -f2)" '2023-02-10' "$engine: age counts from the newest found"
    run_search -d idx --recent=2w --explain harbour
    err_like '^recent: +half of the score after 14 days$' "$engine: --explain tells"
done

for bad in 0 x 3q 1.5 -2 12days 9999999; do
    run_search -d idx --recent=$bad harbour
    status_is 2 "--recent=$bad is refused"
    err_like "^dateline-search: --recent: '$bad' is no time" "--recent=$bad: why"
done
run_search -d idx --recent --sort=newest harbour
status_is 2 'not with --sort=newest'

done_testing
