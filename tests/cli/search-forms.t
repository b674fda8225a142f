#!/bin/sh
# What is written in several ways is found in each: figures, hyphens, apostrophes, acronyms, signs, emoji, underscores, names in
# Han and Kana. Both engines.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

cd "$T" || exit 1
cat >forms.jsonl <<'EOT'
{"id":"sg","title":"a","text":"An F-16 in 1990; a 747.","language":"en"}
{"id":"pl","title":"a","text":"Two F-16s in the 1990s; 747s.","language":"en"}
{"id":"ap","title":"a","text":"Two F-16's in the 1990's; 747's.","language":"en"}
{"id":"nn","title":"a","text":"On compta 10\u202f500 morts.","language":"fr"}
{"id":"nb","title":"a","text":"On compta 10\u00a0500 morts.","language":"fr"}
{"id":"de","title":"a","text":"Es waren 10.500 Tote.","language":"de"}
{"id":"en","title":"a","text":"They counted 10,500 dead.","language":"en"}
{"id":"list","title":"a","text":"sections 101,102,103 of the act","language":"en"}
{"id":"chiba","title":"a","text":"千葉県警は男を逮捕した。","language":"ja"}
{"id":"yoko","title":"a","text":"横浜市長が会見した。","language":"ja"}
{"id":"tokyo","title":"a","text":"東京都知事が会見した。","language":"ja"}
{"id":"gd","title":"a","text":"广东省长表示，解放军方，发改委员。","language":"zh"}
{"id":"al","title":"a","text":"الحكومة","language":"ar"}
{"id":"wal","title":"a","text":"والحكومة","language":"ar"}
{"id":"hyphen","title":"a","text":"An e-mail on co-operation and COVID-19 by O'Brien of Xi'an","language":"en"}
{"id":"joined","title":"a","text":"An email on cooperation and COVID19 by OBrien of Xian","language":"en"}
{"id":"dots","title":"a","text":"The U.S. army","language":"en"}
{"id":"caps","title":"a","text":"The US army","language":"en"}
{"id":"pronoun","title":"a","text":"It told us so","language":"en"}
{"id":"cpp","title":"a","text":"Written in C++ and C# on .NET at AT&T","language":"en"}
{"id":"c","title":"a","text":"Written in C on net at T","language":"en"}
{"id":"wave","title":"a","text":"high water 🌊"}
{"id":"fire","title":"a","text":"high water 🔥 🇻🇳"}
{"id":"under","title":"a","text":"a post by @mekong_watch and report_final.pdf","language":"en"}
{"id":"river","title":"a","text":"the Mekong and its watch towers","language":"en"}
EOT
for engine in native xapian; do
    run_index -d "$engine" --engine=$engine forms.jsonl
    found() {
        want=$1
        shift
        run_search -d "$engine" -n 0 --format=tsv --fields=id "$@"
        is "$(sort out | tr '\n' ' ')" "$want" "$engine: $*"
    }
    first() {
        run_search -d "$engine" -n 1 --format=tsv --fields=id "$2"
        is "$(cat out)" "$1" "$engine: $2 finds itself first"
    }
    found 'ap pl sg ' F-16
    found 'ap pl ' F-16s
    found 'ap pl ' "F-16's"
    found 'ap pl sg ' 747
    found 'ap pl ' 1990s
    found 'ap pl ' "1990's"
    found 'ap pl sg ' 1990
    found 'de en nb nn ' 10500
    found 'de en nb nn ' 10,500
    found 'de en nb nn ' 10.500
    found 'de en nb nn ' "$(printf '10\302\240500')"
    found 'nb nn ' '10 500'
    found 'list ' 102
    found 'list ' 103
    found 'chiba ' 千葉県
    found 'chiba ' 千葉
    found 'yoko ' 横浜市
    found 'tokyo ' 東京都
    found 'tokyo ' '東京都 知事'
    found 'gd ' 广东省
    found 'gd ' 解放军
    found 'gd ' 发改委
    found '' 県千葉
    found '' 千葉市
    found 'al wal ' الحكومة
    found 'al wal ' والحكومة
    for query in e-mail email co-operation cooperation COVID-19 covid19 "O'Brien" OBrien "Xi'an" Xian; do
        found 'hyphen joined ' "$query"
    done
    found 'caps dots ' U.S.
    found 'caps dots pronoun ' us
    found 'caps dots ' '"U.S. army"'
    first cpp C++
    first cpp C#
    first cpp .NET
    first cpp 'AT&T'
    found 'c cpp ' C
    found 'wave ' 🌊
    found 'wave ' 'water 🌊'
    found 'fire ' 'water NOT 🌊'
    found 'fire ' 🇻🇳
    found 'river under ' mekong
    found 'under ' mekong_watch
    found 'under ' report
    found 'under ' final.pdf
    found 'under ' 'mekong_wat*'
done

done_testing
