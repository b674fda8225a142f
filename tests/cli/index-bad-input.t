#!/bin/sh
# Whatever lies in a folder: one clear message, the article skipped and counted, the rest indexed.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

good() { printf '{"id":"%s","title":"Good %s","text":"A good article."}\n' "$1" "$1"; }
titles() { dump "$T/idx" | sed 's/.*"title":"\([^"]*\)".*/\1/' | sort | tr '\n' ','; }
fresh() { rm -rf "$T/idx" "$T/news"; mkdir "$T/news"; }

fresh
{ good 1; echo 'this is not JSON'; good 2; echo '{"id":"x","text":"unfinished'; echo '{"id":"y"}'; good 3; } >"$T/news/feed.jsonl"
run_index -d "$T/idx" "$T/news"
status_is 1 "poison articles among good ones"
is "$(sort "$T/err")" "dateline-index: $T/news/feed.jsonl:2: article skipped: not JSON: expected a JSON object: '{' at column 1
dateline-index: $T/news/feed.jsonl:4: article skipped: not JSON: expected the end of the string at column 29
dateline-index: $T/news/feed.jsonl:5: article skipped: no field for the title or the text among: id" "each is named by file and line"
is "$(titles)" "Good 1,Good 2,Good 3," "the others are in"
run_index -d "$T/idx" "$T/news"
status_is 0 "known failures are not retried"
err_is '' "nor complained of again"
run_index -d "$T/idx" --status
out_like 'feed.jsonl: line 2: not JSON' "status lists them"
run_index -d "$T/idx" --retry "$T/news"
status_is 1 "--retry reads them again"
good 4 >>"$T/news/feed.jsonl"
run_index -d "$T/idx" "$T/news"
is "$(titles)" "Good 1,Good 2,Good 3,Good 4," "growth behind them is read"

fresh
i=0
while [ $i -lt 100 ]; do i=$((i + 1)); echo '{broken'; done | sed '1i {"id":"a","title":"Good one"}' >"$T/news/feed.jsonl"
run_index -d "$T/idx" "$T/news"
status_is 1 "a hundred poison articles"
is "$(wc -l <"$T/err")" 6 "are not a hundred lines"
like "$(tail -n 1 "$T/err")" 'more articles skipped, which are only counted' "the last says so"

