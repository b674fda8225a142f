#!/bin/sh
# JSON by the meaning of its fields: many vocabularies, wrappers, dates in numbers, languages by name, what cannot be used.
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

mkdir "$T/news"
# shown FIELDS: the articles of $T/news, one a line, in the order of their ids.
shown() {
    rm -rf "$T/idx"
    run_index -d "$T/idx" "$T/news"
    cp "$T/err" "$T/index-err"
    run_search -d "$T/idx" -n 0 --format=tsv --fields="id,$1" '*'
    sort "$T/out"
}
# reads NAME JSON EXPECTED: title|text|date|source of the article.
reads() {
    rm -f "$T/news"/*
    printf '%s\n' "$2" >"$T/news/a.json"
    is "$(shown title,text,date,source | cut -f 2- | tr '\t' '|')" "$3" "$1"
}

reads 'nested titles and texts' \
    '{"title":{"rendered":"Port &#038; pier"},"content":{"rendered":"<p>Ships came.<\/p>\n<p>They left.<\/p>"},"date":"2021-03-04T10:00:00","link":"https://www.port.example/1"}' \
    'Port & pier|Ships came. They left.|2021-03-04|port.example'
reads 'paragraphs in sections' \
    '{"headline":{"main":"Two sections"},"body":{"sections":[{"paragraphs":["One.","Two."]},{"paragraphs":["Three."]}]},"pub_date":"2020-02-01","publisher":{"name":"The Post"}}' \
    'Two sections|One. Two. Three.|2020-02-01|The Post'
reads 'blocks that say what they are' \
    '{"contents":[{"type":"title","content":"A bridge opens"},{"type":"image","content":"no text"},{"type":"paragraph","content":"It is long."}],"published_date":1614816000000}' \
    'A bridge opens|It is long.|2021-03-04|'
reads 'the longest of several bodies' \
    '{"Title":"Rain","content":"Rain fell [+99 chars]","body_html":"<div>Rain fell over the whole of the coast.</div>","description":"Wet","publishedAt":"2021-03-04T10:00:00Z","source":{"id":null,"name":"Coast News"}}' \
    'Rain|Rain fell over the whole of the coast.|2021-03-04|Coast News'
reads 'a description when there is no body' \
    '{"webTitle":"Only a summary","trailText":"This is <b>all</b>.","webPublicationDate":"2021-03-04T10:00:00Z"}' 'Only a summary|This is all.|2021-03-04|'
reads 'an export of a search server' '{"_index":"n","_id":"7","_source":{"title":"Inner","text":"Words.","date":"2021-03-04"}}' \
    'Inner|Words.|2021-03-04|'
reads 'an address that stands for a source' '{"title":"Host","text":"Words.","source":"https://www.host.example/news/"}' 'Host|Words.||host.example'

# Dates as programs write them.
date_is() {
    rm -f "$T/news"/*
    printf '{"title":"T","text":"x","date":%s}\n' "$1" >"$T/news/a.jsonl"
    is "$(shown date | cut -f 2)" "$2" "the date $1"
}
date_is 1614852000 2021-03-04
date_is 1614852000.25 2021-03-04
date_is 1.614852e9 2021-03-04
date_is 1614852000000 2021-03-04
date_is 1614852000000000 2021-03-04
date_is 1614852000000000000 2021-03-04
date_is -3600 1969-12-31
date_is -86400000000 1967-04-07
date_is '"/Date(1614852000000+0700)/"' 2021-03-04
date_is '"2021-03-04T23:30:00-05:00"' 2021-03-04
date_is 20210304 2021-03-04
date_is 2021.0 2021
date_is '[2021,3,4,10,30]' 2021-03-04
date_is '{"$date":{"$numberLong":"1614852000000"}}' 2021-03-04
date_is '{"year":2021,"month":3,"day":4}' 2021-03-04
date_is '"2564-03-04"' 2021-03-04
date_is 44259.5 2021-03-04

# Languages.
rm -f "$T/news"/*
for language in english eng EN-gb français chi zh-Hans 'no such'; do
    printf '{"id":"%s","title":"T","text":"x","language":"%s"}\n' "$language" "$language"
done >"$T/news/a.jsonl"
is "$(shown language | tr '\n\t' ',=')" 'EN-gb=EN-gb,chi=zh,eng=en,english=en,français=fr,no such=,zh-Hans=zh-Hans,' 'languages by name or code'

# What APIs wrap around articles.
wrapped() {
    rm -f "$T/news"/*
    printf '%s\n' "$2" >"$T/news/a.json"
    is "$(shown title | cut -f 2 | tr '\n' ',')" "$3" "$1"
    is "$(cat "$T/index-err")" '' "$1: quietly"
}
one='{"title":"One","text":"1"}' two='{"title":"Two","text":"2","tags":[{"title":"x"}]}'
wrapped 'articles' "{\"status\":\"ok\",\"total\":2,\"articles\":[$one,$two],\"next\":null}" 'One,Two,'
wrapped 'docs in a response' "{\"response\":{\"meta\":{\"hits\":2},\"docs\":[$one,$two]},\"copyright\":{\"title\":\"c\"}}" 'One,Two,'
wrapped 'hits in hits' "{\"took\":1,\"hits\":{\"total\":2,\"hits\":[{\"_source\":$one},{\"_source\":$two}]}}" 'One,Two,'
wrapped 'a feed with a title of its own' "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Feed\",\"items\":[$one,$two]}" 'One,Two,'
wrapped 'a map of articles' "{\"17\":$one,\"18\":$two}" 'One,Two,'
wrapped 'lists by day' "{\"2021-03-04\":[$one],\"2021-03-05\":[$two]}" 'One,Two,'
wrapped 'one response a line' "{\"articles\":[$one]}
{\"articles\":[$two]}" 'One,Two,'
wrapped 'an article with lists of its own' '{"title":"Own","items":[{"name":"x","url":"http://x.example/"}],"text":"y","results":[]}' 'Own,'
wrapped 'an object spread over lines' '{"title":"Spread","x":[1
],"text":"b"}' 'Spread,'

# A long wrapper, and one that is still being written.
rm -f "$T/news"/*
long() {
    printf '{"n":4000,"results":[\n'
    awk 'BEGIN { for (i = 0; i < 4000; i++) { printf "%s{\"id\":\"n%d\",\"title\":\"Story %d\",\"text\":\"", i ? ",\n" : "", i, i; for (k = 0; k < 30; k++) printf "words of it "; printf "\"}" } }'
}
{ long; printf '],"more":{"title":"no article"}}\n'; } >"$T/news/a.json"
is "$(shown title | wc -l)" 4000 'a wrapper of any length'
long >"$T/news/a.json"
run_index -d "$T/idx2" "$T/news"
err_is "dateline-index: $T/news/a.json: still being written: what follows article 4000 is left for the next run" 'a list that is not closed is reported'
status_is 0 'which is no failure'
{ long; printf ',{"id":"last","title":"Last","text":"x"}]}\n'; } >"$T/news/a.json"
run_index -v -d "$T/idx2" "$T/news"
err_like '^dateline-index: 1 articles added' 'and is read on from there'
printf '[{"title":"Cut","text":"x"},' >"$T/news/a.json"
touch -d 2020-01-01 "$T/news/a.json"
run_index -d "$T/idx3" "$T/news"
err_is "dateline-index: $T/news/a.json: its list is not closed after article 1: the file may be cut short" 'a list that was cut long ago'

# What cannot be used is named; a configuration may say what it is.
rm -f "$T/news"/*
for i in 1 2; do printf '{"n":%d,"überschrift":"Zeile","inhalt_lang":"Wörter und Worte"}\n' $i; done >"$T/news/a.jsonl"
shown title >/dev/null
is "$(head -n 1 "$T/index-err")" "dateline-index: $T/news/a.jsonl:1: article skipped: no field for the title or the text among: n, überschrift, inhalt_lang" 'the names of what there is'
cat >"$T/config" <<END
field.title = Überschrift, überschrift
field.body = inhalt-lang
END
run_index --config="$T/config" -d "$T/idx4" "$T/news"
status_is 0 'mapped by the configuration'
run_search -d "$T/idx4" -n 0 --format=tsv --fields=title,text '*'
is "$(tail -n 1 "$T/out")" 'Zeile	Wörter und Worte' 'and read'
echo 'field.colour = x' >"$T/config"
run_index --config="$T/config" --status
status_is 2 'there is no such meaning'
err_like 'config:1: field.colour: there is no such field' 'and that is said'

# Without a store the text comes from the file, by the same reader; what is a row of a table is not shown as another.
rm -f "$T/news"/*
printf '{"headline":"Elsewhere","articleBody":"<p>Its words.</p>","n":1}\n{"headline":"Next","text":"x"}\n' >"$T/news/a.jsonl"
printf 'title,text\nRow,its cell\nOther,cells\n' >"$T/news/b.csv"
run_index --no-store -d "$T/idx5" "$T/news"
run_search -d "$T/idx5" -n 0 --format=tsv --fields=title,text '*'
is "$(sort "$T/out" | tr '\n\t' ',=')" 'Elsewhere=Its words.,Next=x,Other=,Row=,' 'the text of an index without a store'

done_testing
