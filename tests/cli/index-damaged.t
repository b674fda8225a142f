#!/bin/sh
# An index whose files were damaged, cut short or lost: told in one line, never followed into the dark, and mended by
# --rebuild with its sources.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

mkdir "$T/news"
i=0
while [ $i -lt 200 ]; do
    i=$((i + 1))
    echo "{\"id\":\"a$i\",\"title\":\"Story $i\",\"date\":\"2024-01-0$((i % 9 + 1))\",\"text\":\"common w$((i * 31 % 97)) and w$((i * 7 % 31))\"}"
done >"$T/news/feed.jsonl"

# Each of a file's ways to go wrong.  harm HOW FILE
harm() {
    size=$(stat -c %s "$2")
    case $1 in
    lost) rm "$2" ;;
    empty) : >"$2" ;;
    half) truncate -s $((size / 2)) "$2" ;;
    zeros) truncate -s 0 "$2" && truncate -s "$size" "$2" ;;
    noise) awk -v n="$size" 'BEGIN { srand(7); for (i = 0; i < n; i++) printf "%c", 1 + int(rand() * 126) }' >"$2" ;;
    longer) printf 'something more' >>"$2" ;;
    *) printf '\377' | dd of="$2" bs=1 seek=$((size * $1 / 100)) conv=notrunc 2>/dev/null ;; # one byte, so far in
    esac
}

# calm WHAT: the last run ended by itself, and with one line when it failed
calm() {
    [ "$status" -le 2 ] || odd="$odd; $1: status $status: $(cat "$T/err")"
    [ "$status" -ne 2 ] || [ "$(grep -c . "$T/err")" -le 2 ] || odd="$odd; $1: $(cat "$T/err")"
    grep -q 'Sanitizer' "$T/err" && odd="$odd; $1: $(cat "$T/err")"
}

for engine in native xapian; do
    "$BIN/dateline-index" --engine="$engine" -d "$T/$engine" "$T/news"
    dump "$T/$engine" >"$T/want"
    odd=
    unseen=
    tried=0
    for file in $(cd "$T/$engine" && find . -type f ! -name lock ! -name flintlock | sort); do
        for how in lost empty half noise longer 3 60; do
            [ -s "$T/$engine/$file" ] || continue
            rm -rf "$T/idx"
            cp -r "$T/$engine" "$T/idx"
            harm "$how" "$T/idx/$file"
            cmp -s "$T/$engine/$file" "$T/idx/$file" && continue
            tried=$((tried + 1))
            run_index -d "$T/idx" --verify
            calm "$file $how: verify"
            # libxapian does not check everything that it stores; its own last bytes of a block mean nothing
            [ "$status" -eq 2 ] || [ $engine = xapian ] || unseen="$unseen $file:$how"
            run_search -d "$T/idx" -n 3 common
            calm "$file $how: search"
            run_index -d "$T/idx" --status
            calm "$file $how: status"
            run_index -d "$T/idx" "$T/news"
            calm "$file $how: run"
        done
    done
    is "$odd" '' "$engine: $tried ways of damage end in one line each"
    is "$unseen" '' "$engine: none is sound to --verify"
    for file in "$T"/idx/*; do [ -d "$file" ] || [ "${file##*/}" = lock ] || echo damage >"$file"; done
    run_index -d "$T/idx" --verify --format=json
    status_is 2 "$engine: what --verify finds"
    like "$(cat "$T/out" "$T/err")" '^(\{"sound":false,"reason":".+"\}|dateline-index: .*)$' "$engine: is told, as JSON too"
    run_index -d "$T/idx" --engine="$engine" --rebuild "$T/news"
    status_is 0 "$engine: --rebuild mends it"
    is "$(dump "$T/idx")" "$(cat "$T/want")" "$engine: with every article"
done

# What --rebuild needs of a native index are its settings, so that neither an older format nor damage is in its way.
rm -rf "$T/idx"
cp -r "$T/native" "$T/idx"
printf '\001' | dd of="$(echo "$T"/idx/*.seg)" bs=1 seek=8 conv=notrunc 2>/dev/null
run_search -d "$T/idx" common
status_is 2 'a segment of format 1 is refused'
err_like 'segment s00000001 has version 1, this program reads version [0-9]+: rebuild the index \(dateline-index --rebuild\)$' 'with what to do'
run_index -d "$T/idx" --rebuild
status_is 0 '--rebuild knows its sources'
is "$(dump "$T/idx")" "$(dump "$T/native")" 'and makes the same index of them'

# libxapian takes a table that it cannot open for one that is empty.
for table in position docdata termlist postlist; do
    rm -rf "$T/idx"
    cp -r "$T/xapian" "$T/idx"
    rm "$T/idx/db.1/$table.glass"
    ln -s "$table.glass" "$T/idx/db.1/$table.glass"
    for what in "-d $T/idx --compact" "-d $T/idx --verify" "-d $T/idx $T/news"; do
        # shellcheck disable=SC2086 # words
        run_index $what
        status_is 2 "$table cannot be opened: $what"
        err_is "dateline-index: cannot open: $T/idx/db.1/$table.glass: Too many levels of symbolic links" 'is told'
    done
    run_search -d "$T/idx" '"story 7"'
    status_is 2 "$table cannot be opened: search"
    err_is "dateline-search: cannot open: $T/idx/db.1/$table.glass: Too many levels of symbolic links" 'is told'
done
printf 'auto native\n' >"$T/stub"
run_search -d "$T/stub" common
status_is 2 "a list of an index of the other engine"
err_is "dateline-search: $T/native: there is no Xapian database" "is told with its name"
rm -rf "$T/idx"
cp -r "$T/xapian" "$T/idx"
rm "$T/idx/db.1/position.glass"
run_search -d "$T/idx" '"story 7"'
status_is 2 "no positions"
err_like 'position.glass is missing' 'is told'
run_index -d "$T/idx" --compact
status_is 2 'and no reason to make it the new state'

# Cut short while it is mapped.
rm -rf "$T/idx"
cp -r "$T/native" "$T/idx"
mkfifo "$T/queries"
"$BIN/dateline-search" -d "$T/idx" -n 0 --format=json --batch="$T/queries" >"$T/out" 2>"$T/err" &
pid=$!
exec 4>"$T/queries"
echo common >&4
# shellcheck disable=SC2317 # called by name
answered() { [ -s "$T/out" ]; }
until_true answered
for file in "$T"/idx/*.seg; do truncate -s 100 "$file"; done
echo 'w7' >&4
exec 4>&-
wait "$pid"
is "$?" 2 "a segment that is cut short while it is searched"
err_is 'dateline-search: a file of the index was cut short while it was read' "is told"
"$BIN/dateline-index" --engine=native -d "$T/lost" "$T/news"
rm "$T/lost"/*.seg
run_search -d "$T/lost" common
status_is 2 'a lost file'
err_like "^dateline-search: the index is damaged: cannot open: $T/lost/.*\.seg: No such file or directory \(--rebuild with its sources mends it\)\$" \
    'is told, and what to do'
done_testing
