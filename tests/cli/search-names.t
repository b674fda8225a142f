#!/bin/sh
# name:"..." finds a person however the name is spelled, and nobody else of a name like it, on both engines.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

cd "$T" || exit 1
cat >news.jsonl <<'E2'
{"id":"soleimani","title":"Raid","text":"Iran mourned General Qassem Suleimani, who was killed in Baghdad."}
{"id":"qasemi","title":"Minister","text":"Rostam Qasemi met Parviz Soleimani in Tehran."}
{"id":"xi-en","title":"Visit","text":"President Xi Jinping arrived."}
{"id":"xi-zh","title":"访问","text":"国家主席习近平昨天在北京会见外宾。"}
{"id":"li","title":"Premier","text":"Premier Li Qiang arrived in Xian."}
{"id":"lam","title":"Thăm","text":"Tổng Bí thư Tô Lâm thăm Lào."}
{"id":"lam2","title":"Visit","text":"To Lam came to Laos."}
{"id":"putin-ru","title":"Речь","text":"Президент Владимир Путин выступил в Москве."}
{"id":"putin-en","title":"Speech","text":"Vladimir Vladimirovich Putin spoke."}
{"id":"putina","title":"Speech","text":"Lyudmila Putina spoke, and Vladimir Medinsky listened."}
{"id":"abbas","title":"خطاب","text":"قال محمود عباس إن السلام ممكن."}
{"id":"gaddafi","title":"Libya","text":"Muammar al-Gaddafi ruled Libya."}
{"id":"juncker","title":"Union","text":"J.-C. Juncker, and Jean-Claude Trichet."}
{"id":"juncker2","title":"Union","text":"Jean-Claude Juncker spoke."}
{"id":"fox","title":"Mexico","text":"Vicente Fox spoke with Robert Fico."}
{"id":"kim","title":"Seoul","text":"Kim Jong-un and Kim Jongil."}
{"id":"tsipras","title":"Αθήνα","text":"Ο Αλέξης Τσίπρας μίλησε."}
E2
for engine in native xapian; do
    index=$engine
    run_index --engine=$engine -d "$engine" news.jsonl
    status_is 0 "$engine: indexed"
    finds soleimani 'name:"Qasem Soleimani"'
    finds soleimani 'name:"Kassim Sulaymani"'
    finds soleimani 'name:"Soleimani Qasem"'
    finds 'xi-en xi-zh' 'name:"Xi Jinping"'
    finds 'xi-en xi-zh' 'name:"Xi Jin Ping"'
    finds 'xi-en xi-zh' 'name:习近平'
    finds '' 'name:李近平'
    finds 'lam lam2' 'name:"Tô Lâm"'
    finds 'lam lam2' 'name:"To Lam"'
    finds 'putin-en putin-ru' 'name:"Vladimir Putin"'
    finds 'putin-en putin-ru' 'name:"Владимир Путин"'
    finds 'putin-en putin-ru' 'name:"V. Putin"'
    finds 'putin-en putin-ru' 'name:"Vladmir Putin"'
    finds 'abbas' 'name:"Mahmoud Abbas"'
    finds 'gaddafi' 'name:"Moammar Gadafi"'
    finds 'juncker juncker2' 'name:"Jean Claude Junker"'
    finds '' 'name:"Roberto Fox"'
    finds '' 'name:"Roman Fico"'
    finds 'kim' 'name:"Kim Jong Un"'
    finds 'tsipras' 'name:"Alexis Tsipras"'
    finds 'putin-ru' 'name:"Vladimir Putin" Москве'
    finds 'putina' 'Vladimir -name:"Vladimir Putin"'
    finds 'fox xi-en xi-zh' 'name:"Xi Jinping" OR name:"Vicente Fox"'
    finds '' 'title:Raid name:"Vicente Fox"'
    run_search -d "$engine" 'name: Fox'
    status_is 2 "$engine: a blank after name: is refused"
done
done_testing
