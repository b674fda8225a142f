#!/bin/sh
# JSON that is not one object a line: lists of objects, and objects spread over lines.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

titles() { dump "$T/idx" | sed 's/.*"title":"\([^"]*\)".*/\1/' | sort | tr '\n' ','; }
fresh() { rm -rf "$T/idx" "$T/news"; mkdir "$T/news"; }

fresh
cat >"$T/news/list.json" <<'END'
[
  {
    "id": "a",
    "title": "First, with ] and } and \" in it",
    "date": "2024-05-03",
    "text": ["One paragraph.", "Another [one]."],
    "meta": { "list": [1, { "title": "not this" }] }
  },
  { "title": "Second, without an id", "text": "Text {" }, {"id":"c","title":"Third"},
  {"id":"d","title":"Fourth"}
]
END
run_index -d "$T/idx" "$T/news"
status_is 0 "a list of objects"
err_is '' "nothing to say"
is "$(dump "$T/idx" | sed 's/.*"id":"\([^"]*\)".*/\1/' | sort)" "$T/news/list.json#2
a
c
d" "ids: given, or the number in the list"
like "$(dump "$T/idx")" '"id":"a","title":"First, with \] and } and \\" in it","date":"2024-05-03","date_from":"field"' "fields"
run_index -v -d "$T/idx" "$T/news"
err_like ' 0 new, 0 changed, 1 unchanged' "unchanged"
sed -i 's/Fourth/4th/; s/^]/, {"id":"e","title":"Fifth"} ]/' "$T/news/list.json"
run_index -d "$T/idx" "$T/news"
like "$(titles)" '^4th,Fifth,First, .*,Second, without an id,Third,$' "changed, it is read anew"

fresh
printf '[{"title":"A"},{"title":"B"},null,{"title":"C"}]' >"$T/news/line.json"
printf '[]\n' >"$T/news/none.json"
printf '\357\273\277{\n"title": "D",\n"text": "t"\n}\n' >"$T/news/one.json"
printf '{"title": "E",\n "text": "t"}\n{"title": "F",\n "text": "t"}\n' >"$T/news/two.json"
printf '[{"title":"G"},{"title":"H"}]' | gzip >"$T/news/list.json.gz"
printf '[Updated] A text that begins with a bracket\n\nBody.\n' >"$T/news/text.txt"
run_index -d "$T/idx" "$T/news"
status_is 1 "on one line, empty, alone, one after the other, gzipped"
err_is "dateline-index: $T/news/line.json: article 3 skipped: not JSON: expected a JSON object: '{' at column 1" "what is no object is named by its number"
is "$(titles)" 'A,B,C,D,E,F,G,H,[Updated] A text that begins with a bracket,' "the others are in"
run_index -d "$T/idx" --status
out_like 'line.json: article 3: not JSON' "status lists it"

fresh
printf '[\n{"id":"1","title":"One"},\n{"id":"2","title":"unfinished\n},\n{"id":"3","title":"Three"},\n{"id":"4","title":"cut off' >"$T/news/bad.json"
touch -d 2020-01-01 "$T/news/bad.json"
run_index -d "$T/idx" "$T/news"
status_is 1 "a damaged one among them, and a list cut short"
is "$(titles)" 'One,Three,' "the rest is in"
is "$(grep -c 'bad.json: article [235] skipped: not JSON' "$T/err")" 3 "each is named"
is "$(grep -c 'bad.json: its list is not closed after article 5: the file may be cut short' "$T/err")" 1 "and that the list was cut"

# A list too long for memory, and an object past the limit in it.
fresh
{
    printf '[{"id":"first","title":"First"},{"id":"big","text":"'
    head -c 70000000 /dev/zero | tr '\0' x
    printf '"},\n'
    awk 'BEGIN { for (i = 0; i < 3000; i++) { printf "{\"id\":\"n%d\",\n \"title\":\"Story %d\",\"x\":\"", i, i; for (k = 0; k < 100; k++) printf "0123456789012345678901234567890123456789"; print "\"}," } }'
    printf '{"id":"last","title":"Last"}]'
} >"$T/news/long.json"
run_index -d "$T/idx" "$T/news"
status_is 1 "an object past the limit"
err_is "dateline-index: $T/news/long.json: article 2 skipped: larger than the limit of 64 MiB" "is named"
is "$(dump "$T/idx" | wc -l)" 3002 "the others are in"

# Stopped half way, a list is gone on with.
tail -n +2 "$T/news/long.json" >"$T/rest"
{ printf '['; cat "$T/rest"; } >"$T/news/long.json"
rm -rf "$T/idx"
run_index -d "$T/idx" "$T/news"
status_is 0 "without the vast one"
dump "$T/idx" >"$T/want"
rm -rf "$T/idx"
stopped=0
runs=0
limit=0.002 # every fourth run has twice the time, so that a slow machine makes progress too
while [ $runs -lt 100 ]; do
    runs=$((runs + 1))
    run_index --threads=1 --max-time=$limit -v -d "$T/idx" "$T/news"
    grep -q 'stopped by max-time' "$T/err" || break
    stopped=$((stopped + 1))
    [ $((stopped % 4)) -ne 0 ] || limit=$(awk "BEGIN { print $limit * 2 }")
done
ok "some of the $runs runs were stopped" test "$stopped" -gt 0
is "$(dump "$T/idx")" "$(cat "$T/want")" "together they give what one run gives"

# Without texts, snippets come from the list.
fresh
printf '[\n {\n  "title": "Bare",\n  "text": "The quick brown fox."\n },\n {\n  "title": "Other",\n  "text": "A lazy dog sleeps."\n }\n]\n' >"$T/news/list.json"
run_index --no-store -d "$T/idx" "$T/news"
run_search -d "$T/idx" --format=json dog
out_like '"snippet":"A lazy ' "snippets of an index without texts"
done_testing
