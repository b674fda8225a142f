#!/bin/sh
# The man pages name exactly the options of the programs, and the examples of dateline-query(7) run.
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

# Long options of a --help=all text or of a man page, sorted.
long_options() { grep -oE -- '--[a-z][a-z-]+' | sort -u; }

for program in dateline-index dateline-search; do
    "$BIN/$program" --help=all | grep -E '^ +(-.,)? *--' | sed 's/  [A-Z].*//' | long_options >"$T/help"
    sed 's/\\-/-/g' "$SRC/doc/$program.1" | grep -E '^\.(B|BR|TP) ' | long_options >"$T/man"
    is "$(diff "$T/help" "$T/man")" '' "$program(1) and --help=all name the same options"
done

run_index -d "$T/idx" "$SRC/corpus"
status_is 0 'the demo archive is indexed'
sed -n '/each line is run/,/^\.fi/p' "$SRC/doc/dateline-query.7" | sed '1d;$d' >"$T/examples"
ok 'dateline-query(7) has examples' test -s "$T/examples"
while read -r query; do
    run_search -d "$T/idx" --strict "$query"
    is "$status" 0 "found something: $query"
done <"$T/examples"

# The keys of JSON are those of the man page.
page=$SRC/doc/dateline-search.1
sed -n '/each key is looked for/,/^\.fi/p' "$page" | sed '1d;$d; s/ .*//' | sort >"$T/documented"
printf '{"id":"k","title":"Trains","text":"Longer trains.","url":"http://k.example/1","source":"Ann","language":"en"}\n' >"$T/k.jsonl"
run_index -d "$T/keys" --engine=xapian "$T/k.jsonl"
run_index -d "$T/half" --engine=xapian --shard=1/2 "$T/k.jsonl"
echo trains >"$T/queries"
run_search -d "$T/keys" -d "$T/half" --partial --format=json --collapse --batch="$T/queries"
cp "$T/out" "$T/all"
run_search -d "$T/keys" --format=json --show=k
cat "$T/out" >>"$T/all"
run_search -d "$T/keys" --format=json --fields=author,section,tags trains
cat "$T/out" >>"$T/all"
is "$(grep -oE '"[a-z_]+":' "$T/all" | tr -d '":' | sort -u | diff - "$T/documented")" '' 'dateline-search(1) names the keys of JSON'

# dateline-config(5)'s example is read, and every setting that it names is known.
sed -n '/^\.SH EXAMPLE/,/^\.fi/p' "$SRC/doc/dateline-config.5" | sed '1,2d;$d' >"$T/config"
ok 'dateline-config(5) has an example' grep -q '^\[source' "$T/config"
run_index --config="$T/config" --status
err_like 'there is no index|no index' "dateline-config(5)'s example is read"
sed 's/\\-/-/g' "$SRC/doc/dateline-config.5" >"$T/plain-config"
sed 's/\\-/-/g' "$SRC/doc/dateline-index-format.5" >"$T/plain-format"
for name in index=x engine=native shard=1/2 threads=1 no-store=yes reference-date=2024-01-01 corrections=/dev/null wait=1 max-time=1 nice=1 retry=no follow=yes no-follow=no quiet=yes \
    verbose=no; do
    echo "$name" >"$T/config"
    ok "dateline-config(5) names ${name%%=*}" grep -q "${name%%=*}" "$T/plain-config"
    run_index --config="$T/config" -d "$T/idx" --status
    is "$status" 0 "a setting: $name"
done

# dateline-fields(7) is made of the table.
LC_ALL=C awk -f "$SRC/scripts/fields-man.awk" "$SRC/lib/reader/fields.tsv" >"$T/fields"
is "$(diff "$T/fields" "$SRC/doc/dateline-fields.7")" '' 'dateline-fields(7) lists the table (scripts/fields-man.awk makes it)'

# Every file of an index has its place in dateline-index-format(5).
for file in "$T/idx"/*; do
    kind=$(basename "$file" | sed 's/^manifest-.*/manifest/; s/.*\.seg$/.seg/; s/.*\.del$/.del/; s/.*\.blob$/.blob/')
    ok "dateline-index-format(5) names $kind" grep -q -- "$kind" "$T/plain-format"
done

done_testing
