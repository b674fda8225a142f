#!/bin/sh
# First runs: formats, sources, what is said and with which exit status.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

mkdir -p "$T/news/sub" "$T/news/.hidden"
printf ' date 2024-10-23 Two leaders meet in Kazan\n\nKAZAN, Russia, Oct. 22 (Xinhua) -- They met.\n' >"$T/news/a.txt"
printf 'Railway opens in the north\n\nVIENTIANE, Oct. 1 (KPL) -- A railway was opened.\n' | gzip >"$T/news/sub/b.txt.gz"
printf '%s\n' '{"id":"j1","title":"Floods in Assam","text":"Water rises.","date":"2024-07-03","country":"IN"}' \
    '' '{"title":"No id here","text":"But a line.","published":"2024-07-04","countries":["LA","CN"]}' >"$T/news/c.jsonl"
printf '%s\n' '{"url":"http://example.org/x","title":"By its URL","text":"t"}' | gzip >"$T/news/d.jsonl.gz"
echo 'Hidden things are not read' >"$T/news/.hidden/e.txt"
echo 'Hidden things are not read' >"$T/news/.f.txt"

run_index -v -d "$T/idx0" "$T/news"
err_like '^dateline-index: 5 articles added, 0 replaced, 0 removed, 0 skipped; files: 4 new, 0 changed, 0 unchanged, 0 removed; 5 articles in the index; ' "articles are told from files"
run_index -d "$T/idx" "$T/news"
status_is 0 "a first run"
out_is '' "nothing on standard output"
err_is '' "nothing to say when all is well"
ids=$(dump "$T/idx" | sed 's/.*"id":"\([^"]*\)".*/\1/' | sort)
is "$ids" "$T/news/a.txt
$T/news/c.jsonl#3
$T/news/sub/b.txt.gz
http://example.org/x
j1" "ids: given, URL, path, path and line"
like "$(dump "$T/idx")" '"id":"j1".*"date":"2024-07-03","date_from":"field","countries":\["IN"\]' "fields are taken as stated"
like "$(dump "$T/idx")" 'Two leaders meet in Kazan","date":"2024-10-23","date_from":"header"' "the header dates a text"

run_index -v -d "$T/idx" "$T/news"
status_is 0 "a second run"
err_like '^dateline-index: 0 articles added, 0 replaced, 0 removed, 0 skipped; files: 0 new, 0 changed, 4 unchanged, 0 removed; ' "one line with -v"
before=$(cd "$T/idx" && find . -type f ! -name lock -exec cksum {} + | sort)
run_index -d "$T/idx" "$T/news"
is "$(cd "$T/idx" && find . -type f ! -name lock -exec cksum {} + | sort)" "$before" "a run over unchanged files touches nothing"

(cd "$T/news/sub" && "$BIN/dateline-index" -v -d "$T/idx" ..) 2>"$T/err"
err_like ' 0 new, 0 changed, 4 unchanged, 0 removed' "the same sources by a relative path"

run_index -v -d "$T/idx"
err_like ' 0 new, 0 changed, 4 unchanged, 0 removed' "without a source: those of before"

run_index --format=json -d "$T/idx" "$T/news"
out_like '^\{"ended":"[0-9TZ:-]+","new":0,"changed":0,"unchanged":4,"renamed":0,"removed":0,"skipped":0,' "a summary for programs"

status=0
printf '%s\n' '{"title":"Piped in","text":"Through a pipe."}' | "$BIN/dateline-index" -d "$T/idx2" - >"$T/out" 2>"$T/err" || status=$?
status_is 0 "standard input"
like "$(dump "$T/idx2")" '"id":"xxh3:[0-9a-f]{32}","title":"Piped in"' "an article without a place goes by its content"
status=0
printf '%s\n' '{"title":"Piped in","text":"Through a pipe."}' | gzip | "$BIN/dateline-index" -d "$T/idx2" - >"$T/out" 2>"$T/err" || status=$?
status_is 0 "gzip on standard input"
is "$(dump "$T/idx2" | wc -l)" 1 "the same article again is no second one"

run_index -d "$T/idx" --status
status_is 0 "status"
out_like '^articles   5, ' "status counts articles"
out_like "^           $T/news\$" "status names the sources"
out_like '^size       postings [0-9.]+ MB, ' "status tells the size by part"
out_like '^changed    2[0-9TZ:-]+, in [0-9.]+ s; files: 4 new, 0 changed, 0 unchanged, 0 removed; 0 articles skipped$' "status tells of the last run that changed anything"
touch -d '2024-05-03 10:00:00 UTC' "$T/idx/lock"
run_index -d "$T/idx" --status
out_like '^checked    2024-05-03T10:00:00Z$' "and when the sources were looked at last"
run_index -d "$T/idx" "$T/news"
run_index -d "$T/idx" --status --format=json
out_like "\"checked\":\"$(date -u +%Y-%m)-[0-9TZ:-]+\",\"last_run\":\{" "although nothing was new"
run_index -d "$T/idx" --status --format=json
out_like '"parts":\{"postings":[0-9]+,.*,"merge_saves":[0-9n]' "and the parts"
out_like '"articles":5,.*"roots":\[' "status for programs"
run_index -d "$T/idx" --verify
status_is 0 "verify"
err_is '' "verify has nothing to say"

run_index -d "$T/idx" --no-store "$T/news/a.txt"
mkdir "$T/empty"
run_index -d "$T/idx3" "$T/empty"
status_is 0 "an empty folder is no error"
run_search -d "$T/idx3" anything
status_is 1 "an empty index finds nothing"

DATELINE_INDEX=$T/idx4
export DATELINE_INDEX
run_index "$T/news/a.txt"
status_is 0 "the index of the environment"
ok "is where it says" test -d "$T/idx4"
unset DATELINE_INDEX
run_index "$T/news/a.txt"
ok "the default index" test -d "$T/home/.local/share/dateline/index"
done_testing
