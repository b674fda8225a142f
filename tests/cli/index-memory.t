#!/bin/sh
# A run that is too large for its memory makes several segments, still in one commit, and nobody sees a difference.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

cd "$T" || exit 1
articles() { # articles FROM TO WORD: one of them a line, those of every tenth number twice
    awk -v from="$1" -v to="$2" -v word="$3" 'BEGIN {
        for (i = from; i < to; i++)
            for (k = 0; k < (i % 10 ? 1 : 2); k++)
                printf "{\"id\":\"https://news.example/%d/%s\",\"title\":\"Story %d\",\"text\":\"The %s %d of port %d.\",\"date\":\"2024-%02d-%02d\"}\n",
                    i, "a-long-address-as-scrapers-keep-them", i, word, k, i % 97, i % 12 + 1, i % 28 + 1 }'
}
mkdir src
articles 0 9000 first >src/a.jsonl
articles 6000 18000 second >src/b.jsonl

run_index -d small --memory=1M --threads=2 src
status_is 0 "indexed with little memory"
run_index -d large --memory=1G --threads=2 src
status_is 0 "indexed with enough"
run_index -d small --status --format=json
out_like '"generation":1,"segments":([2-9]|[1-9][0-9])' "several segments, one commit"
run_index -d small --verify
status_is 0 "verified"
dump small | sed 's/"score":[^,]*,//' >small.txt
dump large | sed 's/"score":[^,]*,//' >large.txt
is "$(wc -l <small.txt)" 18000 "each article once"
ok "the same articles" cmp -s small.txt large.txt
run_search -d small --count first
out_is 6000 "what was replaced in the same run is not found"

articles 8000 20000 third >src/b.jsonl
run_index -d small --memory=1M --threads=2 src
status_is 0 "a second run"
run_index -d large --memory=1G --threads=2 src
dump small | sed 's/"score":[^,]*,//' >small.txt
dump large | sed 's/"score":[^,]*,//' >large.txt
ok "the same articles again" cmp -s small.txt large.txt
run_index -d small --compact
run_index -d small --verify
status_is 0 "verified when compacted"

done_testing
