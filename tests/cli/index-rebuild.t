#!/bin/sh
# --rebuild: the new index has the modes, group and access control lists of the old one; killed between two renames, the
# old one is put back by either program; a run that waits beside it does its work.  A new index is private.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

umask 022
preload=$BIN/tests/crash/fault.so
mkdir "$T/news"
echo 'A story of a bridge' >"$T/news/a.txt"
modes() { find "$1" ! -name lock ! -name flintlock -printf '%m\n' | sort -u | tr '\n' ' '; }

for engine in native xapian; do
    rm -rf "$T/idx" "$T/deep"
    run_index --engine=$engine -d "$T/deep/er/idx" "$T/news"
    is "$(modes "$T/deep/er/idx")" '600 700 ' "$engine: a new index is private"
    mkdir -m 2750 "$T/idx"
    run_index --engine=$engine -d "$T/idx" "$T/news"
    is "$(stat -c %a "$T/idx")" 2750 "$engine: a folder that was there keeps its mode"
    is "$(find "$T/idx" -type f ! -perm -044 ! -name flintlock | wc -l)" 0 "$engine: and its files follow the umask"
    if [ "$(id -u)" -eq 0 ]; then
        chgrp -R 12345 "$T/idx"
        chown 1234 "$T/idx"
        chmod 2750 "$T/idx"
    fi
    owner=$(stat -c '%a %u %g' "$T/idx")
    if command -v setfacl >/dev/null && setfacl -m u:4321:rx "$T/idx" 2>/dev/null; then acl=yes; else acl=; fi
    run_index -d "$T/idx" --rebuild
    status_is 0 "$engine: rebuilt"
    is "$(stat -c '%a %u %g' "$T/idx")" "$owner" "$engine: with the mode, owner and group of before"
    if [ -n "$acl" ]; then
        like "$(getfacl -p "$T/idx" 2>/dev/null)" 'user:4321:r-x' "$engine: and the access control list"
    else
        skip "$engine: and the access control list" 'no setfacl, or a file system without'
    fi

    # What a kill between the two renames leaves, where names cannot be exchanged.
    mv "$T/idx" "$T/idx.rebuild-old"
    run_search -d "$T/idx" --count bridge
    out_is 1 "$engine: the searcher puts the old index back"
    ok "$engine: in its place" test -d "$T/idx"
    mv "$T/idx" "$T/idx.rebuild-old"
    run_index -v -d "$T/idx" "$T/news"
    err_like ' 1 unchanged' "$engine: so does the indexer"
    ok "$engine: and leaves nothing aside" test ! -e "$T/idx.rebuild-old"
    ln -s "$T/idx" "$T/link"
    mv "$T/idx" "$T/idx.rebuild-old"
    run_search -d "$T/link" --count bridge
    out_is 1 "$engine: also through a link to it"
    rm "$T/link"
    mv "$T/idx" "$T/idx.rebuild-old"
    run_index -d "$T/idx" --rebuild
    status_is 0 "$engine: so does a rebuild"
    run_search -d "$T/idx" --count bridge
    out_is 1 "$engine: which finds its sources"

    if [ -f "$preload" ] && ! nm "$BIN/dateline-index" 2>/dev/null | grep -q __asan_init; then
        run env LD_PRELOAD="$preload" FAULT_NO_EXCHANGE=1 "$BIN/dateline-index" -d "$T/idx" --rebuild
        status_is 0 "$engine: rebuilt where names cannot be exchanged"
        is "$(find "$T" -maxdepth 1 -name 'idx.*')" '' "$engine: and nothing is left"
        run_search -d "$T/idx" --count bridge
        out_is 1 "$engine: it is there"
        run env LD_PRELOAD="$preload" FAULT_NO_EXCHANGE=2 "$BIN/dateline-index" -d "$T/idx" --rebuild
        status_is 2 "$engine: the second rename fails"
        run_search -d "$T/idx" --count bridge
        out_is 1 "$engine: and the old index is in its place"
    else
        skip "$engine: rebuilt where names cannot be exchanged" "no $preload, or under AddressSanitizer"
    fi

    # Beside runs that wait for it.
    fine=yes
    for i in 1 2 3 4; do
        echo "A story with the number $i" >"$T/news/$i.txt"
        "$BIN/dateline-index" -d "$T/idx" --wait=60 --rebuild 2>"$T/err1" &
        first=$!
        "$BIN/dateline-index" -d "$T/idx" --wait=60 "$T/news" 2>"$T/err2" &
        second=$!
        wait $first || fine="the rebuild: $(cat "$T/err1")"
        wait $second || fine="the run: $(cat "$T/err2")"
    done
    is "$fine" yes "$engine: a rebuild and a waiting run do not disturb each other"
    run_search -d "$T/idx" --count story
    out_is 5 "$engine: and all is indexed"
    rm "$T"/news/[1-4].txt
done
done_testing
