#!/bin/sh
# dateline-index --shard: the parts of an archive, on either engine, and the searches that must have them all.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

mkdir "$T/news"
i=0
while [ $i -lt 60 ]; do
    i=$((i + 1))
    printf '{"id":"n%d","title":"Story %d","text":"The river rose by %d metres.","date":"2024-05-%02d"}\n' $i $i $i $((i % 28 + 1))
done >"$T/news/stories.jsonl"
printf 'One file of its own\n\nThe river again.\n' >"$T/news/own.txt"

for engine in native xapian; do
    run_index -d "$T/$engine.all" --engine=$engine "$T/news"
    status_is 0 "$engine: the whole"
    for k in 1 2 3; do
        run_index -d "$T/$engine.$k" --engine=$engine --shard=$k/3 "$T/news"
        status_is 0 "$engine: shard $k of 3"
        "$BIN/dateline-search" -d "$T/$engine.$k" -n 0 --format=json '*' >"$T/list.$k"
        ok "$engine: shard $k has a fair share" test "$(wc -l <"$T/list.$k")" -ge 10
    done
    parts="-d $T/$engine.1 -d $T/$engine.2 -d $T/$engine.3"
    "$BIN/dateline-search" -d "$T/$engine.all" -n 0 --format=json river >"$T/all"
    # shellcheck disable=SC2086  # three options
    "$BIN/dateline-search" $parts -n 0 --format=json river >"$T/parts"
    is "$(cat "$T/parts")" "$(cat "$T/all")" "$engine: together they are the whole, scores and order too"

    run_index -d "$T/$engine.2" "$T/news"
    status_is 2 "$engine: a run without the shard"
    err_is "dateline-index: $T/$engine.2 is shard 2/3 of an archive: run with --shard=2/3" "$engine: is refused"
    run_index -d "$T/$engine.2" --shard=1/3 "$T/news"
    status_is 2 "$engine: a run with another shard"
    err_like 'is shard 2/3 of an archive' "$engine: is refused"
    run_index -d "$T/$engine.all" --shard=1/3 "$T/news"
    status_is 2 "$engine: a shard of a whole index"
    err_like 'holds whole sources, not shard 1/3' "$engine: is refused"
    run_index -d "$T/$engine.2" --status
    out_like '^shard      2/3 of its sources' "$engine: --status tells"
    run_index -d "$T/$engine.2" --status --format=json
    out_like '"shard":"2/3"' "$engine: in JSON, too"
    run_index -d "$T/$engine.2" --rebuild
    status_is 0 "$engine: a rebuild"
    "$BIN/dateline-search" -d "$T/$engine.2" -n 0 --format=json '*' >"$T/rebuilt"
    is "$(cat "$T/rebuilt")" "$(cat "$T/list.2")" "$engine: makes the same shard"
    run_index -d "$T/$engine.2" --rebuild --shard=2/2
    status_is 0 "$engine: another part may be made by a rebuild"
    run_index -d "$T/$engine.2" --status
    out_like '^shard      2/2 ' "$engine: which is then its own"
done

# What changes goes where it was: ids decide.
sed -i 's/The river rose by 7 metres/The dam broke at noon/; /"n8"/d' "$T/news/stories.jsonl"
for k in 1 3; do
    run_index -d "$T/native.$k" --shard=$k/3 "$T/news"
    status_is 0 "shard $k is brought up to date"
done
run_index -d "$T/native.2" --rebuild --shard=2/3 "$T/news"
status_is 0 "and shard 2"
run_search -d "$T/native.1" -d "$T/native.2" -d "$T/native.3" --count '*'
out_is 60 "an article is gone"
run_search -d "$T/native.1" -d "$T/native.2" -d "$T/native.3" --count dam
out_is 1 "and one has changed"

