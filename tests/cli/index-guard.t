#!/bin/sh
# The guard: a source that is missing, empty or half gone deletes nothing without --prune.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

count() { dump "$T/idx" | wc -l; }

mkdir "$T/news" "$T/other"
i=0
while [ $i -lt 40 ]; do
    i=$((i + 1))
    printf 'Story number %d of many\n\nText %d.\n' $i $i >"$T/news/$i.txt"
done
echo 'Another story from elsewhere' >"$T/other/o.txt"
run_index -d "$T/idx" "$T/news" "$T/other"
is "$(count)" 41 "all there"

mv "$T/news" "$T/away"
run_index -d "$T/idx" "$T/news" "$T/other"
status_is 1 "a missing source"
err_is "dateline-index: $T/news is missing: its 40 indexed files are kept; use --prune to remove them" "says what to do"
is "$(count)" 41 "nothing deleted"

mkdir "$T/news"
echo 'A second story from elsewhere' >"$T/other/p.txt"
run_index -d "$T/idx" "$T/news" "$T/other"
status_is 1 "an empty source"
err_is "dateline-index: $T/news is empty: its 40 indexed files are kept; use --prune to remove them" "says what to do"
is "$(count)" 42 "nothing deleted, what is new is added"
rmdir "$T/news"
mv "$T/away" "$T/news"

run_index -d "$T/inner" "$T/other"
cp "$T/inner"/* "$T/news"
for prune in '' --prune; do
    # shellcheck disable=SC2086
    run_index -d "$T/idx" "$T/news" "$T/other" $prune
    status_is 1 "a source that is not walked${prune:+, with $prune}"
    err_is "dateline-index: $T/news: this is an index, not a folder of articles" "is not called empty"
    is "$(count)" 42 "nothing deleted"
done
for f in "$T/inner"/*; do rm "$T/news/${f##*/}"; done

i=0
while [ $i -lt 25 ]; do
    i=$((i + 1))
    rm "$T/news/$i.txt"
done
echo 'A new story among the rest' >"$T/news/new.txt"
run_index -d "$T/idx" "$T/news"
status_is 1 "more than half is gone"
err_like '^dateline-index: .*/news: 25 of 40 files \(25 of 40 articles\) are gone or empty, too many to be believed: they are kept; use --prune' "says what to do"
is "$(count)" 43 "nothing deleted"

run_index -d "$T/idx" "$T/news" --prune
status_is 0 "with --prune"
err_is '' "no complaint"
is "$(count)" 18 "they are removed"

rm "$T/news/26.txt"
run_index -v -d "$T/idx" "$T/news"
status_is 0 "a few may go at any time"
err_like ' 1 removed' "one is removed"

# Files without a byte: a scraper whose disk is full.
i=40
while [ $i -lt 60 ]; do
    i=$((i + 1))
    printf 'Story number %d of many\n\nText %d.\n' $i $i >"$T/news/$i.txt"
