#!/bin/sh
# Folders of the Xapian engine that somebody else made or damaged: nothing in them runs a program, blocks, crashes the
# process or makes it remove files of others.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

DATELINE_ENGINE=xapian
mkdir "$T/news"
printf '{"id":"a1","title":"Flood in Laos","date":"2024-10-22","text":"The Mekong rose."}\n' >"$T/news/a.jsonl"
printf '{"id":"a2","title":"Drought","date":"2024-10-23","text":"The Mekong fell."}\n' >>"$T/news/a.jsonl"
run_index --engine=xapian -d "$T/good" "$T/news"
status_is 0 "an index is made"

# ---- stubs ----
canary=$T/canary
printf '#!/bin/sh\n: >%s\n' "$canary" >"$T/program"
chmod +x "$T/program"
# hostile NAME: the folder $T/h holds a stub that leads to $T/h/NAME, which says to run the program.
tab=$(printf '\t')
cr=$(printf '\r')
opened=
for name in "s$tab" "s$cr" 's ' 's' 'db.1' "db.1$tab"; do
    for kind in file folder; do
        for line in "auto $name" "glass $name" "auto ./$name" "# x
auto $name"; do
            rm -rf "$T/h"
            mkdir "$T/h"
            printf '%s\n' "$line" >"$T/h/XAPIANDB"
            if [ $kind = file ]; then
                printf 'remote :%s\n' "$T/program" >"$T/h/$name"
            else
                mkdir "$T/h/$name"
                printf 'remote :%s\n' "$T/program" >"$T/h/$name/XAPIANDB"
            fi
            run_search -d "$T/h" mekong
            [ "$status" -eq 2 ] || opened="$opened search:$line:$kind"
            run_search -d "$T/h/XAPIANDB" mekong
            [ "$status" -eq 2 ] || opened="$opened list:$line:$kind"
            for what in --compact --verify --status "$T/news"; do
                run_index -d "$T/h" "$what"
                [ "$status" -eq 2 ] || opened="$opened $what:$line:$kind"
            done
            if [ -e "$canary" ]; then
                opened="$opened CANARY:$line:$kind"
                rm -f "$canary"
            fi
        done
    done
done
is "$opened" '' "no stub in a stub runs a program, for readers and writers"
for line in "remote :$T/program" "remote $T/program" "remote ssh:$T/program" "remote${tab}:$T/program" "inmemory" "chert x"; do
    printf '%s\n' "$line" >"$T/list"
    run_search -d "$T/list" mekong
    [ "$status" -eq 2 ] || opened="$opened $line"
done
[ ! -e "$canary" ] || opened="$opened CANARY"
is "$opened" '' "a list names servers and folders only"

# ---- tables and their links ----
odd=
for table in iamglass postlist.glass position.glass docdata.glass termlist.glass; do
    rm -rf "$T/h"
    cp -r "$T/good" "$T/h"
    rm "$T/h/db.1/$table"
    mkfifo "$T/h/db.1/$table"
    for command in "dateline-search -d $T/h mekong" "dateline-index -d $T/h --verify" "dateline-index -d $T/h $T/news" \
        "dateline-index -d $T/h --compact"; do
        # shellcheck disable=SC2086
        run timeout 20 "$BIN"/$command
        [ "$status" -eq 2 ] || odd="$odd $table:$command:$status"
    done
done
is "$odd" '' "a FIFO in place of a table is refused"

odd=
for file in flintlock v.tmp postlist.glass; do
    rm -rf "$T/h"
    cp -r "$T/good" "$T/h"
    echo precious >"$T/victim"
    ln -sf "$T/victim" "$T/h/db.1/$file"
    printf '{"id":"a3","title":"More","text":"news"}\n' >"$T/more.jsonl"
    run_index -d "$T/h" "$T/more.jsonl"
    [ "$status" -eq 2 ] && [ "$(cat "$T/victim")" = precious ] || odd="$odd $file:$status"
done
is "$odd" '' "nothing is written through a link"

rm -rf "$T/h"
cp -r "$T/good" "$T/h"
rm "$T/h/db.1/position.glass"
run_search -d "$T/h" mekong
status_is 2 "a missing table is no empty one"
err_like 'position.glass' "and is named"

# ---- every bit of iamglass ----
bytes=$(stat -c %s "$T/good/db.1/iamglass")
crashed=
i=0
while [ $i -lt "$bytes" ]; do
    for mask in 2 64; do
        rm -rf "$T/h"
        cp -r "$T/good" "$T/h"
        was=$(od -An -tu1 -j$i -N1 "$T/good/db.1/iamglass")
        # shellcheck disable=SC2059
        printf "$(printf '\\%03o' $((was ^ mask)))" | dd of="$T/h/db.1/iamglass" bs=1 seek=$i conv=notrunc 2>/dev/null
        run timeout 20 "$BIN/dateline-search" -d "$T/h" mekong
        [ "$status" -le 2 ] || crashed="$crashed $i/$mask:$status"
        [ $mask = 2 ] || continue
        run timeout 20 "$BIN/dateline-index" -d "$T/h" "$T/more.jsonl"
        [ "$status" -le 2 ] || crashed="$crashed $i/$mask:index:$status"
    done
    i=$((i + 1))
done
is "$crashed" '' "a flipped bit of iamglass is an error, or means nothing"

# ---- files of others ----
rm -rf "$T/f"
mkdir -p "$T/f/db.2024" "$T/home/victim"
echo rows >"$T/f/db.2024/dump.sql"
run_index --engine=xapian -d "$T/f" "$T/news"
status_is 2 "a folder that holds files of others is refused"
is "$(cat "$T/f/db.2024/dump.sql")" rows "and keeps them"
rm -rf "$T/h"
cp -r "$T/good" "$T/h"
echo mine >"$T/home/victim/iamglass"
ln -s "$T/home/victim" "$T/h/db.99"
run_index -d "$T/h" "$T/more.jsonl"
status_is 2 "a link in the place of an old database is refused"
is "$(cat "$T/home/victim/iamglass")" mine "and not followed"
rm "$T/h/db.99"
mkdir "$T/h/db.98"
: >"$T/h/db.98/postlist.glass"
run_index -d "$T/h" "$T/more.jsonl"
status_is 0 "what a killed run left is no obstacle"
ok "and goes" test ! -e "$T/h/db.98"

truncate -s 20G "$T/h/XAPIANDB"
if nm "$BIN/dateline-search" 2>/dev/null | grep -q __asan_init; then
    run "$BIN/dateline-search" -d "$T/h" mekong # AddressSanitizer needs more for itself
else
    run sh -c 'ulimit -v 400000; exec "$@"' - "$BIN/dateline-search" -d "$T/h" mekong
fi
status_is 2 "a stub of 20 GB is refused"
err_like 'larger than' "by its size"
done_testing
