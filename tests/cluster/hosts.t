#!/bin/sh
# An archive on four machines, which are network namespaces here: three shards and a searcher.  What they find together is
# what one index finds; a machine that is down, cut off, slow, killed in mid-search or behind is named, and the others
# answer if that is wished; a copy stands in, and is promoted.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2317,SC2086 # functions are called by name; $net is one word
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

for tool in ip xapian-tcpsrv xapian-replicate xapian-replicate-server; do
    command -v $tool >/dev/null || skip_all "no $tool (apt-get install iproute2 xapian-tools)"
done
net=dl$$
ip netns add $net-sw 2>/dev/null || skip_all "no right to make network namespaces"
servers=
# shellcheck disable=SC2154
trap '{
    for p in $servers; do kill -KILL "$p"; done
    for h in h0 h1 h2 h3 h4; do for p in $(ip netns pids $net-$h); do kill -KILL "$p"; done; done
    for h in sw h0 h1 h2 h3 h4; do ip netns del $net-$h; done
    chmod -R u+rwX "$T"; rm -rf "$T"
} 2>/dev/null' EXIT

# ---- machines -----------------------------------------------------------------------------------------------------

# Host N has 10.77.0.N on a switch that no other namespace sees.
host() {
    ip netns add $net-h"$1" && ip -n $net-h"$1" link set lo up &&
        ip -n $net-sw link add p"$1" type veth peer name eth0 netns $net-h"$1" &&
        ip -n $net-sw link set p"$1" master br0 up &&
        ip -n $net-h"$1" addr add 10.77.0.$((10 + $1))/24 dev eth0 && ip -n $net-h"$1" link set eth0 up
}
network() {
    ip -n $net-sw link add br0 type bridge && ip -n $net-sw link set br0 up &&
        for h in 0 1 2 3 4; do host $h || return 1; done
}
network 2>/dev/null || skip_all "network namespaces cannot be joined here (no veth or bridge)"
cable() { ip -n $net-h"$1" link set eth0 "$2"; } # cable HOST up|down

listens() { ip netns exec $net-h"$1" ss -Hltn "sport = $2" | grep -q .; }
# serve HOST FOLDER [SHARD]: xapian-tcpsrv on 10.77.0.1HOST:700SHARD
serve() {
    ip netns exec $net-h"$1" xapian-tcpsrv --quiet --interface=10.77.0.1"$1" --port=700"${3:-$1}" "$2" >/dev/null 2>&1 9>&- &
    servers="$servers $!"
    echo $! >"$T/server$1"
    until_true listens "$1" 700"${3:-$1}"
}
# Everything on HOST, its connections' processes too.  (On TERM xapian-tcpsrv ends its whole process group.)  It is over when
# all are gone: until then they hold the port, and a server started anew finds it in use.
crash() {
    for p in $(ip netns pids $net-h"$1"); do kill -KILL "$p" 2>/dev/null; done
    until_true idle "$1"
}
idle() { [ -z "$(ip netns pids $net-h"$1")" ]; }
children() { for p in $(ip netns pids $net-h"$1"); do [ "$p" = "$(cat "$T/server$1")" ] || echo "$p"; done; }

patience=10
ask() { # STUB ARGUMENTS...
    stub=$1
    shift
    ip netns exec $net-h0 "$BIN/dateline-search" -d "$T/$stub" --timeout=$patience "$@" >"$T/out" 2>"$T/err"
    status=$?
}
whole() { ask "$1" --count '*' && [ "$status" -eq 0 ]; }
await() { until_true whole "$1"; } # STUB: until all of it answers

# ---- the archive ----------------------------------------------------------------------------------------------------

