#!/bin/sh
# Random operations on files whose articles number from 1, in both engines: files are written, grown, rewritten, renamed and
# removed; sessions and rebuilds run between.  After each, exactly the articles of the files are found.
#
#   DATELINE_SEED=N   the seed (a failure prints it)       DATELINE_ROUNDS=N   sessions an engine
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

seed=${DATELINE_SEED:-$(($(date +%s) % 100000))}
rounds=${DATELINE_ROUNDS:-12}

# The operations of a round as shell commands: write F N.., append F N, rename F G, remove F.  Every text is another one.
operations() {
    awk -v seed="$1" -v round="$2" 'BEGIN {
        srand(seed * 1000 + round)
        for (i = 0; i < 3; i++) {
            f = int(rand() * 5); g = 5 + int(rand() * 3); what = rand()
            if (what < 0.4) { printf "write %d", f; for (k = 0; k < 1 + int(rand() * 4); k++) printf " %d", 1 + int(rand() * 4); print "" }
            else if (what < 0.75) printf "append %d %d\n", f, 1 + int(rand() * 4)
            else if (what < 0.9) printf "rename %d %d\n", f, g
            else printf "remove %d\n", f
        }
        print rand() < 0.2 ? "rebuild" : "session"
    }'
}
# A text that is no near copy of another: its words are its own.
article() {
    number=$((number + 1))
    printf '{"id":%d,"title":"word%dx","text":"a%d b%d c%d d%d e%d f%d g%d"}\n' "$1" $number $number $number $number $number $number \
        $number $number
}
titles() { grep -ho 'word[0-9]*x' "$T"/news/* 2>/dev/null | sort; }
found() { "$BIN/dateline-search" -d "$T/idx" -n 0 --format=json '*' 2>/dev/null | sed 's/.*"id":"\([^"]*\)".*"title":"\([^"]*\)".*/\2 \1/' | sort; }

for engine in native xapian; do
    rm -rf "$T/idx" "$T/news"
    mkdir "$T/news"
    number=0
    bad=
    article 1 >"$T/news/0.jsonl"
    "$BIN/dateline-index" --engine=$engine -d "$T/idx" "$T/news"
    round=0
    while [ $round -lt "$rounds" ] && [ -z "$bad" ]; do
        round=$((round + 1))
        found >"$T/before"
        operations "$seed" $round >"$T/operations"
        cp "$T/operations" "$T/done"
        while read -r what file rest; do
            path=$T/news/$file.jsonl
            case $what in
            write)
                rm -f "$path"
                for id in $rest; do article "$id" >>"$path"; done
                ;;
            append) article "$rest" >>"$path" ;;
            rename) [ ! -e "$path" ] || mv "$path" "$T/news/$rest.jsonl" ;;
            remove) rm -f "$path" ;;
            session) "$BIN/dateline-index" --prune --threads=3 -d "$T/idx" "$T/news" 2>"$T/messages" || bad="round $round: $(cat "$T/messages")" ;;
            rebuild) "$BIN/dateline-index" --prune --rebuild -d "$T/idx" "$T/news" 2>"$T/messages" || bad="round $round: $(cat "$T/messages")" ;;
            esac
        done <"$T/operations"
        found >"$T/after"
        if [ "$(cut -d' ' -f1 "$T/after")" != "$(titles)" ]; then
            bad="round $round: found and not in the files (<), in the files and not found (>): $(titles >"$T/t"; cut -d' ' -f1 "$T/after" | diff - "$T/t")"
        fi
        [ -z "$(cut -d' ' -f2 "$T/after" | sort | uniq -d)" ] || bad="round $round: one id twice"
    done
    if [ -z "$bad" ]; then
        pass "$engine: $rounds rounds, $number articles, seed $seed"
    else
        fail "$engine, seed $seed" "$bad
$(cat "$T/done")"
    fi
done
done_testing
