#!/bin/sh
# Running again: what is new, changed, grown, touched, renamed, removed; always equal to a fresh index.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

article() { printf 'A story about %s\n\nPARIS, May 3 (AFP) -- Text about %s.\n' "$1" "$1"; }
line() { printf '{"id":"%s","title":"Line about %s","text":"Text of %s."}\n' "$1" "$1" "$1"; }

# same NAME: the index equals one made from scratch
same() {
    rm -rf "$T/fresh"
    "$BIN/dateline-index" -d "$T/fresh" "$T/news" 2>/dev/null
    is "$(dump "$T/idx")" "$(dump "$T/fresh")" "$1"
}

# counts WANT NAME: of a run over the tree
counts() {
    run_index -v -d "$T/idx" "$T/news"
    err_like "dateline-index: .*; files: $1[,;]" "$2"
}

mkdir "$T/news"
for i in 1 2 3 4 5 6 7 8; do article "thing$i" >"$T/news/$i.txt"; done
line l1 >"$T/news/feed.jsonl"
line l2 >>"$T/news/feed.jsonl"
line z1 | gzip >"$T/news/feed.jsonl.gz"
counts '10 new, 0 changed, 0 unchanged, 0 removed' "a first run"
counts '0 new, 0 changed, 10 unchanged, 0 removed' "nothing to do"

article other >"$T/news/1.txt"
article thing9 >"$T/news/9.txt"
rm "$T/news/2.txt"
counts '1 new, 1 changed, 8 unchanged, 1 removed' "one new, one changed, one removed"
same "as from scratch"

touch -d '2001-01-01' "$T/news/3.txt"
counts '0 new, 0 changed, 10 unchanged, 0 removed' "a touched file is compared by content"

# Edited within the same clock tick and to the same length: only the content tells.
article aaaaa >"$T/news/4.txt"
"$BIN/dateline-index" -d "$T/idx" "$T/news"
stamp=$(stat -c %y "$T/news/4.txt")
printf 'A story about bbbbb\n\nPARIS, May 3 (AFP) -- Text about bbbbb.\n' >"$T/news/tmp"
cat "$T/news/tmp" >"$T/news/4.txt"
rm "$T/news/tmp"
"$BIN/dateline-index" -d "$T/idx" "$T/news"
like "$(dump "$T/idx")" 'bbbbb' "an edit right after a run is not missed ($stamp)"

mv "$T/news/5.txt" "$T/news/five.txt"
counts '0 new, 0 changed, 9 unchanged, 0 removed, 1 renamed' "a renamed file"
same "as from scratch after a rename"

line l3 >>"$T/news/feed.jsonl"
counts '0 new, 1 changed, 9 unchanged, 0 removed' "lines were appended"
like "$(tail -n 1 "$T/err")" '; 1[0-9] articles in the index' "they are added"
same "as from scratch after growth"
line z2 | gzip >>"$T/news/feed.jsonl.gz"
counts '0 new, 1 changed, 9 unchanged, 0 removed' "a gzip member was appended"
same "as from scratch after growth of gzip"

printf '{"id":"l4","title":"Line about l4",' >>"$T/news/feed.jsonl"
run_index -d "$T/idx" "$T/news"
status_is 0 "half a line is left alone while it may be in the writing"
err_is '' "without a word"
same "as from scratch with half a line"
touch -d '1 hour ago' "$T/news/feed.jsonl"
run_index -d "$T/idx" "$T/news"
status_is 1 "later it is a skipped article"
run_index -d "$T/idx" "$T/news"
status_is 0 "which is told once"
printf '"text":"Text of l4."}\n' >>"$T/news/feed.jsonl"
run_index -d "$T/idx" "$T/news"
status_is 0 "its other half makes it good"
same "as from scratch after half a line"

line l1 | sed 's/Text of/Another text of/' >"$T/news/feed.jsonl"
counts '0 new, 1 changed, 9 unchanged, 0 removed' "a container that was written anew"
same "as from scratch after that"