mkdir "$T/news"
awk 'BEGIN {
    srand(20241125)
    n = split("railway river minister border dam power flood school market court rice tariff port bridge visit state trade talks", w, " ")
    split("LA VN TH CN KH US FR", c, " ")
    split("Reuters AFP Xinhua", s, " ")
    for (i = 1; i <= 400; i++) {
        text = ""
        for (k = 0; k < 10 + rand() * 60; k++)
            text = text " " w[1 + int(rand() * rand() * n)] (rand() < 0.1 ? "." : "")
        if (i % 40 == 0)
            text = "the same words again" # ties
        printf "{\"id\":\"n%d\",\"title\":\"%s %s\",\"text\":\"%s\",\"source\":\"%s\",\"language\":\"%s\"", i, w[1 + i % n],
               w[1 + i * 7 % n], text, s[1 + i % 3], i % 11 ? "en" : "fr"
        if (i % 13)
            printf ",\"date\":\"%d-%02d-%02d\"", 2000 + i % 25, 1 + i % 12, 1 + i % 28
        printf ",\"countries\":[\"%s\"]}\n", c[1 + int(rand() * rand() * 7)]
    }
}' >"$T/news/made.jsonl"
cp -r "$SRC/corpus" "$T/news/corpus"
run_index -d "$T/one" --engine=xapian "$T/news"
XAPIAN_MAX_CHANGESETS=10
export XAPIAN_MAX_CHANGESETS
for k in 1 2 3; do
    mkdir "$T/h$k"
    run_index -d "$T/h$k/index" --engine=xapian --shard=$k/3 "$T/news"
    status_is 0 "shard $k is indexed"
    serve $k "$T/h$k/index"
    echo "remote 10.77.0.1$k:700$k" >>"$T/cluster"
done
await cluster
status_is 0 "three machines answer as one"

# ---- the same results -----------------------------------------------------------------------------------------------

# Scores to six digits, all else to the byte.
rounded() { awk '{ while (match($0, /"score":[-+0-9.e]+/)) { v = substr($0, RSTART + 8, RLENGTH - 8)
        printf "%s\"score\"=%.6g", substr($0, 1, RSTART - 1), v; $0 = substr($0, RSTART + RLENGTH) } print }' "$1"; }
same() { # ARGUMENTS...
    "$BIN/dateline-search" -d "$T/one" "$@" >"$T/out1" 2>"$T/err1"
    status1=$?
    ask cluster "$@"
    rounded "$T/out1" >"$T/want"
    rounded "$T/out" >"$T/got"
    if [ $status -eq $status1 ] && cmp -s "$T/want" "$T/got" && cmp -s "$T/err1" "$T/err"; then
        pass "as one index: $*"
    else
        fail "as one index: $*" "status $status, not $status1
$(diff "$T/want" "$T/got" | head -n 6; diff "$T/err1" "$T/err")"
    fi
}
j=--format=json
same $j -n 0 railway
same $j -n 60 railway river
same $j -n 60 --any railway river minister
same $j -n 0 same words
same $j -n 60 '"state visit"'
same $j -n 60 '"railway river" OR bridge'
same $j -n 60 -c LA,VN '"railway river" OR "river railway" OR port'
same $j -n 60 'river NEAR/4 dam'
same $j -n 60 '(river NEAR/4 dam) OR market'
same $j -n 60 '"railway corridor"' OR bridge --from=2010 --to=2024-11
same $j -n 60 'ri*'
same $j -n 60 'title:bridge OR market'
same $j -n 60 'railway -river'
same $j -n 60 --fuzzy minster
same $j -n 60 --ranking=plain railway minister
same $j -n 25 --offset=30 --sort=newest river
same $j -n 25 --offset=30 --sort=oldest river
same $j -n 40 --source=AFP,Reuters --language=fr '*'
same $j -n 40 --mentions=LA --date=2024-10 '*'
same $j --facets=country,mention,year,month,source,language railway
same $j --count river
same --timeline=year river
same $j --show n17
same $j --similar n17
same --collapse -n 20 railway
same 'Lương Cường'
same --format=tsv 'Luong Cuong'
same rialway
same zzzzzz
same railway zzzzzz
same --format=trec river

# ---- what fails -------------------------------------------------------------------------------------------------------

ask cluster --count '*'
whole=$(cat "$T/out")
"$BIN/dateline-search" -d "$T/h2/index" --count '*' >"$T/out"
rest=$((whole - $(cat "$T/out")))