fresh
i=0
while [ $i -lt 130 ]; do i=$((i + 1)); echo '{' >"$T/news/$i.jsonl"; done
touch -d '1 hour ago' "$T/news"/*
run_index -d "$T/idx" "$T/news"
status_is 1 "a hundred and thirty bad files"
is "$(wc -l <"$T/err")" 101 "are not a mail of as many lines"
is "$(tail -n 1 "$T/err")" "dateline-index: 30 more such messages are left out: -v tells them all, --status what was skipped" "the last says so"
run_index -d "$T/idx" --status
out_like '^           and 80 more, which --format=json lists$' "nor a status of as many"

# A checksum is wrong after all of the data: its articles are in, and it is not said that they are not.
fresh
{ good 1; good 2; good 3; } | gzip >"$T/sum.gz"
{ head -c -8 "$T/sum.gz"; printf '\1\2\3\4'; tail -c 4 "$T/sum.gz"; } >"$T/news/sum.jsonl.gz"
run_index -d "$T/idx" "$T/news"
status_is 1 "a gzip with a wrong checksum"
err_is "dateline-index: $T/news/sum.jsonl.gz: nothing is read after article 3: damaged gzip: incorrect data check" \
    "is named with what was read of it"
is "$(titles)" "Good 1,Good 2,Good 3," "and its articles are in"
run_index -d "$T/idx" --status
out_like 'sum.jsonl.gz: nothing is read after article 3: damaged gzip' "--status says it, too"

fresh
{ good 1; good 2; } | gzip >"$T/whole.gz"
head -c 60 "$T/whole.gz" >"$T/news/cut.jsonl.gz"
gzip -c "$T/news/cut.jsonl.gz" >/dev/null
printf 'A text that is whole enough\n\nBody.\n' | gzip | head -c 30 >"$T/news/cut.txt.gz"
good 3 >"$T/news/z.jsonl"
run_index -d "$T/idx" "$T/news"
status_is 1 "truncated gzip"
is "$(cat "$T/err")" "dateline-index: $T/news/cut.jsonl.gz: nothing is read after article 1: truncated gzip: the compressed data ends too early
dateline-index: $T/news/cut.txt.gz: skipped: truncated gzip: the compressed data ends too early" "each is named"
like "$(titles)" 'Good 3,' "the rest is in"
{ cat "$T/whole.gz"; echo 'no gzip'; } >"$T/news/tail.jsonl.gz"
{ head -c 40 "$T/whole.gz"; head -c 100 /dev/zero; } >"$T/news/torn.jsonl.gz"
head -c 70000000 /dev/zero | tr '\0' x >"$T/news/vast.txt"
touch -d '1 hour ago' "$T/news"/*
run_index -d "$T/idx" "$T/news"
status_is 1 "damage in the midst of gzip, and a vast file"
is "$(grep -c 'torn.jsonl.gz: skipped\|vast.txt: skipped' "$T/err")" 2 "each is named"
like "$(cat "$T/err")" \
    'tail.jsonl.gz: nothing is read after article 2: damaged gzip: something else follows' 'how far one was read is said'
run_index -d "$T/idx" "$T/news"
status_is 0 "and not read again, although not all of it was read"
err_is '' "nor complained of again"
rm "$T/news/tail.jsonl.gz" "$T/news/torn.jsonl.gz" "$T/news/vast.txt"
cp "$T/whole.gz" "$T/news/cut.jsonl.gz"
run_index -d "$T/idx" "$T/news"
is "$(titles)" "Good 1,Good 2,Good 3," "mended, it is read"

fresh
{ good 1; printf '{"id":"big","text":"'; head -c 70000000 /dev/zero | tr '\0' x; printf '"}\n'; good 2; } >"$T/news/feed.jsonl"
run_index -d "$T/idx" "$T/news"
status_is 1 "a line past the limit"
err_is "dateline-index: $T/news/feed.jsonl:2: article skipped: larger than the limit of 64 MiB" "is named"
is "$(titles)" "Good 1,Good 2," "the others are in"
# A line of a gigabyte among others, and a gigabyte of nothing, in less memory than that.
fresh
good 1 >"$T/news/a.jsonl"
truncate -s 1G "$T/news/sparse.txt"
{ good 2; printf '{"id":"big","text":"'; head -c 1000000000 /dev/zero | tr '\0' x; printf '"}\n'; good 3; } | gzip -1 >"$T/news/line.jsonl.gz"
if nm "$BIN/dateline-index" 2>/dev/null | grep -q __asan_init; then
    skip "a gigabyte without a line break is not kept in memory" "AddressSanitizer needs more for itself"
else
    run sh -c "ulimit -v 600000; exec '$BIN/dateline-index' --threads=1 -d '$T/idx' '$T/news'"
    status_is 1 "a gigabyte without a line break is not kept in memory"
    err_is "dateline-index: $T/news/line.jsonl.gz:2: article skipped: larger than the limit of 64 MiB
dateline-index: $T/news/sparse.txt: skipped: binary data of no known kind" "each is named"
    is "$(titles)" "Good 1,Good 2,Good 3," "the others are in"
fi

fresh
good 1 >"$T/news/a.jsonl"
mkfifo "$T/news/fifo"
ln -s . "$T/news/loop"
ln -s nowhere "$T/news/dangling"
ln -s a.jsonl "$T/news/link.jsonl"
ln -s /dev/zero "$T/news/device"
run timeout 20 "$BIN/dateline-index" -v -d "$T/idx" "$T/news"
status_is 0 "FIFO, loop, dangling link, device"
err_like '2 new' "a link to a file is a file; the others are passed over"
run timeout 20 "$BIN/dateline-index" -d "$T/idx" /dev/zero
status_is 1 "a device as a source"
err_is "dateline-index: /dev/zero: neither a file, a folder nor a pipe" "is refused"

fresh
printf 'A text with a NUL\0 in it is still a text\n\nBody text goes on.\n' >"$T/news/nul.txt"
head -c 5000 /dev/urandom >"$T/news/noise"
printf '\211PNG\r\n\032\n\0\0\0\rIHDR\0\0\1\0' >"$T/news/image.png"
: >"$T/news/empty.txt"
printf 'Caf\351 in Paris is open again\n' >"$T/news/latin1.txt"
run_index -d "$T/idx" "$T/news"
status_is 1 "NUL bytes, noise, an image, an empty file, Latin-1"
is "$(grep -c empty "$T/err")" 0 "an empty file holds no article: that is no failure"
err_is "dateline-index: $T/news/noise: skipped: binary data of no known kind" "noise is named, an image passed over"
is "$(dump "$T/idx" | wc -l)" 2 "the texts are in"
like "$(titles)" 'Café in Paris' "Latin-1 is read as what it is"

fresh
printf 'A story in a file with an odd name\n' >"$T/news/$(printf 'a\033[31mb\nc').txt"
printf 'x' | gzip | head -c 12 >"$T/news/$(printf 'bad\033[2J').gz"
run_index -d "$T/idx" "$T/news"
status_is 1 "control characters in a name"
is "$(tr -d '[:print:]\n' <"$T/err" | wc -c)" 0 "do not reach the terminal"
printf '\377\376{\0"\0t\0i\0t\0l\0e\0"\0:\0"\0X\0"\0}\0\n\0' >"$T/news/wide.jsonl"
run_index -d "$T/idx" "$T/news"
status_is 1 "JSON in UTF-16"
err_is "dateline-index: $T/news/wide.jsonl: skipped: JSON in UTF-16 or UTF-32: convert it to UTF-8, as with iconv(1)" "is no story of braces"
rm "$T/news/wide.jsonl"
printf 'A story in a file whose name is not UTF-8\n\nWith a text of its own.\n' >"$T/news/$(printf 'caf\351').txt"
run_index -d "$T/idx" "$T/news"
like "$(dump "$T/idx")" '"id":"[^"]*/caf%E9.txt"' "a name that is not UTF-8"
run_search -d "$T/idx" --format=paths 'name UTF'
out_is "$T/news/$(printf 'caf\351').txt" "leads to its file"
printf 'A story of Zanzibar\n\nUnder the written form of that name.\n' >"$T/news/caf%E9.txt"
run_index -d "$T/idx" "$T/news"
is "$(dump "$T/idx" | grep -c '/caf%E9.txt","title"')" 2 "the written form of such a name is another file"
run_search -d "$T/idx" --format=paths zanzibar
out_is "$T/news/caf%E9.txt" "which leads to itself"
run_index --no-store -d "$T/bare" "$T/news"
run_search -d "$T/bare" --format=json 'name UTF'
out_like '"snippet":"With a text of its own' "which snippets are cut from"

