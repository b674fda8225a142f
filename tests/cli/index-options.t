#!/bin/sh
# The command line, the configuration file, locking, stopping, rebuilding.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

mkdir "$T/news"
for i in 1 2 3; do printf 'Story number %d of three\n\nText.\n' $i >"$T/news/$i.txt"; done

run_index --help
status_is 0 "--help"
out_like '^usage: dateline-index ' "usage"
is "$(grep -c -e --threads "$T/out")" 0 "the short help leaves things out"
run_index --help=all
out_like '--threads=N' "the long one does not"
run_index --version
out_like '^Xapian [0-9.]+, ICU [0-9.]+, PCRE2 [0-9.]+, ' "--version"
run_index --indx=x
status_is 2 "a wrong option"
err_is 'dateline-index: unknown option --indx (did you mean --index?)' "is named with the nearest"
run_index -d "$T/none"
status_is 2 "no source at all"
err_is "dateline-index: there is no index at $T/none, and no source was given" "is told"
run_index -d "$T/none2" --status
status_is 2 "status of no index"
run_index -d "$T/news" "$T/news"
status_is 2 "an index in a folder of other things"
err_like 'is not an index' "is refused"
ok "and left alone" test ! -e "$T/news/lock"

mkdir -p "$T/home/.config/dateline"
printf 'index = %s\n\n[source %s]\nexclude = 3.*\n' "$T/cfg" "$T/news" >"$T/home/.config/dateline/config"
run_index -v
status_is 0 "with a configuration file no argument is needed"
err_like ' 2 new, ' "its globs count"
run_index -d "$T/idx" "$T/news" --verbose
err_like ' 3 new, ' "sources on the command line replace its own"
printf 'index = x\nthreads = many\n' >"$T/bad.conf"
run_index --config="$T/bad.conf"
status_is 2 "a mistake in the file"
err_is "dateline-index: $T/bad.conf:2: --threads: 'many' is not a whole number" "is named by its line"
printf '\357\273\277index = %s\r\n[source %s]\r\n' "$T/cfg" "$T/news" >"$T/home/.config/dateline/config"
run_index
status_is 0 "a file as some editors save it"
run_search --count '*'
out_is 3 "to both programs"
printf 'index = %s\n\000[source /nowhere]\n' "$T/cfg" >"$T/bad.conf"
run_index --config="$T/bad.conf"
status_is 2 "a NUL in the file"
rm "$T/home/.config/dateline/config"
run_index -d "$T/idx" --rebuild --compact
status_is 2 "two things at once"

# Another writer: hold the lock by a run that waits for its standard input.
mkfifo "$T/pipe"
"$BIN/dateline-index" -d "$T/idx" - <"$T/pipe" 2>"$T/first.err" &
holder=$!
exec 3>"$T/pipe"
until_true is_locked "$T/idx"
run_index -d "$T/idx" "$T/news"
status_is 75 "a busy index"
err_like 'written by another process' "is told"
run_index -d "$T/idx" --wait=0.3 "$T/news"
status_is 75 "still busy after a wait"
run_search -d "$T/idx" story
status_is 0 "searching goes on"
echo '{"id":"p1","title":"From the pipe"}' >&3
(sleep 0.5; exec 3>&-) &
exec 3>&-
run_index -d "$T/idx" --wait=20 "$T/news"
status_is 0 "waiting helps"
wait "$holder"
is "$?" 0 "the first writer ends well"
run_search -d "$T/idx" --format=paths pipe
status_is 0 "and what it read is there"

# Stopped by a signal: what was read is committed, the next run goes on.
"$BIN/dateline-index" -d "$T/stop" "$T/news/1.txt" - <"$T/pipe" 2>"$T/err" &
pid=$!
exec 3>"$T/pipe"
until_true is_locked "$T/stop"
sleep 0.5 # until it has read 1.txt and waits for the pipe
kill -TERM "$pid"
wait "$pid"
is "$?" 1 "SIGTERM ends a run"
err_is 'dateline-index: stopped by a signal: what was read is in the index, the next run goes on' "which says so"
exec 3>&-
is "$(dump "$T/stop" | wc -l)" 1 "what was read is in"
run_index -v -d "$T/stop" "$T/news"
err_like ' 2 new, 0 changed, 1 unchanged' "the next run goes on"