for bad in 0/3 4/3 1 /3 1/ 1/3/ -1/3 +1/3 1/0 1/1001 x; do
    run_index -d "$T/none" --shard=$bad "$T/news"
    status_is 2 "--shard=$bad"
done
err_like "'x' is not K/N" "is told"

# Stubs on one machine: every shard must be there.
mkdir "$T/stubs"
printf '# the archive\n\nauto ../xapian.1\nauto %s/xapian.3\n' "$T" >"$T/stubs/two"
run_index -d "$T/xapian.2" --rebuild --shard=2/3 "$T/news" # as it was
printf 'auto ../xapian.1\nauto ../xapian.2\nauto ../xapian.3\n' >"$T/stubs/three"
run_search -d "$T/stubs/three" --count '*'
out_is 61 "a stub beside its indexes"
run_search -d "$T/stubs/two" --count '*'
status_is 2 "one shard is not listed"
err_is 'dateline-search: shard 2/3 is not among the indexes that are searched (--partial shows what the others hold)' "which is told"
run_search -d "$T/stubs/two" --partial --format=json --count '*'
status_is 3 "with --partial the others are shown"
out_like '^\{"count":[34][0-9],"partial":true,"version":1\}$' "and marked"
err_like 'shard 2/3 is missing from the results' "with what is missing"
cp -r "$T/xapian.3" "$T/copy.3"
printf 'auto ../copy.3\n' >>"$T/stubs/three"
run_search -d "$T/stubs/three" --count '*'
out_is 61 "a copy counts once"
err_is '' "and is nothing to tell of"
run_index -d "$T/xapian.3" --shard=3/3 "$T/news"
echo '{"id":"late","title":"Late","text":"Late news."}' >>"$T/news/stories.jsonl"
for k in 1 2 3; do run_index -d "$T/xapian.$k" --shard=$k/3 "$T/news"; done
run_search -d "$T/stubs/three" --count '*'
out_is 61 "of two copies the newer is read"
err_like 'copy.3 is stale: it holds commit 1 of shard 3/3, and .*/xapian.3 commit [23], which was read' "and the older is named"
sleep 2.1
touch "$T/news/own.txt"
echo '{"id":"later","title":"Later","text":"Later news."}' >>"$T/news/stories.jsonl"
run_index -d "$T/xapian.1" --shard=1/3 "$T/news"
run_search -d "$T/stubs/three" --max-lag=1 --count '*'
err_like 'xapian.2 is stale: its last commit is [0-9]+.0 s older than that of .*/xapian.1' "a shard that lags behind is named"
echo 'remote nowhere' >"$T/stubs/bad"
run_search -d "$T/stubs/bad" river
status_is 2 "a line that is none"
err_like "/stubs/bad: line 1 is neither 'remote HOST:PORT' nor 'auto FOLDER'" "is told"
printf 'auto ../xapian.1\033[2J\n' >"$T/stubs/bad"
run_search -d "$T/stubs/bad" river
err_like "/stubs/bad: line 1 is neither" "so is one with control characters"
echo 'auto ../stubs/circle' >"$T/stubs/circle"
run_search -d "$T/stubs/circle" river
status_is 2 "a stub that names itself"
err_like '/stubs/circle: stubs that name each other' "is told"
mkdir "$T/round"
echo 'auto .' >"$T/round/XAPIANDB"
run_search -d "$T/round" river
status_is 2 "so is a folder's"
run_index -d "$T/round" --verify
status_is 2 "in whatever is done with it"
echo 'auto three' >"$T/stubs/inner"
run_search -d "$T/stubs/inner" --count '*'
out_is 62 "a stub may name a stub"
mkfifo "$T/stubs/pipe"
echo 'auto pipe' >"$T/stubs/bad"
run timeout 20 "$BIN/dateline-search" -d "$T/stubs/bad" river
status_is 2 "and nothing that is neither"
run_search -d "$T/xapian.1" -d "$T/native.1" river
status_is 2 "two engines together"
done_testing