fresh
echo '{' >"$T/news/$(printf 'a\033[31m\nb').jsonl"
touch -d 2020-01-01 "$T/news"/*
run_index -d "$T/idx" "$T/news"
status_is 1 "a name with controls"
run_index -d "$T/idx" --status
out_like "^           $T/news/a[?]\[31m[?]b.jsonl: line 1: not JSON" "does not reach a terminal through --status"

fresh
good 1 >"$T/news/a.jsonl"
run_index -d "$T/idx" "$T/news"
good 2 >"$T/news/b.jsonl"
(ulimit -f 2 && exec "$BIN/dateline-index" -d "$T/idx" "$T/news") >"$T/out" 2>"$T/err"
is "$?" 2 "a limit to the size of files"
is "$(grep -c 'File too large$' "$T/err")" 1 "is told as a full disk is"
is "$(titles)" "Good 1," "and the index as before"

run_search -d "$0" x
status_is 2 "a file that is no index"
err_is "dateline-search: $0 is neither an index nor a list of indexes" "is told"

if [ "$(id -u)" -ne 0 ]; then
    fresh
    good 1 >"$T/news/a.jsonl"
    good 2 >"$T/news/b.jsonl"
    run_index -d "$T/idx" "$T/news"
    chmod 0 "$T/news/b.jsonl"
    touch "$T/news/b.jsonl"
    run_index -d "$T/idx" "$T/news"
    status_is 1 "a file that may not be read"
    err_is "dateline-index: $T/news/b.jsonl: cannot open: Permission denied" "is named"
    is "$(titles)" "Good 1,Good 2," "what was read of it stays"
else
    skip "a file that may not be read" "running as root"
fi

fresh
d=$T/news
i=0
while [ $i -lt 140 ]; do i=$((i + 1)); d=$d/d; done
mkdir -p "$d"
echo 'A story that is buried deep down' >"$d/deep.txt"
good 1 >"$T/news/a.jsonl"
run_index -d "$T/idx" "$T/news"
status_is 1 "folders nested too deep"
err_like 'folders nested more than 128 deep are not read' "said once"
is "$(titles)" "Good 1," "the rest is in"

fresh
deep=$(printf '%*s' 100000 '' | tr ' ' '[')
printf '{"title":"Nested","x":%s}\n' "$deep" >"$T/news/nested.jsonl"
good 1 >>"$T/news/nested.jsonl"
run_index -d "$T/idx" "$T/news"
err_like 'nested.jsonl:1: article skipped: not JSON: expected less than 64' "deep JSON"
is "$(titles)" "Good 1," "the rest is in"

# A date or country field that says nothing: the article is in, the text is asked, and the run counts it.
fresh
cat >"$T/news/a.jsonl" <<'EOF'
{"id":"1","title":"Bridge opens","text":"VIENTIANE, Oct. 22, 2024 (KPL) -- A bridge opened.","date":"3 hours ago","country":"Laos"}
{"id":"2","title":"Bridge closes","text":"A bridge closed in Hanoi.","date":"01/02/2024","country":["Ruritania","VN"]}
{"id":"3","title":"Bridge","text":"A bridge.","date":"","country":[]}
{"id":"4","title":"Bridge","text":"A bridge.","date":null,"country":null}
{"id":"5","title":"Bridge","text":"A bridge.","date":"2024-10-22","country":"LA"}
EOF
run_index -d "$T/idx" "$T/news"
status_is 0 "fields that cannot be read"
err_is "" "no mail for them"
is "$(dump "$T/idx" | sed 's/.*"id":"\([^"]*\)".*"date":\([^,]*\),"date_from":"\([^"]*\)".*"countries":\(\[[^]]*\]\).*/\1 \2 \3 \4/' | sort | tr '\n' ';')" \
    '1 "2024-10-22" dateline ["LA"];2 null none ["VN"];3 null none [];4 null none [];5 "2024-10-22" field ["LA"];' "the text is asked"
