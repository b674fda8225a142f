#!/bin/sh
# What dateline-search finds: the query language and the filters, by the ids found.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

cd "$T" || exit 1
cat >news.jsonl <<'EOF'
{"id":"a1","title":"Railway opens","text":"The China-Laos railway was opened. It carries freight.","date":"2024-10-01","country":"LA","source":"KPL","language":"en"}
{"id":"a2","title":"Ministers talk","text":"Ministers talked about a corridor for the railways of China.","date":"2024-11-05","countries":["CN","LA"],"source":"Xinhua","language":"en"}
{"id":"a3","title":"President visits","text":"President Lương Cường paid a state visit to Laos.","date":"2025-04-25","country":"VN","source":"VNA","language":"en"}
{"id":"a4","title":"A visit of state","text":"President Luong Cuong came; the visit was of covid-19 times.","date":"2025-04-26","country":"VN","source":"VNA","language":"en"}
{"id":"a5","title":"Không khí lạnh","text":"Hà Nội sắp có mưa. Chủ tịch Lương Cường thăm Lào.","date":"2023-01-01","country":"VN","language":"vi"}
{"id":"a6","title":"รถไฟ","text":"รถไฟความเร็วสูงสายใหม่เปิดให้บริการ","date":"1987-05-19","country":"TH","language":"th"}
{"id":"a7","title":"Wheat","text":"Moscow bought wheat. AT&T was not asked.","date":"1987","country":"SUHH","language":"en"}
{"id":"a8","title":"No day","text":"A page without a day.","language":"en"}
EOF
run_index -d idx news.jsonl
status_is 0 "indexed"

index=idx

finds 'a1 a2' railway
finds 'a1 a2' RAILWAYS
finds 'a2' railway corridor
finds 'a2' 'railway AND corridor'
finds 'a1 a2 a7' 'railway OR wheat'
finds 'a1' railway NOT corridor
finds 'a1' 'railway -corridor'
finds 'a1 a2 a3 a4 a5 a6 a7 a8' '*'
finds 'a8' '* -country:LA,VN,TH,SUHH'
finds 'a3' '"state visit"'
finds 'a4' '"visit of state"'
finds 'a3 a4' 'state NEAR/3 visit'
finds 'a1 a2' 'rail*'
finds 'a1' 'title:railway'

finds '' ralway
finds 'a1 a2' 'ralway~1'
finds 'a1 a2' 'raliway~'
finds '' 'ralwya~1'
finds 'a1 a2' 'ralwya~2'
finds 'a1 a2' 'xrailway~1'
finds 'a1 a2' 'railway~1'
finds 'a1' 'title:ralway~1'
finds 'a2' 'ralway~1 coridor~1'
finds 'a1' 'ralway~1 -coridor~1'
finds 'a7' 'mosocw~1 AND wheat'
finds 'a2' --fuzzy ralway coridor
finds 'a1 a2' --fuzzy 'ralway -coridor'
finds '' --fuzzy '"ralway"'
finds 'a1 a2 a7' --fuzzy --any ralway weat
finds 'a1 a2' --fuzzy --plain ralway
finds 'a5' 'hà nôi~1'

