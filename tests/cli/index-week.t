#!/bin/sh
# Seven nights of cron: articles come, change and go; one night the run is killed, one night the source is not mounted, one
# night the disk is full.  In the end the index is what a fresh build gives, and the mails are the right ones.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

preload=$BIN/tests/crash/fault.so

# story NAME NIGHT
story() { printf ' date 2024-11-%02d Story %s of the night\n\nPARIS (AFP) -- Version of night %d.\n' "$2" "$1" "$2" >"$T/news/$1.txt"; }

# What cron sends is what is printed: shown in the log, and all of it.
mail() {
    if [ -s "$T/out" ] || [ -s "$T/err" ]; then
        cat "$T/out" "$T/err" | sed "s|$T|/srv|g; s/^/# mail of night $n (exit status $status): /"
    else
        echo "# no mail of night $n (exit status $status)"
    fi
}

# night WANTED_STATUS WANTED_MAIL: what cron would run, and what it would send
night() {
    n=$((n + 1))
    run_index -d "$T/idx" "$T/news"
    mail
    status_is "$1" "night $n: status $1"
    err_is "$2" "night $n: the mail"
}

whole() {
    run_index -d "$T/idx" --verify
    status_is 0 "night $n: sound"
    rm -rf "$T/fresh"
    "$BIN/dateline-index" -d "$T/fresh" "$T/news" 2>/dev/null
    is "$(dump "$T/idx")" "$(dump "$T/fresh")" "night $n: as a fresh build"
}

mkdir "$T/news"
n=0
for i in 1 2 3 4 5 6 7 8 9; do story "a$i" 1; done
echo '{"id":"f1","title":"First in the feed"}' >"$T/news/feed.jsonl"
night 0 ''
whole

story b1 2
story a2 2
rm "$T/news/a3.txt"
echo '{"id":"f2","title":"Second in the feed"}' >>"$T/news/feed.jsonl"
night 0 ''
whole

# The third night: killed in the middle.
story c1 3
rm "$T/news/a4.txt"
n=$((n + 1))
before=$(dump "$T/idx")
if [ -f "$preload" ] && ! nm "$BIN/dateline-index" 2>/dev/null | grep -q __asan_init; then
    run env LD_PRELOAD="$preload" FAULT_AT=7 FAULT_MODE=kill "$BIN/dateline-index" -d "$T/idx" "$T/news"
    mail
    status_is 137 "night $n: killed"
    is "$(dump "$T/idx")" "$before" "night $n: the index is as before"
fi

# The fourth: not mounted.
mv "$T/news" "$T/away"
mkdir "$T/news"
night 1 "dateline-index: $T/news is empty: its 10 indexed files are kept; use --prune to remove them"
is "$(dump "$T/idx" | wc -l)" 11 "night $n: nothing is lost"
rmdir "$T/news"
mv "$T/away" "$T/news"

# The fifth: a bad file among new ones; the sixth: the disk is full.
story d1 5
echo 'A story that is cut off' | gzip | head -c 20 >"$T/news/bad.txt.gz"
night 1 "dateline-index: $T/news/bad.txt.gz: skipped: truncated gzip: the compressed data ends too early"
whole
story e1 6
if [ -f "$preload" ] && ! nm "$BIN/dateline-index" 2>/dev/null | grep -q __asan_init; then
    n=$((n + 1))
    before=$(dump "$T/idx")
    run env LD_PRELOAD="$preload" FAULT_AT=3 FAULT_MODE=enospc "$BIN/dateline-index" -d "$T/idx" "$T/news"
    mail
    status_is 2 "night $n: no space"
    err_like 'No space left on device' "night $n: the mail says so"
    is "$(dump "$T/idx")" "$before" "night $n: the index is as before"
fi

rm "$T/news/a5.txt" "$T/news/bad.txt.gz"
story a6 7
night 0 ''
whole
run_index -v -d "$T/idx" "$T/news"
err_like ' 0 new, 0 changed, 11 unchanged, 0 removed' "in the end there is nothing to do"
done_testing
