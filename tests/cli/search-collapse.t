#!/bin/sh
# --collapse: near copies of one story are shown once, with the number of the others; on both engines alike.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

cd "$T" || exit 1
story="Freight trains between Vientiane and Kunming will be longer from the first of the month, the two railways said on \
Tuesday after a day of talks in Boten. The border station will get a third yard, and customs officers of both countries \
will open wagons together instead of one after the other. A train now waits six hours there; the aim is two. Traders in \
Luang Namtha welcomed the change but asked for cold storage, as fruit spoils in the sun."
{
    printf '{"id":"a1","title":"Longer freight trains","text":"%s","date":"2024-10-22"}\n' "$story"
    printf '{"id":"a2","title":"Boten crossing eased","text":"%s (Reporting by our desk)","date":"2024-10-23"}\n' "$story"
    printf '{"id":"a3","title":"Longer freight trains","text":"BOTEN, Oct. 23 -- %s","date":"2024-10-23"}\n' "${story% Traders*}"
    printf '{"id":"b1","title":"Freight yard opens","text":"A freight yard opened in Savannakhet on Monday with %s","date":"2024-10-24"}\n' \
        "room for two hundred trucks, the province said. It replaces an older one by the river."
    printf '{"id":"b2","title":"Freight yard opens","text":"A freight yard opened in Savannakhet on Monday with %s","date":"2024-10-25"}\n' \
        "room for two hundred trucks, the province said. It replaces an older one by the river."
    printf '{"id":"c1","title":"Freight rates fall","text":"Freight rates fell by a tenth in the third quarter.","date":"2024-10-26"}\n'
    printf '{"id":"d1","title":"","text":"...","date":"2024-10-27"}\n'
    printf '{"id":"d2","title":"","text":"...","date":"2024-10-28"}\n'
} >news.jsonl

for engine in native xapian; do
    run_index -d "$engine" --engine="$engine" news.jsonl
    status_is 0 "$engine: indexed"

    run_search -d "$engine" --collapse --sort=newest --format=tsv freight
    is "$(cut -f 1,3,7 out)" "1	c1	0
2	b2	1
3	a2	2" "$engine: three stories, the newest of each"
    run_search -d "$engine" --collapse --sort=oldest --format=tsv freight
    is "$(cut -f 1,3,7 out)" "1	a1	2
2	b1	1
3	c1	0" "$engine: three stories, the oldest of each"
    run_search -d "$engine" --collapse --sort=oldest --format=tsv -n 1 --offset=1 freight
    is "$(cut -f 1,3,7 out)" "2	b1	1" "$engine: offset and limit count stories"
    run_search -d "$engine" --collapse --offset=3 freight
    status_is 1 "$engine: an offset past the last story"
    run_search -d "$engine" --collapse -n 0 --sort=oldest --format=tsv '*'
    is "$(cut -f 3,7 out | tr '\n' ' ')" "a1	2 b1	1 c1	0 d1	0 d2	0 " \
        "$engine: articles without a word are no copies of each other"

    run_search -d "$engine" --collapse --sort=oldest --format=json freight
    is "$(sed 's/"score.*"id"/"id"/; s/"title.*"similar"/"similar"/' out)" \
        '{"rank":1,"id":"a1","similar":["a2","a3"],"version":1}
{"rank":2,"id":"b1","similar":["b2"],"version":1}
{"rank":3,"id":"c1","similar":[],"version":1}' "$engine: json names the others"
    run_search -d "$engine" --format=json freight
    is "$(grep -c similar out)" 0 "$engine: without --collapse nothing is said of them"
    run_search -d "$engine" --collapse --sort=oldest -n 1 freight
    out_like '^    and 2 similar$' "$engine: text"
    run_search -d "$engine" --collapse --format=html freight
    out_like 'and 2 similar</p>$' "$engine: html"
    run_search -d "$engine" --collapse --format=trec --sort=oldest freight
    is "$(cut -d ' ' -f 3,4 out | tr '\n' ' ')" "a1 1 b1 2 c1 3 " "$engine: trec"

    run_search -d "$engine" --collapse --sort=oldest --format=tsv --grep='Savanna\w+|tenth' freight
    is "$(cut -f 1,3,7 out)" "1	b1	1
2	c1	0" "$engine: with --grep"
    run_search -d "$engine" --collapse --format=tsv --similar=a1
    is "$(cut -f 3,7 out | head -n 1)" "a2	1" "$engine: --similar leaves the article out, not its copies"
    printf 'freight\nSavannakhet\n' >queries
    run_search -d "$engine" --collapse --sort=oldest --format=tsv --batch=queries
    is "$(cut -f 1,4,8 out | tr '\n' ' ')" "1	a1	2 1	b1	1 1	c1	0 2	b1	1 " "$engine: --batch"

    XDG_STATE_HOME=$T/state-$engine
    export XDG_STATE_HOME
    run_search -d "$engine" --collapse --since-last=freight --sort=oldest -n 1 --format=tsv freight
    is "$(cut -f 3,7 out)" "a1	2" "$engine: --since-last shows a story"
    run_search -d "$engine" --collapse --since-last=freight --sort=newest --format=tsv freight
    is "$(cut -f 3,7 out)" "c1	0
b2	1" "$engine: and then no copy of it"
done

run_search -d native --collapse --count freight
status_is 2 "--count counts articles"
err_like 'collapse' "and says so"

# Merging keeps the signatures.
printf '{"id":"e1","title":"Boten","text":"%s","date":"2024-11-01"}\n' "$story" >more.jsonl
run_index -d native news.jsonl more.jsonl
run_index --compact -d native
run_search -d native --collapse --sort=newest --format=tsv -n 1 freight
is "$(cut -f 3,7 out)" "e1	3" "after another run and a merge"
done_testing