finds 'a1 a2' --regex-terms '/RAIL(way)?/'
finds '' --regex-terms '/rail/'
finds 'a1' --regex-terms 'title:/r.{6}/'
finds 'a2' --regex-terms '/r.*way/ -/fr[aei]+ght/'
finds 'a2 a7' --regex-terms '(/corr?idor/ OR /w.eat/)'
finds 'a3 a5' --regex-terms '/lươ.*/'
finds 'a6' --regex-terms '/รถไฟ.*/'
finds '' --regex-terms '/zz+/'
run_search -d idx --regex-terms 'wheat /zz+/'
err_like '^dateline-search: /zz\+/ matches no word of the index' "an expression that matches nothing is told of"
run_search -d idx --regex-terms 'wheat /(ab/'
status_is 2 "a bad expression"
err_is 'dateline-search: column 11: missing closing parenthesis
  wheat /(ab/
            ^' "shows its place"
run_search -d idx --regex-terms --plain '/x/'
status_is 2 "no expressions among mere words"
finds 'a6' 'รถไฟ~1'
finds '' 'o~1 x~2'
finds 'a3 a4' 'title:(president OR visit)'
finds 'a4' covid-19
finds 'a7' 'AT&T'
finds 'a4' '"covid 19"'
finds 'a3 a4 a5' Luong Cuong
finds 'a3 a4 a5' Lương Cường
finds 'a3 a4 a5' '"Lương Cường"'
finds 'a5' 'hà nội'
finds 'a6' 'รถไฟ'
finds 'a6' 'ความเร็วสูง'
finds 'a1 a2 a7' --any railway wheat
finds 'a1 a2' --plain 'railway (china'
finds '' --plain 'railway OR wheat'

finds 'a1 a2' railway country:LA
finds 'a1 a2' --country=LA
finds 'a6 a7' --to=1990
finds 'a1 a2 a3 a4 a5' --country='Vietnam, laos'
finds 'a2' country:China
finds 'a1 a2' --country=Lào '*'
finds 'a1 a2 a3 a4 a5' -c LA,VN '*'
finds 'a1 a2 a6' -c LA -c TH '*'
finds 'a7' --country=RU '*'
finds 'a7' --country=SUHH '*'
finds 'a1 a2 a3' --mentions=LA --language=en '*'
finds 'a2' --source=xinhua '*'
finds 'a2 a3 a4' --source=Xinhua,VNA '*'
finds 'a5' --language=vi '*'
finds 'a5' language:vi
finds 'a1 a2' --from=2024-10-01 --to=2024-11-05 '*'
finds 'a1 a2' --from=2024-10 --to=2024-11 '*'
finds 'a1' --to=2024-10-01 --from=2024 '*'
finds 'a2' --from=2024-10-02 --to=2024 '*'
finds 'a3 a4' --from=2025 '*'
finds 'a6 a7' --date=1987 '*'
finds 'a1' --date=2024 --to=2024-10 '*'
finds 'a2' --from=2024-11 --date=2024 '*'
finds 'a2' --date=2024 --from=2024-11 '*'
for dates in '--date=2024 --from=2025' '--date=2024 --to=2023-05' '--from=2025 --to=2024' '--from=2024..2025' '--to=..2025'; do
    # shellcheck disable=SC2086 # two options
    run_search -d idx $dates '*'
    status_is 2 "$dates"
done
finds 'a3 a4' date:2025-04
finds 'a3' date:2025-04-25
finds 'a1 a2' date:2024-10..2024-11
finds 'a6 a7' date:..1990
finds 'a3 a4' date:2025.. visit

is "$("$BIN/dateline-search" -d idx --format=tsv Lương Cường | tail -n 1 | cut -f 3)" a4 "as written comes first"
is "$("$BIN/dateline-search" -d idx --format=tsv --sort=oldest '*' | head -n 1 | cut -f 3)" a7 "a year counts as its first day"

finds 'a2 a5' --grep='^(Ministers|Hà)'
finds 'a4' --grep='(?i)COVID-\d+' visit
finds '' --grep='covid-x'
run_search -d idx -o --grep='L\w+ng C\w+' --sort=oldest
is "$(cat "$T/out")" "a5	Lương Cường
a3	Lương Cường
a4	Luong Cuong" "only what matches"
run_search -d idx --grep='(' railway
status_is 2 "a bad expression"
err_like '^dateline-search: --grep: ' "is told"
run_search -d idx -n 1 --offset=1 --sort=oldest --format=tsv --grep='L\w+ng C\w+'
is "$(cut -f 1,3 "$T/out")" "2	a3" "offset and limit count what is kept"

# Several indexes as one.
head -n 2 news.jsonl >one.jsonl
sed 1,2d news.jsonl >two.jsonl
run_index -d idx1 one.jsonl
run_index -d idx2 two.jsonl
run_search -d idx1 -d idx2 -n 0 --format=tsv 'laos OR visit OR railway'
both=$(cut -f 1-3 "$T/out")
run_search -d idx -n 0 --format=tsv 'laos OR visit OR railway'
is "$both" "$(cut -f 1-3 "$T/out")" "two indexes rank as one"

# Batches.
printf 'q1\trailway corridor\nwheat\n\nq4\tnowhere at all\n' >queries
run_search -d idx --batch=queries --format=trec
status_is 0 "a batch"
is "$(sed 's/ [0-9.]* dateline$//' "$T/out")" "q1 Q0 a2 1
2 Q0 a7 1" "qids are given or line numbers; nothing is made of nothing"
err_is '' "and nothing said"
run_search -d idx --batch=queries --format=tsv --timing
is "$(cut -f 1,2,4 "$T/out")" "q1	1	a2
2	1	a7" "tsv has the qid first"
err_like '^total_queries=3 mean_us=[0-9.]+ p50_us=[0-9.]+ p99_us=[0-9.]+ hits=2$' "timing"
run_search -d idx --batch=queries --count
out_is "q1	1
2	1
q4	0" "counts"
status=0
printf '   \n\trailway\n' >odd
run_search -d idx --batch=odd --format=trec -n 1
err_is '' "a line of blanks is no query"
out_like '^2 Q0 ' "an empty QID is the line's number"
printf 'railway\nchina AND\nwheat\n' | "$BIN/dateline-search" -d idx --batch=- --format=json >"$T/out" 2>"$T/err" || status=$?
status_is 2 "a bad query in a batch"
err_is "dateline-search: line 2: column 10: expected a word after AND" "is told with its line"
is "$(sed 's/,"rank.*//' "$T/out")" '{"qid":"1"
{"qid":"1"
{"qid":"1","count":2,"end":true,"version":1}
{"qid":"2","count":0,"error":"expected a word after AND","end":true,"version":1}
{"qid":"3"
{"qid":"3","count":1,"end":true,"version":1}' "and the others are answered, each with an end"
printf '\357\273\277q1\trailway\n' >bom
run_search -d idx --batch=bom --format=trec -n 1
out_like '^q1 Q0 ' "a byte order mark is no part of a query"
printf 'q\tnowhere\n' >empty
run_search -d idx --batch=empty --format=json
out_is '{"qid":"q","count":0,"end":true,"version":1}' "an empty answer has its end"
run_search -d idx --batch=empty
out_is '== q: nowhere ==
== end of q: 0 ==' "in text, too"
head -c 1100000 /dev/zero | tr '\0' a >endless
run_search -d idx --batch=endless --format=trec
err_is "dateline-search: endless: line 1 is longer than 1048576 bytes" "a line without an end"
mkfifo queries-pipe answers-pipe
timeout 60 "$BIN/dateline-search" -d idx --batch=queries-pipe --count >answers-pipe &
exec 9<answers-pipe 8>queries-pipe
echo wheat >&8
read -r answer <&9
is "$answer" "1	1" "through a pipe, a query is answered before the next one is asked"
echo nowhere >&8
read -r answer <&9
is "$answer" "2	0" "and so is the next one"
cp -r idx kept
echo '{"id":"late","title":"Nowhere to go"}' >late.jsonl
run_index -d idx late.jsonl
sleep 1
echo nowhere >&8
read -r answer <&9
exec 8>&- 9<&-
is "$answer" "3	1" "from what was committed meanwhile"
wait
rm -rf idx
mv kept idx
for engine in native xapian; do
    mkdir "rebuilt-$engine"
    echo '{"id":"one","title":"First"}' >"rebuilt-$engine/feed.jsonl"
    run_index --engine=$engine -d "$engine" "rebuilt-$engine"
    timeout 60 "$BIN/dateline-search" -d "$engine" --batch=queries-pipe --count >answers-pipe &
    exec 9<answers-pipe 8>queries-pipe
    echo first >&8
    read -r answer <&9
    echo '{"id":"two","title":"Second"}' >"rebuilt-$engine/feed.jsonl"
    run_index -d "$engine" --rebuild
    sleep 1
    echo second >&8
    read -r answer <&9
    exec 8>&- 9<&-
    is "$answer" "2	1" "$engine: and from the index that --rebuild put in its place"
    wait
done

run_search -d idx --explain 'rail* -wheat date:2024'
err_like '^query:     NOT\(AND\(rail\*, date:2024-01-01..2024-12-31\), wheat\)$' "explain"
run_search -d idx --explain 'ralway~1'
err_like '^query:     OR\(ralway, railway\^0\.4\)$' "explain names the other spellings with their weights"

run_search -d idx --similar=a3 --format=tsv
status_is 0 "similar articles"
is "$(head -n 1 "$T/out" | cut -f 3)" a4 "the nearest first, itself left out"

# Other spellings: by whole words, not by the stems that are indexed, and only such as articles have.
cat >words.jsonl <<'EOF'
{"id":"w1","title":"Nationalities","text":"Two nationalities were named. Somewhat later the charming mapping of maps began.","language":"en"}
{"id":"w2","title":"May","text":"In May they may come. Activities go on; an activity ended.","language":"en"}
EOF
run_index -d words words.jsonl
offers() { # OFFER WORD
    run_search -d words "$2"
    err_is "dateline-search: no article has '$2'$1" "'$2'"
}
offers '; did you mean nationalities?' nationalitides
offers '; did you mean somewhat?' omewhat
offers '; did you mean charming?' dharming
offers '; did you mean mapping?' maping
offers '; did you mean activity?' activoty
offers '' zzzzzz
offers '' q1

# Dates as they are typed, read whole or refused; a query that begins with a dash.
cat >dates.jsonl <<'EOT'
{"id":"jan","title":"a","text":"flood vietnam","date":"2024-01-10"}
{"id":"feb","title":"a","text":"flood","date":"2024-02-20"}
{"id":"mar","title":"a","text":"flood dam","date":"2024-03-10"}
{"id":"none","title":"a","text":"drought"}
EOT
for engine in native xapian; do
    run_index -d "dates-$engine" --engine=$engine dates.jsonl
    found() {
        want=$1
        shift
        run_search -d "dates-$engine" --format=tsv --fields=id --sort=oldest "$@"
        is "$(tr '\n' ' ' <out)" "$want" "$engine: $*"
    }
    found 'feb mar ' '--date=2024-02 - 2024-03'
    found 'feb mar ' '--date=Feb 2024 - Mar 2024'
    found 'feb mar ' '--date=2024-02,2024-03'
    found 'jan mar ' 'flood date:2024-01,2024-03'
    found 'feb mar ' '--date=since 2024-02'
    found 'jan ' '--date=before 2024-02'
    found 'jan feb mar ' 'flood date:2024-Q1'
    found 'feb mar ' --from=2024-02 '*'
    found 'jan feb ' --to=2024-02 '*'
    found 'mar ' --date=2024-01,2024-03 --from=2024-02
    for bad in '--date=2024-02:2024-03' '--date=2024-02-2O' '--date=2024-00' '--date=A..B..C' '--date=2024-01..2024-02..2024-03' \
        'date:2024-02foo' '--date=2024-02-29 +7d' '--date=summer 2024' '--from=2024-02 - 2024-03' '--to=2024-02,2024-03' '--from=since 2024'; do
        found '' "$bad"
        is "$status" 2 "$engine: is refused"
    done
    found 'feb mar ' '-vietnam flood'
    found 'jan feb ' '-dam flood'
    found 'jan feb mar ' '-house prices OR flood'
    found 'jan feb ' 'flood -date:2024-03'
    found 'feb mar none ' -- -vietnam
done
for arg in -Vietnam -house -border -dam -cuba; do
    run_search -d dates-native "$arg"
    status_is 2 "$arg"
    err_like "^dateline-search: $arg: is this a word to exclude. Then put the query in quotes, or -- before it" "asks for --"
done
run_search -d dates-native -n1 -oh
status_is 0 "flags in one argument"

# Words that are written as several, syntax of other tools, values of fields.
cat >kinds.jsonl <<'EOT'
{"id":"covid","title":"a","text":"COVID-19 wards; al-Shabaab; a Boeing 737-800","language":"en"}
{"id":"noise","title":"a","text":"12 shared 80 cars","language":"en"}
{"id":"zh","title":"a","text":"北京大学","language":"zh"}
{"id":"zh2","title":"a","text":"大家好","language":"zh"}
{"id":"trade","title":"a","text":"The trade agreement of cocoa farmers","language":"en","source":"Tuổi Trẻ"}
{"id":"talks","title":"a","text":"trade talks, a new agreement","language":"en","source":"AFP, Reuters","date":"2024","country":"LA"}
EOT
for engine in native xapian; do
    run_index -d "kinds-$engine" --engine=$engine kinds.jsonl
    found() {
        want=$1
        shift
        run_search -d "kinds-$engine" -n 0 --format=tsv --fields=id "$@"
        is "$(sort out | tr '\n' ' ')" "$want" "$engine: $*"
    }
    found 'covid ' 'covid-1*'
    found 'covid ' 'al-sha*'
    found 'covid ' '737-8*'
    found 'zh ' '北京大*'
    found 'noise talks trade zh zh2 ' 'NOT covid-1*'
    found '' 'title:covid-1*'
    found 'trade ' '"trade agreem*"'
    found 'talks ' '"new agree*"'
    found 'talks trade ' '"trade agreement"~5'
    found 'trade ' '"trade * of"'
    found 'talks ' '"trade * * new"'
    found 'trade ' '«trade agreement»'
    found 'trade ' '„trade agreement“'
    found 'zh ' '「北京大学」'
    found 'talks ' 'trade !farmers'
    found 'noise trade ' 'shared || farmers'
    found 'trade ' 'trade && farmers'
    found 'trade ' 'co?oa'
    found 'trade ' 'c*oa'
    found 'trade ' 'source:"Tuoi Tre"'
    found 'trade ' --source='tuổi trẻ'
    found 'talks ' 'source:"AFP, Reuters"'
    found 'talks trade ' '--source=AFP, Reuters,Tuoi Tre'
    found 'covid noise talks trade ' language:English
    found 'covid noise trade zh zh2 ' date:none
    found 'covid noise trade zh zh2 ' --date=none
    found 'noise trade zh2 ' country:none -- -大学
    found '' language:xx
    is "$status" 2 "$engine: an unknown language is an error"
    found 'talks ' -c LA ''
done

# Many matches in one text, checked to be UTF-8 once.
awk 'BEGIN { printf "{\"id\":\"many\",\"title\":\"a\",\"text\":\""; for (i = 0; i < 20000; i++) printf "kilo\303\251 "; print "\"}" }' >many.jsonl
run_index -d many many.jsonl
run_search -d many --grep='kilo.' -o '*'
is "$(wc -l <out)" 20000 "every match of --grep -o"
is "$(sort -u out)" 'many	kiloé' "each of them whole"

done_testing