done
run_index -d "$T/idx" "$T/news"
was=$(count)
mkdir "$T/kept"
cp -p "$T"/news/*.txt "$T/kept"
for file in "$T"/news/[4-6]*.txt; do : >"$file"; done
run_index -d "$T/idx" "$T/news"
status_is 1 "most files are empty all of a sudden"
err_like 'news: 2[0-9] of 3[0-9] files \(.*\) are gone or empty, too many to be believed: they are kept; use --prune' "says what to do"
is "$(count)" "$was" "nothing deleted"
run_index -d "$T/idx" "$T/news"
status_is 1 "said again until somebody looks"
cp -p "$T"/kept/*.txt "$T/news"
run_index -d "$T/idx" "$T/news"
status_is 0 "they are back"
is "$(count)" "$was" "all of them"
: >"$T/news/41.txt"
run_index -d "$T/idx" "$T/news"
status_is 0 "one that is empty is not worth a mail"
err_is '' "nothing is said"
is "$(count)" "$((was - 1))" "its article is gone"
run_index -v -d "$T/idx" "$T/news"
err_like ' 0 new, 0 changed, [0-9]* unchanged, 0 removed' "which is the end of it"
: >"$T/news/new.txt"
: >"$T/news/never.txt"
run_index -d "$T/idx" "$T/news"
status_is 0 "a new file that is empty, neither"
err_is '' "nothing is said"

i=0
while [ $i -lt 30 ]; do
    i=$((i + 1))
    printf '{"id":"f%d","title":"Feed %d"}\n' $i $i
done >"$T/other/feed.jsonl"
run_index -d "$T/idx" "$T/other"
: >"$T/other/feed.jsonl"
run_index -d "$T/idx" "$T/other"
status_is 1 "a feed that is empty now"
err_is "dateline-index: $T/other/feed.jsonl is empty: its 30 articles are kept; use --prune to remove them" "says what to do"
rm "$T/other/feed.jsonl"
run_index -d "$T/idx" "$T/other"
status_is 1 "one file with most of the articles is gone"
err_like '1 of 3 files \(30 of 32 articles\) are gone or empty' "articles count, not files alone"

run_index -d "$T/idx" "$T/nowhere"
status_is 1 "a source that never was"
err_is "dateline-index: $T/nowhere: cannot be read: No such file or directory" "is named"

rm -r "$T/other"
run_index -d "$T/idx" --prune
status_is 0 "a root that is gone for good"
run_index -d "$T/idx"
status_is 0 "is forgotten by --prune"
err_is '' "and not complained of again"

mkdir "$T/disk" "$T/local"
printf 'A story on the disk\n\nBody.\n' >"$T/disk/a.txt"
printf 'A story that stays\n\nBody.\n' >"$T/local/b.txt"
run_index -d "$T/idx3" "$T/disk" "$T/local"
mv "$T/disk/a.txt" "$T/a.txt"
run_index -d "$T/idx3" --rebuild
status_is 2 "rebuilding with a source that is empty"
err_is "dateline-index: $T/disk: 1 of 1 articles are gone, too many to be believed: the index is as it was; use --prune to do without them" "is refused"
is "$(dump "$T/idx3" | wc -l)" 2 "nothing is lost"
ok "nothing is left beside" test ! -e "$T/idx3.rebuild-tmp"
printf '[source %s]\n[source %s]\n' "$T/disk" "$T/local" >"$T/config"
run_index -d "$T/idx3" --config="$T/config" --rebuild
status_is 2 "also when a configuration names the sources"
mv "$T/a.txt" "$T/disk/a.txt"
run_index -d "$T/idx3" --rebuild "$T/local"
status_is 2 "and when a source that it holds is not named"
run_index -d "$T/idx3" --rebuild "$T/local" "$T/disk"
status_is 0 "all are named"
for file in "$T"/idx3/*; do [ "${file##*/}" = lock ] || [ -d "$file" ] || echo damage >"$file"; done
run_index -d "$T/idx3" --rebuild
status_is 2 "a damaged index knows no sources"
run_index -d "$T/idx3" --engine="${DATELINE_ENGINE:-native}" --rebuild "$T/local" "$T/disk"
status_is 0 "it is rebuilt from those that are named"
is "$(dump "$T/idx3" | wc -l)" 2 "whole"
rm "$T/disk/a.txt"
run_index -d "$T/idx3" --rebuild --prune
status_is 0 "but done with --prune"
is "$(dump "$T/idx3" | wc -l)" 1 "without it"

# A folder in whose place something else stands.
mkdir "$T/turned"
printf 'A story in a folder\n\nBody.\n' >"$T/turned/a.txt"
run_index -d "$T/idx4" "$T/turned"
mv "$T/turned" "$T/kept"
mkfifo "$T/turned"
run_index -d "$T/idx4"
status_is 1 "a source that is a FIFO now"
err_is "dateline-index: $T/turned: neither a file nor a folder (use - for standard input)" "is told"
is "$(dump "$T/idx4" | wc -l)" 1 "and its articles kept"
rm "$T/turned"
printf 'A story in its place\n\nBody.\n' >"$T/turned"
run_index -d "$T/idx4"
status_is 1 "a source that is a file now"
err_is "dateline-index: $T/turned is a file now: its 1 indexed files are kept; use --prune to remove them" "is told"
is "$(dump "$T/idx4" | wc -l)" 2 "and what was in the folder kept"
run_index -d "$T/idx4" --prune
status_is 0 "but with --prune"
is "$(dump "$T/idx4" | wc -l)" 1 "it goes"

# A feed of which nothing is left but a line's end, or an empty list.
i=0
while [ $i -lt 30 ]; do
    i=$((i + 1))
    echo "{\"id\":\"$i\",\"title\":\"Story $i\"}"
done >"$T/feed"
mkdir "$T/feeds"
for bare in '\n' '[]\n' ''; do
    cp "$T/feed" "$T/feeds/feed.jsonl"
    run_index -d "$T/idx5" "$T/feeds"
    # shellcheck disable=SC2059 # a format is meant
    printf "$bare" >"$T/feeds/feed.jsonl"
    run_index -d "$T/idx5" "$T/feeds"
    status_is 1 "a feed of '$bare'"
    err_is "dateline-index: $T/feeds/feed.jsonl is empty: its 30 articles are kept; use --prune to remove them" "is told"
    run_index -d "$T/idx5" "$T/feeds"
    is "$(dump "$T/idx5" | wc -l)" 30 "and its articles kept"
    { cat "$T/feed"; echo '{"id":"x","title":"One more"}'; } >"$T/feeds/feed.jsonl"
    run_index -d "$T/idx5" "$T/feeds"
    status_is 0 "when it is back"
    is "$(dump "$T/idx5" | wc -l)" 31 "all goes on"
done
echo '[]' >"$T/feeds/feed.jsonl"
run_index -d "$T/idx5" --prune
is "$(dump "$T/idx5" | wc -l)" 0 "and with --prune they go"
done_testing
