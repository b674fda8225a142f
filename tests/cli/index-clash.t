#!/bin/sh
# Different articles that state one id are all kept, in both engines: the first keeps the id, those after it get one of their
# own, which stays through later runs, renames, --rebuild and shards.  The same URL or nearly the same text under one id
# is a newer version and replaces.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

# line ID TITLE [URL]
line() { printf '{"id":%s,"title":"%s","text":"%s, it was said"%s}\n' "$1" "$2" "$2" "${3:+,\"url\":\"$3\"}"; }
# id=title, one a line
held() {
    "$BIN/dateline-search" -d "${1:-$T/idx}" -n 0 --format=json '*' |
        sed 's/.*"id":"\([^"]*\)".*"title":"\([^"]*\)".*/\1=\2/' | sort
}
titles() { held "$1" | sed 's/.*=//' | sort | tr '\n' ','; }
story() { case $1 in 1) echo "Floods reach the northern plains";; 2) echo "Parliament elects a speaker after weeks";;
    3) echo "Rice harvest brings record exports";; 4) echo "A railway bridge opens over the river";; 5) echo "Teachers end their long strike";; esac; }

for engine in native xapian; do
    rm -rf "$T/idx" "$T/news"
    mkdir -p "$T/news/a" "$T/news/b"
    { line 1 "$(story 1)"; line 2 "$(story 2)"; } >"$T/news/a/f.jsonl"
    { line 1 "$(story 3)"; line 1 "$(story 4)"; } >"$T/news/b/f.jsonl"
    run_index -v --engine="$engine" -d "$T/idx" "$T/news"
    status_is 0 "$engine: indexed"
    err_like '4 articles added, .*, 2 that share an id with another article' "$engine: counted in the summary"
    is "$(titles)" "$(story 4),$(story 1),$(story 2),$(story 3)," "$engine: all four are kept"
    like "$(held)" "^1=$(story 1)$" "$engine: the first has the id"
    like "$(held)" "^1~[0-9a-f]{8}=$(story 3)$" "$engine: the second one of its own"
    like "$(held)" "^1~[0-9a-f]{8}\.2=$(story 4)$" "$engine: twice in one file, too"
    run_index -d "$T/idx" --status
    out_like '^ids        2 articles share an id with another article' "$engine: --status says so"
    out_like "b/f.jsonl: 2$" "$engine: and where"
    run_index -d "$T/idx" --status --format=json
    out_like '"shared_ids":2' "$engine: and in JSON"
    was=$(held)

    run_index -v -d "$T/idx" "$T/news"
    err_like ' 2 unchanged' "$engine: nothing to do then"
    line 2 "$(story 2)" >>"$T/news/b/f.jsonl"
    run_index -v -d "$T/idx" "$T/news"
    is "$(held)" "$was" "$engine: the same text under the same id is a newer version"
    touch -d '2020-01-01' "$T/news/b/f.jsonl" "$T/news/a/f.jsonl"
    sed -i 's/said/told/' "$T/news/b/f.jsonl"
    run_index -d "$T/idx" "$T/news"
    is "$(held)" "$was" "$engine: read again, the ids stay"
    sed -i 's/said/told/' "$T/news/a/f.jsonl"
    run_index -d "$T/idx" "$T/news"
    is "$(held)" "$was" "$engine: also when the first file is read again"

    mv "$T/news/b/f.jsonl" "$T/news/b/renamed.jsonl"
    run_index -d "$T/idx" "$T/news"
    is "$(held)" "$was" "$engine: renamed, they stay"
    sed -i 's/told/known/' "$T/news/b/renamed.jsonl"
    run_index -d "$T/idx" "$T/news"
    is "$(held)" "$was" "$engine: renamed and then changed, they stay"
    mv "$T/news/b/renamed.jsonl" "$T/news/0.jsonl"
    run_index -d "$T/idx" "$T/news"
    run_index -d "$T/idx" --rebuild
    status_is 0 "$engine: rebuilt"
    is "$(held)" "$was" "$engine: through --rebuild they stay, though the second file comes first now"
    run_index -d "$T/idx" --rebuild
    is "$(held)" "$was" "$engine: and through another"
    rm "$T/news/a/f.jsonl"
    run_index --prune -d "$T/idx" "$T/news"
    is "$(titles)" "$(story 4),$(story 2),$(story 3)," "$engine: the first is gone, the others are not"
    run_index -d "$T/idx" --verify
    status_is 0 "$engine: sound"

    # Appended: what was there under the id is another article.
    rm -rf "$T/idx" "$T/news"
    mkdir "$T/news"
    line 1 "$(story 1)" >"$T/news/f.jsonl"
    run_index --engine="$engine" -d "$T/idx" "$T/news"
    line 1 "$(story 2)" >>"$T/news/f.jsonl"
    run_index -d "$T/idx" "$T/news"
    line 1 "$(story 3)" >>"$T/news/f.jsonl"
    run_index -d "$T/idx" "$T/news"
    is "$(titles)" "$(story 1),$(story 2),$(story 3)," "$engine: appended one by one, all are kept"
    was=$(held)
    run_index -d "$T/idx" --rebuild
    is "$(held)" "$was" "$engine: a rebuild gives the same ids"

    # With URLs: the same is a newer version, wherever it comes from.
    rm -rf "$T/idx" "$T/news"
    mkdir "$T/news"
    line 1 "$(story 1)" http://n.example/1 >"$T/news/1.jsonl"
    run_index --engine="$engine" -d "$T/idx" "$T/news"
    line 1 "$(story 2)" http://n.example/2 >"$T/news/2.jsonl"
    run_index -d "$T/idx" "$T/news"
    line 1 "$(story 3)" http://n.example/1 >"$T/news/3.jsonl"
    line 1 "$(story 4)" http://n.example/2 >"$T/news/4.jsonl"
    run_index -d "$T/idx" "$T/news"
    is "$(titles)" "$(story 4),$(story 3)," "$engine: the same id and URL replaces"
    like "$(held)" "^1=$(story 3)$" "$engine: under its id"
    rm "$T/news/3.jsonl"
    run_index -d "$T/idx" "$T/news"
    is "$(titles)" "$(story 4),$(story 1)," "$engine: and gives it back when it goes"

    # Shards: together they hold what one index holds.
    rm -rf "$T/idx" "$T/news" "$T"/s[123]
    mkdir "$T/news"
    for file in x y z; do for id in 1 2 3 4 5; do line $id "$file $(story $id) in $file"; done >"$T/news/$file.jsonl"; done
    run_index --engine="$engine" --threads=4 -d "$T/idx" "$T/news"
    for k in 1 2 3; do run_index --engine="$engine" --shard=$k/3 -d "$T/s$k" "$T/news"; done
    is "$({ held "$T/s1"; held "$T/s2"; held "$T/s3"; } | sort)" "$(held)" "$engine: shards agree with the whole"
done
done_testing
