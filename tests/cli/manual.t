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

done_testing