fresh_index() { rm -rf "$T/idx"; }
fresh_index
run_index -v -d "$T/idx" "$T/news"
err_like 'a.jsonl:1: the date "3 hours ago" cannot be read, the text is asked instead' "-v names the date"
err_like 'a.jsonl:2: the country "Ruritania" cannot be read' "-v names the country"
err_like ' 0 skipped, 2 with a date that cannot be read, 1 with a country that is unknown; files: 1 new' "and counts"
run_index -d "$T/idx" --status
out_like 'articles skipped; fields that cannot be read: 2 dates, 1 countries$' "--status remembers"
run_index -d "$T/idx" --format=json "$T/news"
out_like '"bad_dates":0,"bad_countries":0' "a run that read nothing found none"

# A line of a megabyte made for the dateline patterns: the search gives up at its match limit, says so once, and goes on.
fresh
minus=$(printf '%*s' 38 '' | tr ' ' '-')
awk -v s="Aa, A$minus, A$minus! Oct 22 - x " 'BEGIN { while (length(line) < 1048576) line = line s; print line }' >"$T/news/1.txt"
echo 'KAZAN, Russia, Oct. 22, 2024 (Xinhua) -- A story' >"$T/news/2.txt"
run_index -d "$T/idx" "$T/news"
status_is 0 "a line made for backtracking"
err_is 'dateline-index: the search for a dateline was given up 1 time, on hostile beginnings' "is counted"
is "$(dump "$T/idx" | wc -l)" 2 "both are in"
done_testing