run_index -v -d "$T/idx" "$T/news/five.txt"
err_like ' 0 new, 0 changed, 1 unchanged, 0 removed' "one file of the tree alone deletes nothing of the rest"
mkdir "$T/more"
article more >"$T/more/m.txt"
run_index -v -d "$T/idx" "$T/more"
err_like ' 1 new, 0 changed, 0 unchanged, 0 removed' "another folder leaves the first alone"
like "$(dump "$T/idx")" 'about thing9' "which is still there"

# A change that keeps size and modification time; then another text under a known inode, size and time.
printf 'The minister of trade\n\nWent to Tokyo on Monday morning.\n' >"$T/news/kept.txt"
touch -d '2024-10-22 10:00:00.123456789' "$T/news/kept.txt"
sleep 0.1
run_index -d "$T/idx" "$T/news"
printf 'The minister of trade\n\nWent to Seoul on Monday morning.\n' >"$T/news/kept.txt"
touch -d '2024-10-22 10:00:00.123456789' "$T/news/kept.txt"
sleep 0.1
run_index -d "$T/idx" "$T/news"
run_search -d "$T/idx" --count Seoul
out_is 1 "a change that restores the modification time is seen"
printf 'The minister of state\n\nWent to Dhaka on Friday morning.\n' >"$T/news/kept.txt"
touch -d '2024-10-22 10:00:00.123456789' "$T/news/kept.txt"
mv "$T/news/kept.txt" "$T/news/other-name.txt"
run_index -d "$T/idx" "$T/news"
run_search -d "$T/idx" --count Dhaka
out_is 1 "another text under a known inode, size and time is no rename"
run_search -d "$T/idx" Seoul
status_is 1 "and what was there before is gone"

line dup | sed 's/Text/First/; s/{/{"url":"http:\/\/n.example\/dup",/' >"$T/news/x1.jsonl"
line dup | sed 's/Text/Second/; s/{/{"url":"http:\/\/n.example\/dup",/' >"$T/news/x2.jsonl"
run_index --threads=4 -d "$T/idx" "$T/news"
like "$(dump "$T/idx" | grep '"id":"dup"')" 'Second of dup' "of two articles with one id and URL the later wins"
is "$(dump "$T/idx" | grep -c '"id":"dup"')" 1 "and there is one"

# Times that nanoseconds in 64 bits cannot count, where the file system has them.
mkdir "$T/odd"
for year in 1600 2300 3000; do
    article "year $year" >"$T/odd/$year.txt"
    touch -d "$year-01-01" "$T/odd/$year.txt"
done
run_index -d "$T/oddidx" "$T/odd"
status_is 0 "files of odd times"
run_index -v -d "$T/oddidx" "$T/odd"
err_like ' 0 new, 0 changed, 3 unchanged' "are unchanged"

cp -r "$T/idx" "$T/news/index-inside"
run_index -d "$T/news/index-inside" "$T/news"
status_is 0 "an index inside its own source"
err_is '' "without a word"
is "$(dump "$T/news/index-inside" | grep -c index-inside)" 0 "is not read as a source"
run_index -d "$T/idx" "$T/news"
status_is 0 "another index in a source"
err_is '' "without a word"
is "$(dump "$T/idx" | grep -c index-inside)" 0 "is not read as one either"
mkdir "$T/news/lookalike"
echo 'A story in a file of an everyday name' >"$T/news/lookalike/current"
echo 'A second one of that kind' >"$T/news/lookalike/lock"
run_index -d "$T/idx" "$T/news"
like "$(dump "$T/idx")" 'everyday name' "a folder that only looks like one is read"
run_index -d "$T/news/index-inside" "$T/news/index-inside"
status_is 1 "an index as its own source"
err_is "dateline-index: $T/news/index-inside: this is an index, not a folder of articles" "is refused"
done_testing
