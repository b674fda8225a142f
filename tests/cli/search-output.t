#!/bin/sh
# What dateline-search prints: every format, exactly; exit statuses; messages.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

cd "$T" || exit 1
cat >news.jsonl <<'EOF'
{"id":"a1","title":"Railway opens in Laos","text":"VIENTIANE, Oct. 1 (KPL) -- The new railway was opened on Tuesday. The railway is long.","date":"2024-10-01","country":"LA","source":"KPL"}
{"id":"a2","title":"Ministers talk \"rail\"","text":"BEIJING, Nov. 5 (Xinhua) -- Ministers talked about a railway\tcorridor.","date":"2024-11-05","countries":["CN","LA"],"source":"Xinhua"}
{"id":"a3","title":"President Lương Cường visits","text":"President Lương Cường paid a state visit.","date":"2025-04","country":"VN","language":"en"}
{"id":"a4","title":"A note without a day","text":"Nothing is known of its day. Storm."}
EOF
run_index -d idx news.jsonl
status_is 0 "indexed"
S="$BIN/dateline-search"

run_search -d idx railway
status_is 0 "found"
out_is " 1. *Railway* opens in Laos
    2024-10-01  Laos  KPL
    VIENTIANE, Oct. 1 (KPL) -- The new *railway* was opened on Tuesday. The
    *railway* is long.
    a1  $T/news.jsonl

 2. Ministers talk \"rail\"
    2024-11-05  China, Laos  Xinhua
    BEIJING, Nov. 5 (Xinhua) -- Ministers talked about a *railway* corridor.
    a2  $T/news.jsonl" "text"
err_is '' "nothing else to say"

run_search -d idx --columns=40 visits
out_is " 1. President Lương Cường *visits*
    2025-04  Vietnam
    President Lương Cường paid a state
    *visit*.
    a3  $T/news.jsonl" "text in forty columns"

run_search -d idx storm
out_like '^    undated$' "an undated article says so"

