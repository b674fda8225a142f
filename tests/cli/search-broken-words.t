#!/bin/sh
# Words that a line end breaks are found whole and in parts, in both engines.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

mkdir "$T/news"
printf 'A column of an old newspaper\n\nThe gov-\nernment met the press in a con\302\255\nference with a well-\nknown guest.\n' \
    >"$T/news/column.txt"
for engine in native xapian; do
    run_index --engine=$engine -d "$T/$engine" "$T/news"
    status_is 0 "$engine: an article with broken words"
    for query in government conference ernment '"well-known guest"' 'wellknown' '"the government"' 'title:column'; do
        run_search -d "$T/$engine" --count "$query"
        out_is 1 "$engine: $query"
    done
    run_search -d "$T/$engine" --count pressin
    out_is 0 "$engine: a line break alone joins nothing"
    run_search -d "$T/$engine" --format=json government
    out_like '"snippet":"[^"]*gov-' "$engine: the snippet shows the word as it is broken"
done
done_testing
