#!/bin/sh
# A few articles in another language add their forms of a word only where they hold it.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

cd "$T" || exit 1
cat >news.jsonl <<'EOF'
{"id":"e1","title":"Sales","text":"They sold for 4 mln dlrs in march.","language":"en"}
{"id":"e2","title":"Dlr","text":"The dlr fell.","language":"en"}
{"id":"f1","title":"Chevaux","text":"Les chevaux nationaux courent.","language":"fr"}
{"id":"s1","title":"Ferrocarriles","text":"Los ferrocarriles nacionales.","language":"es"}
EOF

for engine in native xapian; do
    index=$engine
    rm -rf "$index"
    run_index -d "$index" --engine=$engine news.jsonl
    status_is 0 "$engine: indexed"
    # Snowball's French cuts "dlrs" to "dlr", its English does not: no French article has either.
    finds e1 dlrs
    finds e2 dlr
    finds e1 '"mln dlrs"'
    finds f1 cheval
    finds f1 '"chevaux nationaux"'
    finds f1 'title:cheval'
    finds s1 ferrocarril
    finds s1 'ferrocarril nacional'
    run_search -d "$index" --explain dlrs
    err_like '^query: +dlrs$' "$engine: one form is looked for"
done

# A stem is one of its language: in another it is another word, and found only when it is written so.
cat >two.jsonl <<'EOF'
{"id":"e1","title":"Rice of Laos","text":"Laos bans tins and cans. He hangs thongs. President Xi ate.","language":"en"}
{"id":"e2","title":"A ban","text":"The ban on a can of tin may hang.","language":"en"}
{"id":"v1","title":"Lao động","text":"Người lao động có hàng, tin, ban, can và thông. Xi măng.","language":"vi"}
{"id":"v2","title":"Laos","text":"Việt Nam và Laos.","language":"vi"}
{"id":"d1","title":"Die","text":"Ware ist da. Die Bans.","language":"de"}
EOF
for engine in native xapian; do
    index=$engine
    rm -rf "$index"
    run_index -d "$index" --engine=$engine two.jsonl
    finds 'e1 v2' laos
    finds 'e1 v2' LAOS
    finds 'e1 v1' lao
    finds 'd1 e1 e2' bans
    finds 'e1 e2' tins
    finds 'e1 e2 v1' tin
    finds 'e1 e2' cans
    finds 'e1 e2' hangs
    finds 'e1' thongs
    finds 'e1' 'title:"rice of laos"'
    finds 'e1 v2' 'title:laos'
    finds 'e1' '"laos bans"'
    finds 'e1' 'laos bans'
    finds 'e1 v1' xi
    finds 'd1 e2 v1' '* -laos'
done

done_testing
