#!/bin/sh
# Hostile articles and surroundings: control characters, closed pipes, odd locales.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

cd "$T" || exit 1
S="$BIN/dateline-search"
printf '%s\n' \
    '{"id":"e\u001b[2J1","title":"\u001b]0;owned\u0007 storm \u202egnp.exe","text":"storm \u001b[31mred\u009b31m \u0000 \u0008\u0008 end\u2028line","source":"\u001b[5mblink","date":"2024-01-01"}' \
    '{"id":"e2","title":"tab\there\nand there storm","text":"a\r\nb","date":"2024-01-02"}' >evil.jsonl
run_index -d idx evil.jsonl
status_is 0 "indexed"

# clean FILE: no control character but newline (and the tabs of tsv), no bidirectional override
# shellcheck disable=SC2317  # called through ok
clean() {
    ! LC_ALL=C tr -d '\n\t' <"$1" | LC_ALL=C grep -qE "$(printf '[\001-\037\177]|\302[\200-\237]|\342\200[\250-\256]')"
}
for format in text json tsv trec paths html; do
    run_search -d idx --format="$format" storm
    status_is 0 "$format"
    ok "$format prints no control character" clean "$T/out"
done
run_search -d idx --facets=source '*'
ok "facets print no control character" clean "$T/out"
run_search -d idx --show="$(printf 'e\033[2J1')" storm
status_is 0 "an odd id can be asked for"
ok "an article shown whole prints no control character" clean "$T/out"
run_search -d idx "$(printf '\033[31mnowhere')"
ok "messages print no control character" clean "$T/err"
run_search -d idx "$(printf '(\033[31mnowhere')"
ok "syntax errors print no control character" clean "$T/err"
run_search -d idx --show="$(printf '\033[31mnobody')"
ok "unknown ids print no control character" clean "$T/err"
run_search -d idx --format=tsv storm
is "$(wc -l <"$T/out" | tr -d ' ')" 2 "tsv keeps one line an article"
run_search -d idx "$(printf 'storm \377')"
status_is 2 "a query that is not UTF-8"

cat >hostile.jsonl <<'EOF'
{"id":"h1\"><script>alert(1)</script>","title":"&lt;script>alert('storm')&lt;/script> \u202estorm &amp;lt;b&amp;gt; & \"quoted\"","text":"&lt;/p>&lt;/article>&lt;img src=x onerror=alert(2)> storm &lt;!-- --> \u2066storm\u2069 &amp;amp; &amp;#60;i&amp;#62; 'apostrophe'","source":"<svg/onload=alert(3)>","language":"en","url":"https://example.org/?a=1&b=\"><script>alert(4)</script>","country":"LA","date":"2024-01-01"}
{"id":"h2","title":"A second storm","text":"Another storm.","source":"Quiet","url":"javascript:alert(5)","date":"2024-03-02"}
EOF
run_index -d hostile hostile.jsonl
status_is 0 "hostile articles are indexed"
run_search -d hostile --format=html --facets=source,country '<script>storm</script> OR storm'
status_is 0 "a page of them"
ok "the page prints no control character" clean "$T/out"
# what the page may be made of: every tag and attribute of ours, and nothing else
tags=$(grep -oE '<[^>]*>' "$T/out" | sed -E 's/ (href|content|aria-label|viewBox|style|datetime|x|y|width|height|class|lang|dir|name|role|charset|http-equiv|preserveAspectRatio)="[^"<>]*"//g' | sort -u | tr '\n' ' ')
is "$tags" '<!DOCTYPE html> </a> </article> </bdi> </body> </figcaption> </figure> </h1> </h2> </h3> </head> </html> </i> </mark> </p> </rect> </span> </style> </svg> </table> </td> </th> </time> </title> </tr> <a> <article> <bdi> <body> <figcaption> <figure> <h1> <h2> <h3> <head> <html> <i> <mark> <meta> <p> <rect> <span> <style> <svg> <table> <td> <th> <time> <title> <tr> ' \
    "the page holds our tags alone"
