#!/bin/sh
# author:, section:, tag:, url: and id: in queries, on both engines, and what --facets counts of them.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

cd "$T" || exit 1
cat >news.jsonl <<'E2'
{"id":"x/1","title":"Rice","text":"Rice is dear.","author":"Jane Smith","section":"Business","tags":["climate change","rice"],"url":"https://www.example.com/news/2024/rice.html","date":"2024-10-01"}
{"id":"x/2","title":"Rain","text":"Rain is near.","author":["Bob Smithson","Trần Thị Hà"],"section":"World/Asia","tags":"climate","url":"http://m.example.com/news/2024/rain","date":"2024-10-02"}
{"id":"x,3","title":"Snow","text":"Snow is here.","author":"SMITH, Anne","section":"World","tags":["Climate Change"],"url":"https://example.com/News/snow/","date":"2024-10-03"}
{"id":"ein (4)","title":"Dust","text":"Dust is there.","author":"习近平","tags":["東京都","dust"],"url":"https://myexample.com/news/dust?a=1,2&b=c","date":"2024-10-04"}
{"id":"x/5","title":"Fog","text":"Fog is all over rice.","date":"2024-10-05"}
E2

for engine in native xapian; do
    index=$engine
    run_index --engine=$engine -d "$engine" news.jsonl
    status_is 0 "$engine: indexed"
    finds 'x,3 x/1' 'author:smith'
    finds 'x/1' 'author:"jane smith"'
    finds '' 'author:"smith jane"'
    finds 'x,3' 'author:"Smith, Anne"'
    finds 'x,3 x/1 x/2' 'author:smith*'
    finds 'x/2' 'author:"tran thi ha"'
    finds 'ein (4)' 'author:近平'
    finds 'x/2 x/5' '-author:smith -author:近平'
    finds 'x,3 x/1 x/2' 'tag:climate'
    finds 'x/2' 'tag:=climate'
    finds 'x,3 x/1' 'tag:"=climate change"'
    finds 'ein (4) x/1' 'tag:rice,dust'
    finds 'ein (4)' 'tag:東京'
    finds 'x/1' 'rice tag:rice'
    finds 'x,3 x/2' 'section:world'
    finds 'x,3' 'section:=world'
    finds 'x/2' 'section:asia'
    finds 'x/1' 'section:bus*'
    finds '' 'section:bus'
    finds 'x,3 x/1 x/2' 'url:example.com'
    finds 'x/2' 'url:m.example.com'
    finds '' 'url:com.example'
    finds 'x/1' 'url:https://www.example.com/news/2024/rice.html'
    finds 'x/1' 'url:EXAMPLE.com/news/2024/rice.html'
    finds '' 'url:example.com/news/2024/ric'
    finds 'x/1' 'url:example.com/news/*'
    finds 'x,3' 'url:http://example.com/News/snow'
    finds 'ein (4)' 'url:https://myexample.com/news/dust?a=1,2&b=c'
    finds 'x/1' 'id:x/1'
    finds 'x,3' 'id:x,3'
    finds 'ein (4)' 'id:"ein (4)"'
    finds '' 'id:X/1'
    finds 'x/1 x/2' 'id:x/1 OR id:x/2'
    finds 'x/5' 'rice -id:x/1'
    run_search -d "$engine" 'author: smith'
    status_is 2 "$engine: a field without a value is refused"
    err_like "expected words of an author's name after author:" "$engine: and it says what is expected"
    run_search -d "$engine" --facets=tag,author,section -n 0 '*'
    out_like 'Climate Change' "$engine: facets give tags as written"
    out_like 'Trần Thị Hà' "$engine: and each author"
    out_like 'World/Asia' "$engine: and sections"
    run_search -d "$engine" --format=json --fields=id,author,section,tags -n 2 --sort=oldest '*'
    out_is '{"id":"x/1","author":["Jane Smith"],"section":["Business"],"tags":["climate change","rice"],"version":1}
{"id":"x/2","author":["Bob Smithson","Trần Thị Hà"],"section":["World/Asia"],"tags":["climate"],"version":1}' "$engine: --fields prints them"
done

# A correction's tags are found as others are.
run_index -d native --correct x/5 tags=+mist
status_is 0 "a tag is put on"
run_search -d native --format=tsv 'tag:mist'
out_like 'x/5' "and found"

done_testing
