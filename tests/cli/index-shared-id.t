#!/bin/sh
# One article, by id and URL, in two files: when the file that was read last goes, or stops holding it, the other's article comes back in the
# same run, in both engines.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

line() { printf '{"id":"%s","url":"http://n.example/%s","title":"%s of %s"}\n' "$1" "$1" "$1" "$2"; }
titles() { "$BIN/dateline-search" -d "$T/idx" -n 0 --format=json '*' | sed 's/.*"title":"\([^"]*\)".*/\1/' | sort | tr '\n' ','; }
# What is found for words of the titles, with the scores.
searches() {
    for words in own other of '"x of"' '"y of"' '"z of"' 'a OR b' 'b2 OR c' 'd2 OR e'; do
        "$BIN/dateline-search" -d "$1" -n 0 --format=tsv "$words" 2>"$T/messages"
    done
}
# same NAME: the index equals one made from scratch
same() {
    rm -rf "$T/fresh"
    "$BIN/dateline-index" --engine="$engine" -d "$T/fresh" "$T/news"
    is "$(dump "$T/idx")" "$(dump "$T/fresh")" "$engine: $1"
    is "$(searches "$T/idx")" "$(searches "$T/fresh")" "$engine: found the same: $1"
    run_index -d "$T/idx" --verify
    status_is 0 "$engine: sound: $1"
}
again() { run_index -d "$T/idx" "$T/news"; }

mkfifo "$T/silence"
exec 3<>"$T/silence"
for engine in native xapian; do
    rm -rf "$T/idx" "$T/news"
    mkdir "$T/news"
    { line x a; line y a; line own a; } >"$T/news/a.jsonl"
    { line x b; line y b; line x b2; } >"$T/news/b.jsonl"
    { line y c; line z c; } | gzip >"$T/news/c.jsonl.gz"
    line other d >"$T/news/d.jsonl"
    run_index --engine="$engine" -d "$T/idx" "$T/news"
    is "$(titles)" 'other of d,own of a,x of b2,y of c,z of c,' "$engine: the last one read stands"

    rm "$T/news/c.jsonl.gz"
    again
    is "$(titles)" 'other of d,own of a,x of b2,y of b,' "$engine: it is gone, the one before it is back"
    same "one file gone"
    run_index -v -d "$T/idx" "$T/news"
    err_like ' 0 new, 0 changed, 3 unchanged, 0 removed' "$engine: then there is nothing to do"

    line z b >"$T/news/b.jsonl"
    again
    is "$(titles)" 'other of d,own of a,x of a,y of a,z of b,' "$engine: it holds the ids no more, the other does"
    same "rewritten"

    line x e >"$T/news/e.jsonl"
    again
    is "$(titles)" 'other of d,own of a,x of e,y of a,z of b,' "$engine: a new file takes an id"
    line own e >>"$T/news/e.jsonl"
    again
    same "a new file, grown"
    mv "$T/news/e.jsonl" "$T/news/f.jsonl"
    again
    same "renamed"
    rm "$T/news/f.jsonl"
    again
    is "$(titles)" 'other of d,own of a,x of a,y of a,z of b,' "$engine: and gives them back"
    line d2 a >>"$T/news/a.jsonl"
    line z g >"$T/news/g.jsonl"
    again
    rm "$T/news/g.jsonl"
    run_index -d "$T/idx" --max-time=0.0001 "$T/news"
    again
    again
    same "also when a run had no time for it"

    line x h >"$T/news/h.jsonl"
    again
    line other h >"$T/news/h.jsonl"
    run_index -d "$T/idx" --max-time=2 "$T/news" - <"$T/silence"
    again
    is "$(titles)" 'd2 of a,other of h,own of a,x of a,y of a,z of b,' "$engine: nor when it ran out in the midst"
    run_index -v -d "$T/idx" "$T/news"
    err_like ' 0 new, 0 changed, [0-9]* unchanged' "$engine: and is done"

    rm -rf "$T/more"
    mkdir "$T/more"
    line x m >"$T/more/m.jsonl"
    run_index -d "$T/idx" "$T/news" "$T/more"
    line m m >"$T/more/m.jsonl"
    run_index -d "$T/idx" "$T/more"
    run_index -d "$T/idx" "$T/news" "$T/more"
    like "$(titles)" 'x of a,' "$engine: nor when the other is of a source that was not looked at"
done
done_testing
