#!/bin/sh
# =word finds that spelling only, and word* only words that begin so, on both engines.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

cd "$T" || exit 1
cat >news.jsonl <<'E2'
{"id":"gov1","title":"The government","text":"It met.","language":"en"}
{"id":"gov2","title":"Governing","text":"Governors governed.","language":"en"}
{"id":"org1","title":"A","text":"One ORGANIZATION met.","language":"en"}
{"id":"org2","title":"B","text":"Organizations organize organizers.","language":"en"}
{"id":"uni","title":"C","text":"The universe of covid-19.","language":"en"}
{"id":"uni2","title":"University","text":"The university of covid-20.","language":"en"}
{"id":"lo1","title":"D","text":"Chủ tịch Lương Cường thăm Lào.","language":"vi"}
{"id":"lo2","title":"E","text":"Luong Cuong came to Laos.","language":"en"}
{"id":"ru","title":"F","text":"Переговоры о зерне.","language":"ru"}
{"id":"ru2","title":"G","text":"Переговорах шла речь.","language":"ru"}
E2
for engine in native xapian; do
    index=$engine
    run_index --engine=$engine -d "$engine" news.jsonl
    status_is 0 "$engine: indexed"
    finds 'org1 org2' organization
    finds org1 =organization
    finds org1 =Organization
    finds org2 =organizations
    finds '' =organiz
    finds gov1 '=government'
    finds gov1 'title:=government'
    finds '' 'title:=met'
    finds gov1 'met =government'
    finds 'gov1 org1' 'met'
    finds 'gov1' 'met -=organization'
    finds 'gov1 org2' '=government OR =organizations'
    finds uni =covid-19
    finds lo1 '=Lào'
    finds ru '=переговоры'
    finds gov1 'governm*'
    finds gov2 'governi*'
    finds gov2 'governo*'
    finds uni 'universe*'
    finds uni2 'universit*'
    finds uni2 'title:universit*'
    finds 'org1' 'organizat* met'
    finds 'org2' 'organize*'
    finds ru2 'переговорах*'
done
run_index --no-store -d thin news.jsonl
run_search -d thin -n 0 --format=tsv =organizations
out_like org2 "without a store the file is read"
# Characters of both kinds and long vowels meet.
cat >han.jsonl <<'E2'
{"id":"a","title":"a","text":"台灣經濟。"}
{"id":"b","title":"b","text":"臺灣經濟。"}
{"id":"c","title":"c","text":"台湾经济。"}
{"id":"d","title":"d","text":"サーバを買う。"}
{"id":"e","title":"e","text":"サーバーを買う。"}
E2
for engine in native xapian; do
    index=$engine
    rm -rf "$engine"
    run_index --engine=$engine -d "$engine" han.jsonl
    for query in 台灣 臺灣 台湾 經濟 经济 '"台湾经济"'; do
        finds 'a b c' "$query"
    done
    finds 'd e' サーバ
    finds 'd e' サーバー
    finds 'd e' 'サーバ -台湾'
done
done_testing