run_search -d idx --color=always -n 1 corridor
esc=$(printf '\033')
out_is " 1. ${esc}[1mMinisters talk \"rail\"${esc}[0m
    ${esc}[36m2024-11-05${esc}[0m  China, Laos  Xinhua
    BEIJING, Nov. 5 (Xinhua) -- Ministers talked about a railway ${esc}[0m${esc}[1;31mcorridor${esc}[0m.${esc}[0m
    ${esc}[2ma2${esc}[0m  ${esc}[2m$T/news.jsonl${esc}[0m" "text in colour"

run_search -d idx --format=json railway
sed 's/"score":[0-9.]*/"score":S/' out >json
is "$(cat json)" "{\"rank\":1,\"score\":S,\"id\":\"a1\",\"title\":\"Railway opens in Laos\",\"date\":\"2024-10-01\",\"date_from\":\"field\",\"countries\":[\"LA\"],\"mentions\":[\"LA\"],\"source\":\"KPL\",\"language\":\"en\",\"path\":\"$T/news.jsonl\",\"snippet\":\"VIENTIANE, Oct. 1 (KPL) -- The new railway was opened on Tuesday. The railway is long.\",\"version\":1}
{\"rank\":2,\"score\":S,\"id\":\"a2\",\"title\":\"Ministers talk \\\"rail\\\"\",\"date\":\"2024-11-05\",\"date_from\":\"field\",\"countries\":[\"CN\",\"LA\"],\"mentions\":[\"CN\",\"LA\"],\"source\":\"Xinhua\",\"path\":\"$T/news.jsonl\",\"snippet\":\"BEIJING, Nov. 5 (Xinhua) -- Ministers talked about a railway corridor.\",\"version\":1}" "json"
run_search -d idx --format=json storm
out_like '"date":null,"date_from":"none","countries":\[\]' "json of an unknown date"

run_search -d idx --format=tsv --sort=oldest '*'
is "$(cut -f 1,3- out)" "1	a1	2024-10-01	LA	Railway opens in Laos
2	a2	2024-11-05	CN,LA	Ministers talk \"rail\"
3	a3	2025-04	VN	President Lương Cường visits
4	a4			A note without a day" "tsv"
run_search -d idx --format=paths -n 0 '*'
out_is "$T/news.jsonl" "paths: each file once"
run_search -d idx --format=paths -0 '*'
is "$(tr '\0' '!' <out)" "$T/news.jsonl!" "paths ended by NUL"
run_search -d idx --format=trec railway
is "$(sed 's/ [0-9.]* dateline$/ S dateline/' out)" "1 Q0 a1 1 S dateline
1 Q0 a2 2 S dateline" "trec"
mkdir hostile
printf '{"id":"a\\u009b31m\\u202eb\\u2028c d\\u00e9","title":"Hostile"}\n' >hostile/a.jsonl
"$BIN/dateline-index" -d hostile.idx hostile
run_search -d hostile.idx --format=trec hostile
is "$(cut -d ' ' -f 1-4 out)" "1 Q0 a%C2%9B31m%E2%80%AEb%E2%80%A8c%20dé 1" "trec: no control reaches a terminal"

run_search -d idx --count '*'
out_is 4 "count"
run_search -d idx --count --format=json railway
out_is '{"count":2,"version":1}' "count as json"
run_search -d idx --count nowhere
status_is 1 "count of nothing"
out_is 0 "is 0"

run_search -d idx -n 1 --offset=1 --sort=newest '*' --format=tsv
is "$(cut -f 1,3 out)" "2	a2" "offset and limit"
run_search -d idx -n 0 --sort=newest '*' --format=tsv
is "$(cut -f 3 out | tr '\n' ' ')" "a3 a2 a1 a4 " "newest first, undated last"

run_search -d idx --show=a3 visit
status_is 0 "an article"
out_is "President Lương Cường *visits*
2025-04  Vietnam
mentions Vietnam
a3  $T/news.jsonl

President Lương Cường paid a state *visit*." "is shown with its words marked"
run_search -d idx --show=nobody
status_is 2 "an article that is not there"
err_is "dateline-search: no article has the id 'nobody'" "is told"

run_search -d idx --facets=country,year '*'
out_is 'country
  LA  Laos     2 ██████████████████████████████████████████████████
  CN  China    1 █████████████████████████
  VN  Vietnam  1 █████████████████████████
  (none)       1 █████████████████████████

year
  2024    2 ██████████████████████████████████████████████████
  2025    1 █████████████████████████
  (none)  1 █████████████████████████' "facets"
run_search -d idx --facets=country --format=json railway
out_is '{"facet":"country","counts":[{"value":"LA","count":2},{"value":"CN","count":1}],"version":1}' "facets as json"
run_search -d idx --timeline --format=tsv '*'
out_is "month	2024-10	1
month	2024-11	1
month	2024-12	0
month	2025-01	0
month	2025-02	0
month	2025-03	0
month	2025-04	1
month		1" "a timeline shows gaps"

# A format that something cannot be printed in is refused.
for format in tsv paths trec html; do
    run_search -d idx --show=a1 --format=$format
    status_is 2 "an article as $format"
done
for format in paths trec; do
    for looking in --count --facets=year --timeline '--facets=year -n 1' "--grep=a -o"; do
        # shellcheck disable=SC2086 # two options
        run_search -d idx --format=$format $looking railway
        status_is 2 "$looking as $format"
        err_like 'goes with --format=text.json.csv.tsv' 'is told, with what can be'
        out_is '' 'and nothing printed'
    done
done

# An index without texts reads them from their files, while these are unchanged.
mkdir plain
printf 'Storm over the coast\n\nHANOI, March 3 (VNA) -- A storm reached the coast on Monday.\n' >plain/storm.txt
cp news.jsonl plain
run_index -d slim --no-store plain
status_is 0 "indexed without texts"
run_search -d slim --columns=80 coast
out_like '    .*A \*storm\* reached|reached the \*coast\*' "a snippet from a text file"
run_search -d slim --show=a3 --show=plain/storm.txt --format=json
is "$(grep -c . out) $(grep -o '"title":"Storm over the coast"' out)" '2 "title":"Storm over the coast"' "two articles shown, one by its relative path"
run_search -d slim --show=a3 --show=nobody
status_is 2 "one of two is not there"
run_search -d slim corridor
out_like '\*corridor\*' "a snippet from a line of JSON"
run_search -d slim --show=a3
out_like '^President Lương Cường paid a state visit\.$' "a text shown from a line of JSON"
cat >plain/tide.html <<'E2'
<!DOCTYPE html><html><head><title>Tide in the delta</title></head><body><article><h1>Tide in the delta</h1>
<p>The tide rose by two metres on Monday, the ministry of water said in a statement to the press.</p>
<p>Villages along the coast were evacuated, and more rain was expected by the weather service.</p></article></body></html>
E2
cat >plain/tide.eml <<'E2'
From: Ann <ann@example.org>
Subject: Tide by mail
Date: Tue, 22 Oct 2024 10:00:00 +0000
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

A letter about the tide.
E2
run_index -d slim --no-store plain
run_search -d slim --columns=80 tide
ok "a saved page" grep -q '\*Tide\* in the delta' out
ok "with a snippet" grep -q 'The \*tide\* rose by two metres' out
ok "a mail" grep -q '\*Tide\* by mail' out
is "$(grep -c 'letter\|Subject\|MIME' out)" 0 "without one: a mailbox is not read again, and never its head"
if command -v readelf >/dev/null; then
    readelf -d "$BIN/dateline-search" >out
    is "$(grep -c 'gmime\|libarchive\|glib' out)" 0 "the search program links no library that only the indexer needs"
fi
run_search -d slim --format=html coast
ok "a page links to a file without a host" grep -q 'href="file:///[^"]*/plain/storm.txt"' out
touch -d '2001-01-01' plain/storm.txt
run_search -d slim --columns=80 coast
is "$(grep -c reached out)" 0 "no snippet from a changed file"
ok "but the title" grep -q 'Storm over the \*coast\*' out

# What goes wrong is one clear line.
run_search -d idx zeppelin
status_is 1 "nothing found"
out_is '' "nothing printed"
err_is "dateline-search: no article has 'zeppelin'" "and told"
run_search -d idx railway country:VN
status_is 1 "words that occur, but not there"
err_is "dateline-search: no article found" "one line"
run_search -d idx ralway
err_is "dateline-search: no article has 'ralway'; did you mean railway?" "another spelling is offered"
run_search -d idx railway storm
status_is 1 "no article has both"
err_is "dateline-search: no article has all of these words; these have some of them" "is told"
is "$(grep -c '^ [0-9]' out)" 3 "and the best partial matches are shown"
for none in --strict --partial-matches=never --format=json --format=tsv --format=csv --format=trec --format=paths; do
    run_search -d idx $none railway storm
    status_is 1 "$none"
    is "$(grep -vc '^rank,' out)" 0 "shows none"
done
run_search -d idx --partial-matches=always --format=tsv --fields=id railway storm
status_is 1 "partial matches in a format of programs are none, even"
is "$(grep -c . out)" 3 "when they are asked for"
run_search -d idx 'railway AND'
status_is 2 "a syntax error"
err_is "dateline-search: column 12: expected a word after AND
  railway AND
             ^" "has its place shown"
run_search -d idx --country=Atlantisia railway
status_is 2 "an unknown country"
err_like "^dateline-search: --country: .*Atlantisia" "is told"
run_search -d idx --from=2024-13 railway
status_is 2 "a bad date"
err_like "^dateline-search: --from: .*2024-13" "is told"
run_search -d idx --from=2025 --to=2024 railway
status_is 2 "an empty range"
run_search -d idx --group-by=day --columns=60 '*'
is "$(grep -v '^  \|^$' "$T/out" | tr '\n' '|')" \
    '2025-04| 1. President Lương Cường visits|2024-11-05| 2. Ministers talk "rail"|2024-10-01| 3. Railway opens in Laos|undated| 4. A note without a day|' \
    "days, the newest first"
run_search -d idx --group-by=day --sort=oldest --columns=60 '*'
is "$(grep '^[0-9u]' "$T/out" | tr '\n' ' ')" '2024-10-01 2024-11-05 2025-04 undated ' "days, the oldest first"
run_search -d idx --group-by=country --sort=newest --columns=60 '*'
is "$(grep '^[A-Zn]' "$T/out" | tr '\n' '|')" 'Vietnam|China|Laos|no country|' "countries"
run_search -d idx --group-by=country --format=json --limit=1 '*'
out_like '^\{"rank":1,' "headings are for text"
run_search -d idx --group-by=week '*'
err_is "dateline-search: --group-by: 'week' is none of day, country" "weeks are no groups"

esc=$(printf '\033')
links() { grep -c "$esc]8;;file://[^/]*/.*$esc]8;;$esc" "$T/out"; }
TERM=xterm-kitty run_search -d idx --color=always railway
is "$(links)" 0 "no links into a file"
run_search -d idx --hyperlinks=always railway
is "$(links)" 2 "links when asked for"
if script -qec true /dev/null </dev/null >/dev/null 2>&1; then
    on_terminal() { script -qec "$*" /dev/null </dev/null >"$T/out" 2>&1; }
    TERM=xterm-kitty on_terminal "$BIN/dateline-search" -d idx railway
    is "$(links)" 2 "links on a terminal that has them"
    TERM=xterm on_terminal "$BIN/dateline-search" -d idx railway
    is "$(links)" 0 "none on another"
    TERM=tmux on_terminal env TERM_PROGRAM=WezTerm "$BIN/dateline-search" -d idx railway
    is "$(links)" 0 "none within another"
    TERM=xterm-kitty on_terminal env NO_COLOR=1 "$BIN/dateline-search" -d idx railway
    is "$(links)" 0 "none without colour"
    on_terminal env PAGER="'sed s/Ministers/Pages/'" "$BIN/dateline-search" -d idx --pager corridor
    out_like 'Pages' "a pager"
    on_terminal env PAGER=true "$BIN/dateline-search" -d idx --pager corridor
    out_is '' "a pager that has seen enough"
else
    skip "terminals" "no script(1), or no pseudo-terminal to be had"
fi
run_search -d idx --pager --format=tsv corridor
out_like '^1' "no pager without a terminal"

run_search -d idx --sort=best railway
err_is "dateline-search: --sort: 'best' is none of relevance, newest, oldest" "a bad value"
run_search -d idx --contry=LA railway
status_is 2 "an unknown option"
err_is "dateline-search: unknown option --contry (did you mean --country?)" "is told"
run_search -d idx
status_is 2 "no query"
err_like "^dateline-search: no query" "is told"
run_search -d "$T/none" railway
status_is 2 "no index"
err_is "dateline-search: there is no index in $T/none: make one with 'dateline-index -d DIR FOLDER'" "is told"
run_search -d '' railway
status_is 2 "an index without a name"
err_is "dateline-search: --index: the folder has no name" "is told"

run_search --help
status_is 0 "help"
out_like '^Usage: dateline-search' "is printed"
run_search --version
status_is 0 "version"
out_like '^dateline-search [0-9]' "is printed"

DATELINE_INDEX=$T/idx run_search --count '*'
out_is 4 "the index named by DATELINE_INDEX"
mkdir -p "$HOME/.config/dateline"
printf '# where it is\nindex = %s\n[source /x]\nindex = no\n' "$T/idx" >"$HOME/.config/dateline/config"
run_search --count '*'
out_is 4 "the index named by the configuration"
rm -r "$HOME/.config"
run_search --count '*'
err_like "there is no index in $HOME/.local/share/dateline/index" "the index of the user"
status=0
env -u HOME "$S" --count '*' >"$T/out" 2>"$T/err" || status=$?
status_is 2 "no home"
err_is "dateline-search: which index? HOME is not set: name it with -d DIR or DATELINE_INDEX" "asks for an index"

for option in --country --mentions --source --language; do
    run_search -d idx $option= '*'
    status_is 2 "$option without a value"
    err_is "dateline-search: $option: the list is empty" "is no filter"
done

status=0
"$S" -d idx railway >/dev/full 2>err || status=$?
status_is 2 "a full disk"
err_like "^dateline-search: cannot write the results" "is told"

# A body that begins with its title is shown from there on.
cat >repeat.jsonl <<'EOF'
{"id":"r1","title":"Bridge over the river at Pakbeng opens","text":"Bridge over the river at Pakbeng opens to lorries on Monday. The old ferry stops.","language":"en"}
{"id":"r2","title":"Night market moves to the park.","text":"Night market moves to the park.\n\nSellers of coffee and cofra agree. Ministers of state.","language":"en"}
{"id":"r3","title":"Coca leaves and cola nuts","text":"Of coca and cola.","language":"en"}
EOF
run_index -d repeat repeat.jsonl
run_search -d repeat lorries
out_like '^    … to \*lorries\* on Monday\. The old ferry stops\.$' "a title is not shown twice, in the midst of a sentence"
run_search -d repeat --format=json sellers
out_like '"snippet":"Sellers of coffee' "nor as a paragraph"
run_search -d repeat --fuzzy --format=tsv cofee
is "$(cut -f 3 out)" r2 "--fuzzy finds the nearest spellings, not all"
run_search -d repeat 'cofee~2' --format=tsv
is "$(cut -f 3 out | sort | tr '\n' ' ')" "r2 r3 " "~2 finds all"
run_search -d repeat --similar=r1
is "$(grep -c '[*]' out)" 0 "--similar marks nothing"
run_search -d repeat coffee -gadget
status_is 2 "a word with a dash before it, unquoted"
err_is "dateline-search: -gadget: is this a word to exclude? Then put the query in quotes, or -- before it; an option's value stands apart (-d DIR)" "is explained"
run_search coffee
err_is "dateline-search: there is no index in $HOME/.local/share/dateline/index: make one with 'dateline-index FOLDER'" \
    "no index by default"
run_search -d nowhere coffee
err_like "with 'dateline-index -d DIR FOLDER'\$" "no index where -d says"

run_search -d repeat --grep='fer+y' -o --format=json '*'
out_is '{"id":"r1","match":"ferry","version":1}' "matches as json"
for looking in --count --facets=country --timeline; do
    run_search -d repeat --similar=r1 "$looking"
    status_is 2 "--similar does not go with $looking"
done

# A line of a script without spaces ends between words.
printf '{"id":"t1","title":"%s","text":"x","language":"th"}\n' "$(printf 'รถไฟ%.0s' 1 2 3 4 5 6 7 8 9)" >thai.jsonl
run_index -d thai thai.jsonl
run_search -d thai --columns=22 '*'
is "$(sed -n 2p out)" '    รถไฟรถไฟรถไฟรถไฟ' "Thai, at a width that would end in the midst of a word"

done_testing
