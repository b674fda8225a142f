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
for format in text json tsv trec paths; do
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
run_search -d many 's*' --count
out_is 3000 "a short prefix"

done_testing
