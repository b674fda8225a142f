#!/bin/sh
# An archive spread over two servers: a stub that lists remote shards is searched as the local shards are.
#
# SPDX-License-Identifier: GPL-2.0-or-later
set -u
LC_ALL=C
export LC_ALL
if ! command -v xapian-tcpsrv >/dev/null; then
    echo "1..0 # SKIP no xapian-tcpsrv (apt-get install xapian-tools)"
    exit 0
fi
work=$(mktemp -d) || exit 99
servers=
# shellcheck disable=SC2154
trap 'for p in $servers; do kill -KILL "$p"; done; rm -rf "$work"' EXIT # on TERM it ends its whole process group

n=0
check() { # NAME, then a condition
    n=$((n + 1))
    name=$1
    shift
    if "$@"; then echo "ok $n - $name"; else echo "not ok $n - $name"; fi
}

mkdir "$work/text1" "$work/text2"
i=0
while [ $i -lt 40 ]; do
    i=$((i + 1))
    printf ' date 20%02d-0%d-1%d Railway story %d\n\nThe railway and the river meet, part %d.\n' \
        $((i % 24)) $((i % 9 + 1)) $((i % 10)) $i $i >"$work/text$((i % 2 + 1))/$i.txt"
done
printf 'No day here\n\nA railway without any date.\n' >"$work/text1/undated.txt"
for k in 1 2; do
    "$DATELINE_BIN/dateline-index" -d "$work/shard$k" --engine=xapian "$work/text$k" || exit 99
done

# The first free port from a number that differs between runs; gives up after a few.
serve() { # SHARD
    tries=0
    while [ $tries -lt 20 ]; do
        port=$((20000 + ($$ * 7 + tries * 131 + $1 * 1009) % 20000))
        xapian-tcpsrv --quiet --interface=127.0.0.1 --port=$port "$work/shard$1" >/dev/null 2>&1 &
        pid=$!
        sleep 1
        if kill -0 $pid 2>/dev/null; then
            servers="$servers $pid"
            echo "remote 127.0.0.1:$port" >>"$work/remote.stub"
            return 0
        fi
        tries=$((tries + 1))
    done
    return 1
}
if ! serve 1 || ! serve 2; then
    echo "1..0 # SKIP no free port"
    exit 0
fi
printf 'auto shard1\nauto shard2\n' >"$work/local.stub"

same() { # arguments of dateline-search
    "$DATELINE_BIN/dateline-search" -d "$work/local.stub" "$@" >"$work/a" 2>"$work/ea"
    a=$?
    "$DATELINE_BIN/dateline-search" -d "$work/remote.stub" "$@" >"$work/b" 2>"$work/eb"
    b=$?
    [ $a -eq 0 ] && [ $b -eq 0 ] && [ -s "$work/a" ] && cmp -s "$work/a" "$work/b"
}
echo "1..8"
check "by relevance" same --format=json railway river
check "newest first" same --format=json --sort=newest railway
check "oldest first" same --format=json --sort=oldest railway
check "oldest first, from the middle" same --format=json --sort=oldest --offset=7 -n 9 railway
check "a phrase" same --format=json '"railway and the river"'
check "a prefix" same --format=json 'riv*'
check "a span of days, counted" same --count --from=2003-02 --to=2011-05-15 railway
check "facets" same --facets=year --format=json railway