run_index -d "$T/stop" --max-time=0.000001 -v "$T/news"
status_is 0 "--max-time"
err_like 'stopped by max-time' "is told with -v"

# Rebuilding
run_index -d "$T/idx" "$T/news" --prune
dump "$T/stop" >"$T/want"
run_index -d "$T/stop" --rebuild -v
status_is 0 "--rebuild"
err_like ' 3 new, ' "reads all again"
is "$(dump "$T/stop")" "$(cat "$T/want")" "the same articles"
ok "nothing is left behind" test ! -e "$T/stop.rebuild-tmp"
run_index -d "$T/idx" --rebuild
status_is 2 "what came through a pipe cannot be read again"
err_like 'through standard input' "says why"
mv "$T/news" "$T/away"
run_index -d "$T/stop" --rebuild
status_is 2 "a rebuild without its sources"
is "$(dump "$T/stop" | wc -l)" 3 "leaves the index as it was"
mv "$T/away" "$T/news"
mkdir "$T/stop.rebuild-tmp"
: >"$T/stop.rebuild-tmp/s00000001.seg"
run_index -d "$T/stop" "$T/news"
ok "leftovers of a killed rebuild are removed" test ! -e "$T/stop.rebuild-tmp"

run_index -d "$T/stop" --compact
status_is 0 "--compact"
out_is '' "has nothing to say"
run_index -d "$T/stop" --compact -v
out_like '^[0-9.]+ MB, [0-9.]+ MB before$' "unless asked"
run_index -d "$T/stop" --compact --format=json
out_like '^\{"bytes_before":[0-9]+,"bytes":[0-9]+\}$' "also as JSON"
is "$(dump "$T/stop")" "$(cat "$T/want")" "keeps all"
run_index -d "$T/stop" --verify
status_is 0 "and is sound"
run_index -d "$T/stop" --explain-metadata="$T/news/1.txt"
status_is 0 "--explain-metadata"
out_like '^in the index: date unknown, from none; countries' "tells what was found"
run_index -d "$T/stop" --explain-metadata=nothing
status_is 2 "of an article that is not there"

run_index -d "$T/stop" --config=/dev/null --status
status_is 0 "--config=/dev/null is no configuration"

run sh -c "'$BIN/dateline-index' -d '$T/stop' --status >/dev/full"
status_is 2 "a full standard output is an error"

echo '{"id":"bad","title":1' >"$T/bad.jsonl"
for engine in native xapian; do
    run sh -c "'$BIN/dateline-index' --engine=$engine -d '$T/closed' '$T/news' '$T/bad.jsonl' 2>&-"
    status_is 1 "$engine: without standard error"
    is "$(cd "$T/closed" && grep -rl 'bad.jsonl:1' . | grep -v -e blob -e glass)" '' "no file of the index takes its place"
    run sh -c "'$BIN/dateline-index' -d '$T/closed' - <&-"
    status_is 1 "without standard input"
    err_like 'standard input.*Bad file descriptor' "it cannot be read"
    rm -r "$T/closed"
done

run_index -d "$T/nope" --status
status_is 2 "--status of no index"
run_index -d "$T/nope"
status_is 2 "no index and no source"
err_is "dateline-index: there is no index at $T/nope, and no source was given" "says so"
run_index -d "$T/nope" "$T/no-such-source"
status_is 1 "no index, and a source that is missing"
ok "a wrong folder is not made" test ! -e "$T/nope"
run_index -d "$T/stop" --verify -v
out_like '^sound: every checksum and cross-reference holds' "--verify says what it proved"
for program in index search; do
    run "$BIN/dateline-$program" --version
    for library in Xapian ICU PCRE2 libxml2 zlib libdeflate xxHash; do
        out_like "$library [0-9]" "dateline-$program --version names $library"
    done
done

status=0
env -u HOME "$BIN/dateline-index" "$T/news" >"$T/out" 2>"$T/err" || status=$?
status_is 2 "no home"
err_is "dateline-index: which index? HOME is not set: name it with -d DIR or DATELINE_INDEX" "asks for an index"
status=0
env -u HOME "$BIN/dateline-index" -d "$T/homeless" "$T/news" >"$T/out" 2>"$T/err" || status=$?
status_is 0 "or does without"
done_testing
