#!/bin/sh
# Renamed files, folders and sources: told by inode, size and mtime, taken over from the index without reading them again,
# and always equal to a fresh index; in both engines.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

article() { printf 'A story about %s\n\nPARIS, May 3 (AFP) -- Text about %s.\n' "$1" "$1"; }
line() { printf '{"id":"%s","title":"Line about %s","text":"Text of %s.","date":"2024-05-03"}\n' "$1" "$1" "$1"; }

# same NAME [SOURCE...]: sound, and equal to an index made from scratch
same() {
    name=$1
    shift
    [ $# -gt 0 ] || set -- "$T/news"
    rm -rf "$T/fresh"
    "$BIN/dateline-index" --engine="$engine" -d "$T/fresh" "$@" 2>/dev/null
    is "$(dump "$T/idx")" "$(dump "$T/fresh")" "$engine: $name"
    run_index -d "$T/idx" --verify
    status_is 0 "$engine: sound: $name"
}

# renamed COUNT NAME [SOURCE...]: a run that reads nothing and finds COUNT files renamed
renamed() {
    want=$1
    name=$2
    shift 2
    [ $# -gt 0 ] || set -- "$T/news"
    run_index --format=json -d "$T/idx" "$@"
    status_is 0 "$engine: $name"
    out_like "\"new\":0,\"changed\":0,\"unchanged\":[0-9]*,\"renamed\":$want,\"removed\":0,.*\"bytes\":0," "$engine: without reading"
    same "$name" "$@"
}

# Long enough ago that the mtime is trusted, and with nanoseconds.
age() { find "$@" -type f -exec touch -d '2024-05-03 10:00:00.123456789' {} +; }

for engine in native xapian; do
    rm -rf "$T/idx" "$T/news" "$T/more"
    mkdir "$T/news"
    for i in 1 2 3 4 5 6 7 8; do article "thing$i" >"$T/news/$i.txt"; done
    for i in 1 2 3; do line "l$i"; done >"$T/news/feed.jsonl"
    { echo '{"title":"No id, line one"}'; echo '{broken'; echo '{"title":"No id, line three"}'; } >"$T/news/anon.jsonl"
    line z1 | gzip >"$T/news/feed.jsonl.gz"
    age "$T/news"
    run_index --engine="$engine" -d "$T/idx" "$T/news"

    mv "$T/news/5.txt" "$T/news/five.txt"
    renamed 1 "a renamed file"
    like "$(dump "$T/idx")" '"id":"[^"]*/news/five.txt".*"path":"[^"]*/news/five.txt"' "$engine: id and path are the new ones"
    mv "$T/news/feed.jsonl" "$T/news/old.jsonl"
    mv "$T/news/feed.jsonl.gz" "$T/news/a.jsonl.gz"
    mv "$T/news/anon.jsonl" "$T/news/zzz.jsonl"
    renamed 3 "renamed containers"
    like "$(dump "$T/idx")" '"id":"[^"]*/news/zzz.jsonl#3"' "$engine: the line stays in the id"
    run_index -d "$T/idx" --status
    out_like 'zzz.jsonl: line 2: not JSON' "$engine: what failed in it is still known"
    line l4 >>"$T/news/old.jsonl"
    line z2 | gzip >>"$T/news/a.jsonl.gz"
    run_index -v -d "$T/idx" "$T/news"
    err_like '^dateline-index: 2 articles added, 0 replaced, 0 removed, 0 skipped' "$engine: they go on growing"
    same "grown"

    mkdir "$T/news/2024"
    mv "$T"/news/*.txt "$T/news/2024"
    renamed 8 "more than half of all: no guard stops it"
    mv "$T/news/2024" "$T/news/archive"
    renamed 8 "a renamed folder"
    mv "$T/news" "$T/more"
    renamed 11 "a renamed source, under its new name" "$T/more"
    run_index -d "$T/idx"
    status_is 0 "$engine: the old name is forgotten"
    err_is '' "$engine: without a word"
    mkdir "$T/news"
    mv "$T/more/archive" "$T/news"
    renamed 8 "from one source to another, met before it was missed" "$T/more" "$T/news"
    mv "$T/news/archive" "$T/more"
    renamed 8 "and back: an empty source is no loss" "$T/news" "$T/more"
    rm -rf "$T/news"
    mv "$T/more" "$T/news"
    run_index -d "$T/idx" "$T/news"

    # As logrotate does it: each name leads to another file.
    line r1 >"$T/news/log.jsonl"
    line r2 >"$T/news/log.jsonl.1"
    age "$T"/news/log*
    run_index -d "$T/idx" "$T/news"
    mv "$T/news/log.jsonl.1" "$T/news/log.jsonl.2"
    mv "$T/news/log.jsonl" "$T/news/log.jsonl.1"
    line r0 >"$T/news/log.jsonl"
    run_index --format=json -d "$T/idx" "$T/news"
    out_like '"new":0,"changed":1,"unchanged":11,"renamed":2,"removed":0,' "$engine: rotated files"
    same "rotated"
    line r00 >>"$T/news/log.jsonl"
    mv "$T/news/log.jsonl" "$T/news/log.jsonl.0"
    line r5 >"$T/news/log.jsonl"
    run_index --format=json -d "$T/idx" "$T/news"
    out_like '"new":0,"changed":1,"unchanged":13,"renamed":1,"removed":0,' "$engine: grown, then rotated"
    same "grown, then rotated"

    # A day in the name dates the article: it is read again, and nothing is thought gone.
    mkdir -p "$T/news/2024/05/04"
    mv "$T"/news/archive/*.txt "$T/news/2024/05/04"
    run_index -v -d "$T/idx" "$T/news"
    status_is 0 "$engine: into a folder of a day"
    err_like ', 8 renamed' "$engine: they are renamed"
    same "with the date of their new place"

    # What only looks like a renaming: a hard link, another file with the inode, another content.
    ln "$T/news/2024/05/04/1.txt" "$T/news/link.txt"
    run_index -v -d "$T/idx" "$T/news"
    err_like ' 1 new, 0 changed, [0-9]* unchanged, 0 removed; ' "$engine: a second name is a second file"
    same "hard link"
    rm "$T/news/link.txt"
    mv "$T/news/2024/05/04/1.txt" "$T/news/one.txt"
    printf 'A story about quite another thing\n' >"$T/news/one.txt"
    run_index -v -d "$T/idx" "$T/news"
    err_like ' 1 new, 0 changed, [0-9]* unchanged, 2 removed; ' "$engine: renamed and written anew"
    same "renamed and written anew"
    article aaaaa >"$T/news/same.txt"
    touch -d '2024-01-01 00:00:00' "$T/news/same.txt"
    run_index -d "$T/idx" "$T/news"
    inode=$(stat -c %i "$T/news/same.txt")
    mv "$T/news/same.txt" "$T/news/other.txt"
    article bbbbb >"$T/tmp"
    cat "$T/tmp" >"$T/news/other.txt"
    touch -d '2024-01-01 00:00:00' "$T/news/other.txt"
    is "$(stat -c %i "$T/news/other.txt")" "$inode" "$engine: the same inode, size and mtime of a whole second"
    run_index -d "$T/idx" "$T/news"
    same "but another content is read"

    rm -rf "$T/bare"
    run_index --no-store --engine="$engine" -d "$T/bare" "$T/news"
    mv "$T/news/other.txt" "$T/news/moved.txt"
    run_index -v -d "$T/bare" "$T/news"
    err_like ', 1 renamed' "$engine: an index without texts"
    run_search -d "$T/bare" --format=paths bbbbb
    out_is "$T/news/moved.txt" "$engine: reads it again"
done

# Of shards: another name may be another shard.
rm -rf "$T/news"
mkdir "$T/news"
for i in 1 2 3 4 5 6 7 8; do article "thing$i" >"$T/news/$i.txt"; done
age "$T/news"
for k in 1 2; do run_index --shard=$k/2 -d "$T/shard.$k" "$T/news"; done
for i in 1 2 3 4 5 6 7 8; do mv "$T/news/$i.txt" "$T/news/again$i.txt"; done
for k in 1 2; do
    run_index --shard=$k/2 -d "$T/shard.$k" "$T/news"
    status_is 0 "shard $k of renamed files"
done
run_search -d "$T/shard.1" -d "$T/shard.2" -n 0 --format=paths story
is "$(sort "$T/out")" "$(ls "$T/news"/*.txt)" "each is in one of them"

# Two files change places, and one of them is edited: the other is taken over from what the first was in the index.
for engine in native xapian; do
    rm -rf "$T/idx" "$T/news"
    mkdir "$T/news"
    article ducks >"$T/news/a.txt"
    article geese >"$T/news/b.txt"
    age "$T/news"
    run_index --engine="$engine" --threads=1 -d "$T/idx" "$T/news"
    mv "$T/news/a.txt" "$T/other"
    mv "$T/news/b.txt" "$T/news/a.txt"
    mv "$T/other" "$T/news/b.txt"
    article swans >"$T/news/a.txt"
    head -c 300000 /dev/zero | tr '\0' '\n' >>"$T/news/a.txt"
    for i in 1 2 3 4 5 6 7 8 9; do article "$i" >"$T/news/a$i.txt"; done
    run_index --threads=1 -d "$T/idx" "$T/news"
    same 'changed places'
done

# Mails of a saved search: a new name is no news.
rm -rf "$T/idx" "$T/news"
mkdir "$T/news"
article dams >"$T/news/1.txt"
run_index -d "$T/idx" "$T/news"
run_search -d "$T/idx" --since-last=dams --format=tsv dams
status_is 0 "a saved search"
mv "$T/news/1.txt" "$T/news/2.txt"
article 'more dams' >"$T/news/3.txt"
run_index -d "$T/idx" "$T/news"
run_search -d "$T/idx" --since-last=dams --format=paths dams
out_is "$T/news/3.txt" "does not show a renamed file as new"
printf 'A story about dams, corrected\n' >"$T/news/3.txt"
run_index -d "$T/idx" "$T/news"
run_search -d "$T/idx" --since-last=dams --format=paths dams
status_is 1 "nor one that changed"
done_testing
