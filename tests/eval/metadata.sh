#!/bin/sh
# How right the dates and countries are: index each collection of DATA (articles.jsonl.gz), list it, score it against
# gold.jsonl.gz.   tests/eval/metadata.sh BUILD SHARED     with SHARED/data/*/ and SHARED/eval/metadata.py
# Dates are also found from the raw text alone where the collection states them in its first line.
set -eu
build=$1
shared=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

score() { # score NAME GOLD ARTICLES [OPTION...]
    name=$1 gold=$2 articles=$3
    shift 3
    "$build/dateline-index" --quiet -d "$work/$name" --no-store "$@" "$articles"
    "$build/dateline-search" -d "$work/$name" -n 0 --format=json '*' >"$work/$name.jsonl"
    printf '== %s\n' "$name"
    python3 "$shared/eval/metadata.py" "$gold" "$work/$name.jsonl"
}

for set in reuters wikinews lgl vietnamese thai; do
    [ -f "$shared/data/$set/articles.jsonl.gz" ] || continue
    score $set "$shared/data/$set/gold.jsonl.gz" "$shared/data/$set/articles.jsonl.gz"
done

# Vietnamese news open with the day but seldom name the year: with a day shortly after the collection's last story.
score vietnamese-reference "$shared/data/vietnamese/gold.jsonl.gz" "$shared/data/vietnamese/articles.jsonl.gz" --reference-date=2021-05-15

# Of Reuters, the stories that have a dateline; the others are headlines alone.
zcat "$shared/data/reuters/gold.jsonl.gz" | grep '"dateline": true' >"$work/dateline-gold.jsonl"
printf '== reuters, with a dateline\n'
python3 "$shared/eval/metadata.py" "$work/dateline-gold.jsonl" "$work/reuters.jsonl" | grep '^date'

# Wikinews without its date line: whatever is asserted now must come from elsewhere, and must not be wrong.
zcat "$shared/data/wikinews/articles.jsonl.gz" | python3 -c '
import json, sys
for line in sys.stdin:
    r = json.loads(line)
    r["text"] = r["text"].lstrip().partition("\n")[2]
    print(json.dumps(r))' >"$work/bare.jsonl"
score wikinews-bare "$shared/data/wikinews/gold.jsonl.gz" "$work/bare.jsonl"

"$build/dateline-index" --quiet -d "$work/seeds" "$shared/seeds"
printf '== seeds\n'
"$build/dateline-search" -d "$work/seeds" -n 0 --format=json '*' | python3 -c '
import json, sys
for r in sorted(map(json.loads, sys.stdin), key=lambda r: r["id"]):
    print(r["id"].rpartition("/")[2][:3], r["date"], r["date_from"], ",".join(r["countries"]), "mentions", ",".join(r["mentions"]))'
