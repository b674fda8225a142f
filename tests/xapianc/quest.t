#!/bin/sh
# Other tools of the Xapian world on an index of the Xapian engine: quest and the Python binding find by Xapian's own
# query parser what dateline-search finds, for words, phrases, titles and dates.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

if ! command -v quest >/dev/null; then
    echo "1..0 # SKIP no quest (apt-get install xapian-tools)"
    exit 0
fi
mkdir "$T/news"
cat >"$T/news/a.jsonl" <<'X'
{"id":"a1","title":"Presidents meet in Vientiane","date":"2024-10-22","language":"en","text":"The presidents of both countries signed a trade agreement. Floods were not discussed."}
{"id":"a2","title":"A flooded valley","date":"2024-10-23","language":"en","text":"The president visited the valley. Agreements on trade were put off."}
{"id":"a3","title":"Rice prices","date":"2023-01-05","language":"en","text":"Prices rose in Luang Prabang after the flooding. Traders agree."}
{"id":"a4","title":"Hochwasser am Mekong","date":"2024-11-01","language":"de","text":"Die Straßen von Vientiane standen unter Wasser, sagte der Präsident."}
X
run_index --engine=xapian -d "$T/idx" "$T/news"
status_is 0 "an index is made"
ours() { "$BIN/dateline-search" -d "$T/idx" -n 0 --format=json "$@" 2>/dev/null | sed 's/.*"id":"\([^"]*\)".*/\1/' | sort | tr '\n' ' '; }

# Value slot 1 holds the id.
theirs() { quest -s english -p title:S -d "$T/idx" -m 100 "$1" 2>/dev/null | sed -n 's/^\([0-9]*\): \[.*/\1/p' | while read -r doc; do
    xapian-delve -r "$doc" -V1 "$T/idx" | sed -n 's/^Value 1 for record #[0-9]*: //p'
done | sort | tr '\n' ' '; }
for query in president flooding agreement countries valley trade 'title:flooded' 'title:president' '"trade agreement"' \
    '"presidents of both"' '"luang prabang"' 'president AND valley' 'Vientiane' 'flood NOT valley'; do
    is "$(theirs "$query")" "$(ours "$query")" "quest finds what dateline-search finds for $query"
done
ok "which is not nothing" test "$(theirs president)" = "a1 a2 "

python=
for p in python3 /usr/bin/python3; do # the binding is Debian's, which another Python on PATH does not see
    [ -n "$python" ] || ! "$p" -c 'import xapian' 2>/dev/null || python=$p
done
if [ -z "$python" ]; then
    pass "# SKIP no Python binding (apt-get install python3-xapian)"
    done_testing
    exit
fi
cat >"$T/find.py" <<'X'
import sys, xapian
db = xapian.Database(sys.argv[1])
parser = xapian.QueryParser()
parser.set_database(db)
parser.set_stemmer(xapian.Stem('en'))
parser.add_prefix('title', 'S')
parser.add_boolean_prefix('country', 'N')
parser.add_boolean_prefix('month', 'M')
parser.add_rangeprocessor(xapian.DateRangeProcessor(0))
query = parser.parse_query(sys.argv[2], parser.FLAG_DEFAULT | parser.FLAG_WILDCARD)
enquire = xapian.Enquire(db)
enquire.set_query(query)
print(''.join(sorted(m.document.get_value(1).decode() + ' ' for m in enquire.get_mset(0, 100))))
X
binding() { "$python" "$T/find.py" "$T/idx" "$1"; }
for query in president '"trade agreement"' 'title:flooded' flooding; do
    is "$(binding "$query")" "$(ours "$query")" "the Python binding, too, for $query"
done
is "$(binding 'president month:202410')" "$(ours --date=2024-10 president)" "a month is a term"
is "$(binding 'president 2024-10-23..2024-11-30')" "$(ours --from=2024-10-23 --to=2024-11-30 president)" "a range of days is a value"
is "$(binding 'flood*')" 'a1 a2 a3 ' "a prefix means written words"
done_testing
