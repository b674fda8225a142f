#!/bin/sh
# --since-last: each article once, whatever happens between; both engines.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

unset XDG_STATE_HOME
line() { printf '{"id":"%s","url":"http://n.example/%s","title":"Dam %s"}\n' "$1" "$1" "$1"; }
index() { "$BIN/dateline-index" -d "$T/idx" "$T/news"; }
since() {
    name=$1
    shift
    run_search -d "$T/idx" --since-last="$name" "$@"
    sort -o "$T/out" "$T/out"
}
saved=$HOME/.local/state/dateline

mkdir "$T/news"
for engine in native xapian; do
    rm -rf "$T/idx" "$saved"
    { line a; line b; line c; } >"$T/news/feed.jsonl"
    "$BIN/dateline-index" --engine="$engine" -d "$T/idx" "$T/news"
    set -- daily --format=tsv --sort=newest dam
    since "$@"
    status_is 0 "$engine: the first run finds"
    is "$(wc -l <"$T/out")" 3 "$engine: everything"
    since "$@"
    status_is 1 "$engine: nothing new is status 1"
    out_is '' "$engine: prints nothing"
    err_is '' "$engine: and mails nothing"
    line d >>"$T/news/feed.jsonl"
    echo '{"id":"a","url":"http://n.example/a","title":"Dam a, corrected"}' >>"$T/news/feed.jsonl"
    index
    since "$@"
    is "$(wc -l <"$T/out")" 1 "$engine: only what is new"
    out_like 'Dam d' "$engine: the new one, not the changed one"
    since other --format=tsv dam
    is "$(wc -l <"$T/out")" 4 "$engine: another name is another search"
    "$BIN/dateline-index" -d "$T/idx" --rebuild
    since "$@"
    status_is 1 "$engine: a rebuild makes nothing new"
    { line e; line f; line g; } >>"$T/news/feed.jsonl"
    index
    since "$@" -n 2
    is "$(wc -l <"$T/out")" 2 "$engine: not more than -n"
    since "$@" -n 2
    is "$(wc -l <"$T/out")" 1 "$engine: the rest the next time"
done

line h >>"$T/news/feed.jsonl"
index
if [ -c /dev/full ]; then
    run sh -c '"$0" -d "$1" --since-last=daily dam >/dev/full' "$BIN/dateline-search" "$T/idx"
    status_is 2 'what cannot be printed fails'
fi
since daily --format=tsv --grep='Dam [a-z]$' dam
is "$(wc -l <"$T/out")" 1 'and is shown the next time'
XDG_STATE_HOME=$T/state
export XDG_STATE_HOME
since daily --format=tsv dam
ok 'XDG_STATE_HOME' test -s "$T/state/dateline/daily"
is "$(stat -c %a "$T/state" "$T/state/dateline" "$T/state/dateline/"* | tr '\n' ' ')" '700 700 600 600 ' \
    'nobody else reads what was searched for'
chmod 755 "$T/state/dateline"
chmod 644 "$T/state/dateline/daily"
line i >>"$T/news/feed.jsonl"
index
since daily --format=tsv dam
is "$(stat -c %a "$T/state/dateline" "$T/state/dateline/daily" | tr '\n' ' ')" '755 600 ' \
    'a folder that was made keeps its mode, a new file is private'
printf x >>"$T/state/dateline/daily"
since daily dam
status_is 2 'a damaged file is told'
err_like 'daily is damaged: remove it' 'which one, and what to do'
for bad in ../x '' a/b -x "$(printf 'a\nb')"; do
    since "$bad" dam
    status_is 2 'no name for a file'
done
since daily --count dam
status_is 2 'no counts'
since page --format=html --sort=newest -n 6 dam
is "$(grep -c '<article' "$T/out")" 6 'a page of what is new'
out_like '^<p class="sum">6 new articles of 9 found</p>$' 'which tells how much that is'
since page --format=html dam
is "$(grep -c '<article' "$T/out")" 3 'and of the rest'
out_like '^<p class="sum">3 new articles of 9 found</p>$' 'and not of all that matches'
since page --format=html dam
status_is 1 'nothing new'
out_is '' 'is no page'
unset XDG_STATE_HOME
run sh -c '"$0" -d "$1" --since-last=closed dam >&-' "$BIN/dateline-search" "$T/idx"
status_is 2 'without standard output it fails'
is "$(find "$saved" -name 'closed*' -size +0)" '' 'and no file of its own takes its place'
status=0
env -u HOME "$BIN/dateline-search" -d "$T/idx" --since-last=homeless dam >"$T/out" 2>"$T/err" || status=$?
status_is 2 'no home'
err_like 'HOME is not set: set it, or XDG_STATE_HOME$' 'is told'
out_is '' 'and nothing is shown'
done_testing
