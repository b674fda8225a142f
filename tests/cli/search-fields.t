#!/bin/sh
# --fields and --format=csv: which fields are printed, in which order, and how csv writes them.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

cd "$T" || exit 1
cat >news.jsonl <<'EOT'
{"id":"a1","title":"Railway, \"new\", opens","text":"The railway was opened.\nIt is long.","date":"2024-10-01","countries":["LA","CN"],"source":"KPL","url":"http://k.example/1"}
{"id":"a2","title":"=HYPERLINK(1)","text":"-5 degrees at the railway"}
{"id":"a3","title":"＋1","text":"@railway","date":"2023"}
EOT
run_index -d idx news.jsonl
crlf() { tr -d '\r' <out; }

run_search -d idx -n 0 --format=json --fields=id,date,text --sort=newest '*'
status_is 0 "json"
out_is '{"id":"a1","date":"2024-10-01","text":"The railway was opened.\nIt is long.","version":1}
{"id":"a3","date":"2023","text":"@railway","version":1}
{"id":"a2","date":null,"text":"-5 degrees at the railway","version":1}' "json has the fields asked for, in their order, and null for an unknown date"
run_search -d idx --format=json --fields=url,source,countries,rank --sort=newest -n 2 '*'
out_is '{"url":"http://k.example/1","source":"KPL","countries":["LA","CN"],"rank":1,"version":1}
{"url":null,"source":null,"countries":[],"rank":2,"version":1}' "json has null for what is unknown, and an empty list"
run_search -d idx --format=tsv --fields=id,countries,text --sort=newest '*'
out_is 'a1	LA,CN	The railway was opened. It is long.
a3		@railway
a2		-5 degrees at the railway' "tsv keeps an article on its line"
run_search -d idx --format=tsv --fields=id,text --sort=newest --guard-formulas=always '*'
out_is "a1	The railway was opened. It is long.
a3	'@railway
a2	'-5 degrees at the railway" "tsv guards formulas when it is asked to"

run_search -d idx --format=csv --fields=id,title,countries,text --sort=newest '*'
is "$(crlf)" "id,title,countries,text
a1,\"Railway, \"\"new\"\", opens\",\"LA,CN\",\"The railway was opened.
It is long.\"
a3,'＋1,,'@railway
a2,'=HYPERLINK(1),,'-5 degrees at the railway" "csv quotes and guards"
is "$(grep -c "$(printf '\r$')" out)" 4 "csv ends each line with CR LF"
run_search -d idx --format=csv --guard-formulas=never --fields=title -n 1 HYPERLINK
is "$(crlf)" 'title
=HYPERLINK(1)' "csv without the guard"
run_search -d idx --format=csv a1
status_is 1 "csv of nothing"
is "$(crlf)" 'rank,score,id,title,date,date_from,countries,mentions,source,language,url,path,snippet' "csv of nothing is its header, which names the fields of json"
run_search -d idx --format=csv --since-last=s nowhere
out_is '' "csv of nothing new is nothing"
run_search -d idx --format=csv --facets=country,year -n 1 --fields=id --sort=newest '*'
is "$(crlf)" 'id
a1
facet,value,count
country,CN,1
country,LA,1
country,,2
year,2023,1
year,2024,1
year,,1' "csv of counts"
run_search -d idx --format=csv --grep='rail[a-z]+' -o --sort=newest -n 1 '*'
is "$(crlf)" 'id,match
a1,railway' "csv of matches"
printf 'q1\trailway\n=q\tlong\n' >queries
run_search -d idx --format=csv --fields=id --batch=queries --sort=newest
is "$(crlf)" "qid,id
q1,a1
q1,a3
q1,a2
'=q,a1" "csv of a batch"
run_search -d idx --format=json --fields=id --batch=queries --sort=newest -n 1
out_is '{"qid":"q1","id":"a1","version":1}
{"qid":"q1","count":1,"end":true,"version":1}
{"qid":"=q","id":"a1","version":1}
{"qid":"=q","count":1,"end":true,"version":1}' "json of a batch"
python3 - 2>/dev/null <<'EOT' && pass "Python reads csv as it is meant" || fail "Python reads csv as it is meant"
import csv, os, subprocess
out = subprocess.run([os.environ.get("DATELINE_BIN", ".") + "/dateline-search", "-d", "idx", "-n0", "--format=csv", "--fields=id,title,text",
                      "--guard-formulas=never", "--sort=newest", "*"], stdout=subprocess.PIPE).stdout.decode("utf-8")
rows = list(csv.DictReader(out.splitlines(keepends=True)))
assert rows[0] == {"id": "a1", "title": 'Railway, "new", opens', "text": "The railway was opened.\nIt is long."}, rows
EOT

run_search -d idx --format=json --fields=id,nonsense '*'
status_is 2 "an unknown field"
err_like "dateline-search: --fields: 'nonsense' is none of rank, score, id, title, " "is named, with those there are"
run_search -d idx --format=json --fields= '*'
status_is 2 "no field"
run_search -d idx --format=json --fields=id,id '*'
err_is "dateline-search: --fields: 'id' is there twice" "a field twice"
run_search -d idx --fields=id '*'
err_is "dateline-search: --fields names fields of json, csv or tsv: it needs --format" "fields of text"
run_search -d idx --format=json --show=a1 --fields=id,rank,text
out_is '{"id":"a1","rank":null,"text":"The railway was opened.\nIt is long.","version":1}' "fields of one article"

# The manual names every field.
sed -n '/the names are looked for/,/^\.BR text/p' "$SRC/doc/dateline-search.1" | sed 1d | grep '^\.BR' | tr -c 'a-z_\n' ' ' | tr ' ' '\n' | grep . | sort >documented
run_search --format=json --fields=? x
sed 's/.*none of //; s/, /\n/g' err | sort >known
is "$(diff known documented)" '' "dateline-search(1) names the fields"
done_testing
