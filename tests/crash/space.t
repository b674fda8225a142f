#!/bin/sh
# A real file system that runs full, of every size up to one that is large enough: the index is as it was, the message says
# so, searching goes on, and with room again the next run completes it.  Needs the right to mount a tmpfs.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

mkdir "$T/disk"
mount -t tmpfs -o size=64k none "$T/disk" 2>/dev/null || skip_all "may not mount a tmpfs"
trap 'umount "$T/disk"; rm -rf "$T"' EXIT

# feed FIRST LAST
feed() {
    awk -v i="$1" -v last="$2" 'BEGIN {
        for (; i <= last; i++) {
            printf "{\"id\":\"a%d\",\"title\":\"Story %d\",\"date\":\"2024-01-01\",\"text\":\"", i, i
            for (k = 0; k < 100; k++) printf "w%d ", (i * 7919 + k * k * 31) % 3000
            print "\"}"
        }
    }'
}
resize() { mount -o "remount,size=$1k" "$T/disk"; }
used() { du -sk "$T/disk" | cut -f1; }

mkdir "$T/news"
for engine in native xapian; do
    resize 100000
    rm -rf "$T/disk/idx" "$T/fresh"
    feed 1 300 >"$T/news/1.jsonl"
    rm -f "$T/news/2.jsonl"
    run_index --engine="$engine" -d "$T/disk/idx" "$T/news"
    status_is 0 "$engine: while there is room"
    old=$(dump "$T/disk/idx")
    feed 200 800 >"$T/news/2.jsonl"
    run_index --engine="$engine" -d "$T/fresh" "$T/news"
    new=$(dump "$T/fresh")
    room=$(used)
    step=$(($(du -sk "$T/fresh" | cut -f1) / 6 + 4))
    failed=0
    bad=
    while :; do
        resize "$room"
        run_index -d "$T/disk/idx" "$T/news"
        [ "$status" -ne 0 ] || break
        failed=$((failed + 1))
        [ "$status" -eq 2 ] || bad="at $room kB: status $status"
        grep -q 'No space left on device' "$T/err" || bad="at $room kB: says $(cat "$T/err")"
        [ "$(wc -l <"$T/err")" -eq 1 ] || bad="at $room kB: says $(cat "$T/err")"
        [ "$(dump "$T/disk/idx")" = "$old" ] || bad="at $room kB: not the old index"
        run_index -d "$T/disk/idx" --verify
        [ "$status" -eq 0 ] || bad="at $room kB: not sound: $(cat "$T/err")"
        room=$((room + step))
        [ "$failed" -lt 60 ] || { bad="no size is enough"; break; }
    done
    is "$bad" '' "$engine: $failed sizes are too small"
    ok "$engine: at least one is" test "$failed" -gt 0
    is "$(dump "$T/disk/idx")" "$new" "$engine: in the end there is room"
    run_index -d "$T/disk/idx" --verify
    status_is 0 "$engine: and it is sound"

    resize "$(used)"
    sanitiser=$ASAN_OPTIONS
    ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 # libxapian's own compaction leaks when it fails
    run_index -d "$T/disk/idx" --compact
    ASAN_OPTIONS=$sanitiser
    like "$status" '^[02]$' "$engine: compacting without room"
    is "$(dump "$T/disk/idx")" "$new" "$engine: loses nothing"
    run_index -d "$T/disk/idx" --rebuild
    like "$status" '^[02]$' "$engine: rebuilding without room"
    is "$(dump "$T/disk/idx")" "$new" "$engine: loses nothing"
    ok "$engine: nothing is left beside" test ! -e "$T/disk/idx.rebuild-tmp"
done
done_testing
