#!/bin/sh
# Links: followed, followed inside a source only (the default for root), or not at all.  Files without an end, pipes that are
# named on the command line, and folders that look like an index.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

found() { "$BIN/dateline-search" -d "$T/idx" -n 0 --format=tsv --fields=title '*' 2>/dev/null | tail -n +1 | sort | tr '\n' ,; }
mkdir -p "$T/news/sub" "$T/outside"
echo 'An inside story' >"$T/news/sub/inside.txt"
echo 'An outside story' >"$T/outside/secret.txt"
ln -s sub/inside.txt "$T/news/relative.txt"
ln -s "$T/news/sub/inside.txt" "$T/news/absolute.txt"
ln -s "$T/outside/secret.txt" "$T/news/out.txt"
ln -s ../outside/secret.txt "$T/news/out-too.txt"

run_index -d "$T/idx" --follow "$T/news"
status_is 0 '--follow'
is "$(found | tr ',' '\n' | grep -c outside)" 2 'reads through links out of the source'
rm -rf "$T/idx"
run_index -d "$T/idx" --no-follow "$T/news"
status_is 0 '--no-follow'
is "$(found)" 'An inside story,' 'reads through no link'
rm -rf "$T/idx"
run_index -d "$T/idx" "$T/news"
if [ "$(id -u)" -eq 0 ]; then
    status_is 1 'as root'
    is "$(found)" 'An inside story,An inside story,An inside story,' 'links are followed inside the source only'
    err_like 'out.txt: a link out of the source is not followed \(see --follow\)' 'and it is said'
    run_index -d "$T/idx" --follow "$T/news"
    is "$(found | tr ',' '\n' | grep -c outside)" 2 'until asked'
else
    status_is 0 'as a user'
    is "$(found | tr ',' '\n' | grep -c outside)" 2 'all are followed'
fi
run_index -d "$T/idx" --follow --no-follow "$T/news"
status_is 2 'both'
err_is 'dateline-index: --follow and --no-follow do not go together' 'are refused'
ln -s "$T/news" "$T/link"
rm -rf "$T/idx"
run_index -d "$T/idx" --no-follow "$T/link"
is "$(found)" 'An inside story,' 'a source may be a link itself'

# A file that says "not yet" for ever.
if [ -r /proc/kmsg ]; then
    mkdir "$T/odd"
    ln -s /proc/kmsg "$T/odd/x"
    run timeout 30 "$BIN/dateline-index" --follow -d "$T/oddidx" "$T/odd"
    status_is 1 'a file without an end does not keep the run'
else
    skip 'a file without an end does not keep the run' 'no /proc/kmsg'
fi

# Named pipes: those of the command line are read, those in a folder are not.
mkfifo "$T/pipe" "$T/news/pipe"
{ echo '{"id":"p","title":"Through a pipe"}' >"$T/pipe"; } &
rm -rf "$T/idx"
run timeout 60 "$BIN/dateline-index" -d "$T/idx" --no-follow "$T/news" "$T/pipe"
status_is 0 'a named pipe'
is "$(found)" 'An inside story,Through a pipe,' 'is read'
wait

# A folder of articles with names of an index; an index with other names beside.
mkdir "$T/named"
for name in lock current manifest-notes.txt XAPIANDB iamglass postlist.glass; do echo "A story called $name" >"$T/named/$name"; done
rm -rf "$T/idx"
run_index -d "$T/idx" "$T/named"
is "$(found | tr ',' '\n' | grep -c called)" 6 'articles with the names of index files are read'
for engine in native xapian; do
    run_index --engine=$engine -d "$T/named/$engine" "$T/news/sub"
    run_index -v -d "$T/idx" "$T/named"
    err_like "named/$engine: an index, passed over" "an index of the $engine engine is recognised"
done
err_like ', 2 folders passed over that are an index' 'and counted'
is "$(found | tr ',' '\n' | grep -c .)" 6 'and not read'

# Half a line with a time of modification in the future is an error as any other.
printf '{"id":"half","title":"Ha' >"$T/half.jsonl"
touch -d '+2 days' "$T/half.jsonl"
run_index -d "$T/idx" "$T/half.jsonl"
status_is 1 'half a line of the future'
err_like 'half.jsonl:1: article skipped' 'is reported'
done_testing