# failing NAME PATTERN: without shard 2, whose trouble PATTERN tells
failing() {
    begun=$(date +%s)
    patience=1
    ask cluster --count '*'
    status_is 2 "$1: nothing is shown"
    err_like "^dateline-search: 10\.77\.0\.12:7002: $2 \(--partial shows what the others hold\)$" "$1: and who failed is told"
    out_is '' "$1: no result"
    ask cluster --partial --count '*'
    status_is 3 "$1: partial results have a status of their own"
    out_is "$rest" "$1: the others' articles"
    err_like "^dateline-search: 10\.77\.0\.12:7002: $2$" "$1: who failed"
    err_like '^dateline-search: shard 2/3 is missing from the results$' "$1: what is missing"
    err_like '^dateline-search: the results are partial$' "$1: what that means"
    patience=10
    ok "$1: in time" test $(($(date +%s) - begun)) -le 15
}
crash 2
failing 'a server that is down' "Couldn't connect: Connection refused"
ask cluster --partial --format=json railway
out_like '"partial":true,"version":1\}$' "partial results are marked in JSON"
is "$(grep -c '"partial":true' "$T/out")" "$(wc -l <"$T/out" | tr -d ' ')" "every one"
ask cluster --partial --format=json --facets=year --count railway
out_like '^\{"count":[0-9]+,"partial":true' "a count, too"
out_like '"facet":.*"partial":true' "and a facet"
serve 2 "$T/h2/index"
await cluster
status_is 0 "it comes back"

cable 2 down
failing 'a machine that is cut off' "(no answer within 1 s|Couldn't connect: No route to host|.*imed out.*)"
cable 2 up
await cluster
status_is 0 "the cable is back"

# timed: a partial count; sets $took, in milliseconds
timed() {
    begun=$(date +%s%N)
    patience=2
    ask cluster --partial --count '*'
    patience=10
    took=$((($(date +%s%N) - begun) / 1000000))
}
cable 2 down
timed
one=$took
cable 3 down
timed
status_is 3 "two machines that are cut off: the third answers"
err_like '^dateline-search: 10\.77\.0\.12:7002: ' "the one is named"
err_like '^dateline-search: 10\.77\.0\.13:7003: ' "and the other"
ok "they cost one time limit, not two" test "$took" -lt $((one + 1000))
echo "# one: $one ms, two: $took ms"
cable 2 up
cable 3 up
await cluster
status_is 0 "both cables are back"

kill -STOP "$(cat "$T/server2")"
failing 'a server that does not answer' 'no answer within 1 s'
kill -CONT "$(cat "$T/server2")"
await cluster

# during NAME EVENT: a batch of three queries, EVENT after the first
during() {
    rm -f "$T/pipe"
    mkfifo "$T/pipe"
    # shellcheck disable=SC2086  # no option when empty
    timeout -s KILL 60 ip netns exec $net-h0 "$BIN/dateline-search" -d "$T/cluster" --timeout=2 $partial --format=json -n 3 --batch="$T/pipe" \
        >"$T/out" 2>"$T/err" &
    searcher=$!
    exec 9>"$T/pipe"
    echo railway >&9
    until_true has_answered # and waits for the next one with its connections open
    "$@"
    { echo river; echo market; } >&9
    exec 9>&-
    wait $searcher
    status=$?
}
answered() { grep "\"qid\":\"$1\"" "$T/out" | grep -cv '"end":true'; } # the last line of an answer is no article
has_answered() { [ "$(answered 1)" -eq 3 ]; }

partial=
restart() { crash 2; serve 2 "$T/h2/index"; }
during restart
status_is 0 "a server that was started anew during a search goes unnoticed"
is "$(answered 1) $(answered 2) $(answered 3)" "3 3 3" "all is answered"
err_is '' "without a word"
during crash 2
status_is 2 "a server that is killed during a search"
err_like '10\.77\.0\.12:7002: ' "is named"
partial=--partial
serve 2 "$T/h2/index"
await cluster
during crash 2
status_is 3 "killed during a search, with --partial"
is "$(answered 1) $(answered 2) $(answered 3)" "3 3 3" "the others answer"
err_like '^dateline-search: 10\.77\.0\.12:7002: ' "it is named"
is "$(grep '"qid":"3"' "$T/out" | grep -c '"partial":true')" 4 "and what followed is marked, and the answer's end"
serve 2 "$T/h2/index"
await cluster
during cable 2 down
status_is 3 "cut off during a search"
is "$(answered 1) $(answered 2) $(answered 3)" "3 3 3" "the others answer"
err_like '^dateline-search: 10\.77\.0\.12:7002: no answer within 2 s' "and it is named"
cable 2 up
await cluster
cut_two() { cable 2 down; cable 3 down; begun=$(date +%s%N); }
during cut_two
took=$((($(date +%s%N) - begun) / 1000000))
status_is 3 "two cut off during a search"
is "$(answered 2)" "$("$BIN/dateline-search" -d "$T/h1/index" -n 3 --format=json river | wc -l | tr -d ' ')" "the third answers"
ok "within two time limits: the search's, and that of opening anew" test "$took" -lt 7000
echo "# $took ms"
cable 2 up
cable 3 up
await cluster
freeze() { for p in $(children 2); do kill -STOP "$p"; done; }
during freeze
status_is 3 "stuck during a search"
is "$(answered 2) $(answered 3)" "3 3" "the others answer"
crash 2
serve 2 "$T/h2/index"
await cluster