out_like 'href="https://example.org/\?a=1&amp;b=%22%3E%3Cscript%3Ealert\(4\)%3C/script%3E"' "an address is encoded"
is "$(grep -c 'href="javascript' "$T/out")" 0 "no address runs a script"
out_like '&lt;script&gt;alert\(&#39;<mark>storm</mark>&#39;\)' "titles are escaped, matches marked"
out_like '&amp;amp; &amp;#60;i&amp;#62;' "entities stay what they were"
out_like '&lt;svg/onload' "facets are escaped"
out_like '<rect [^>]*><title>2024-01: 1</title></rect>' "the timeline"
is "$(grep -cE '(src|href)="(http:)?//|url\(|@import|<script' "$T/out")" 0 "nothing is loaded"
run_search -d hostile --format=html --group-by=day storm
is "$(grep -o '<h2>2024[^/]*' "$T/out" | tr '\n' ' ')" '<h2>2024-03-02< <h2>2024-01-01< ' "days as headings"
run_search -d hostile --format=html --similar=h2
out_like '^</html>$' "similar articles as a page"
run_search -d hostile --format=html zeppelin
status_is 1 "nothing found"
out_like '0 articles found' "and the page says so"
run_search -d hostile --format=html --count storm
status_is 2 "no page of a number"

i=0
while [ $i -lt 3000 ]; do
    i=$((i + 1))
    echo "{\"id\":\"n$i\",\"title\":\"Storm number $i\",\"text\":\"A storm came and went, and then came storm $i.\"}"
done >many.jsonl
run_index -d many many.jsonl
{ "$S" -d many -n 0 storm 2>err; echo $? >code; } | head -n 1 >/dev/null
is "$(cat code)" 0 "a closed pipe ends quietly"
is "$(cat err)" '' "with nothing said"
is "$("$S" -d many -n 0 --format=json '*' | grep -c '^{.*}$')" 3000 "all articles, one object a line"

printf '{"id":"vast","title":"%s","text":"t"}\n' "$(yes vast | head -n 100000 | tr '\n' ' ')" >vast.jsonl
run_index -d vast vast.jsonl
run_search -d vast --columns=80 vast
ok "a vast title does not fill the screen" test "$(wc -l <"$T/out")" -lt 16
out_like '^    .*vast.* …$' "it is cut"
run_search -d vast --format=json vast
ok "but whole for programs" test "$(wc -c <"$T/out")" -gt 500000

LC_ALL=C run_search -d idx --format=tsv storm
is "$(wc -l <"$T/out" | tr -d ' ')" 2 "the C locale"
LC_ALL=tr_TR.UTF-8 run_search -d idx --count STORM
out_is 2 "a locale with its own capitals"

long=$(head -c 70000 /dev/zero | tr '\0' 'x')
run_search -d idx "$long"
status_is 2 "a query too long"
run_search -d idx "$(printf '%5000s' '' | tr ' ' '(')"
status_is 2 "parentheses too deep"
run_search -d idx "$(printf '%33s' '' | sed 's/ /word~1 /g')"
status_is 2 "too many words in other spellings"
err_like 'more than 32 words' "are told"
run_search -d many 's*' --count
out_is 3000 "a short prefix"

# A query that has no time left ends with that, whichever engine evaluates it.
mkdir "$T/dams"
i=0
while [ $i -lt 400 ]; do
    i=$((i + 1))
    printf '{"id":"%d","title":"Dam number %d","text":"water and stone"}\n' $i $i
done >"$T/dams/a.jsonl"
for engine in native xapian; do
    "$BIN/dateline-index" --engine=$engine -d "$T/dams.$engine" "$T/dams"
    for query in 'dam OR water' '"dam number"'; do
        run_search -d "$T/dams.$engine" --max-query-time=0.000000001 --count "$query"
        status_is 2 "$engine: no time for $query"
        err_is 'dateline-search: the query takes too long' 'is told'
        run_search -d "$T/dams.$engine" --max-query-time=1000 --count "$query"
        out_is 400 "$engine: and time enough"
    done
done
done_testing