# ---- copies ---------------------------------------------------------------------------------------------------------------

replicate() { # one copy of shard 2 on host 4, as it is now
    ip netns exec $net-h4 xapian-replicate --quiet --one-shot --host=10.77.0.12 --port=7102 --master=index "$T/h4/copy" \
        >"$T/replicate" 2>&1
}
publish() {
    ip netns exec $net-h2 xapian-replicate-server --interface=10.77.0.12 --port=7102 "$T/h2" >/dev/null 2>&1 &
    servers="$servers $!"
    until_true listens 2 7102
}
mkdir "$T/h4"
publish
ok "a copy is made" replicate
serve 4 "$T/h4/copy" 2
{ cat "$T/cluster"; echo "remote 10.77.0.14:7002"; } >"$T/with-copy"
await with-copy
out_is "$whole" "a copy counts once"
err_is '' "without a word"
echo '{"id":"late1","title":"Late","text":"The railway, late."}
{"id":"late2","title":"Late","text":"The railway, late."}
{"id":"late3","title":"Late","text":"The railway, late."}
{"id":"late4","title":"Late","text":"The railway, late."}' >>"$T/news/made.jsonl"
for k in 1 2 3; do run_index -d "$T/h$k/index" --shard=$k/3 "$T/news"; done
run_index -d "$T/one" "$T/news"
ask with-copy --count '*'
out_is $((whole + 4)) "a copy that is behind is passed over"
err_like '^dateline-search: 10\.77\.0\.14:7002 is stale: it holds commit 1 of shard 2/3, and 10\.77\.0\.12:7002 commit 2, which was read$' "and named"
ok "it follows" replicate
ask with-copy --count '*'
err_is '' "and is up to date"
run_index -d "$T/h2/index" --compact
status_is 0 "the original is compacted"
ok "it follows that, too" replicate
crash 2
ask with-copy --format=json -n 30 railway
status_is 0 "the original is down and the copy stands in"
"$BIN/dateline-search" -d "$T/one" --format=json -n 30 railway >"$T/out1"
is "$(rounded "$T/out")" "$(rounded "$T/out1")" "with the results of one index"
err_is "dateline-search: 10.77.0.12:7002: Couldn't connect: Connection refused; its copy was read" "and the original is named"

# The original is lost for good.  (As doc/cluster.md tells it.)
run_index -d "$T/h4/copy" --shard=2/3 "$T/news"
status_is 2 "nothing is indexed into a copy"
err_like 'is not an index that dateline-index can write to' "which is told"
current=$(sed -n 's/^auto //p' "$T/h4/copy/XAPIANDB")
mkdir "$T/h4/index"
cp -a "$T/h4/copy/$current" "$T/h4/index/db.1"
echo 'auto db.1' >"$T/h4/index/XAPIANDB"
run_index -d "$T/h4/index" --verify
status_is 0 "a copy is promoted"
echo '{"id":"later","title":"Later","text":"The railway, later."}' >>"$T/news/made.jsonl"
for d in "h1/index --shard=1/3" "h4/index --shard=2/3" "h3/index --shard=3/3" one; do
    # shellcheck disable=SC2086  # folder and option
    run_index -d "$T"/$d "$T/news"
    status_is 0 "indexing goes on: $d"
done
crash 4
serve 4 "$T/h4/index" 2
sed 's/10\.77\.0\.12:/10.77.0.14:/' "$T/cluster" >"$T/promoted"
await promoted
ask promoted --format=json -n 0 railway
"$BIN/dateline-search" -d "$T/one" --format=json -n 0 railway >"$T/out1"
is "$(rounded "$T/out")" "$(rounded "$T/out1")" "the archive is whole again"
err_is '' "and nothing is to be told"
done_testing
