#!/bin/sh
# A night's work on many small files: dateline-index (both engines) against find, recollindex and omindex on the same tree,
# as it is at first, unchanged, and with 100 files changed, 100 new and 100 gone.  Tables of wall and CPU seconds.
# The others are left out where they are not installed (recollcmd, xapian-omega).
# SPDX-License-Identifier: GPL-2.0-or-later
#
#   cron.sh BUILD-DIRECTORY [FILES] [SCRATCH-FOLDER]
set -e
BIN=$1
FILES=${2:-100000}
T=$(mktemp -d "${3:-${TMPDIR:-/tmp}}/dateline-cron-XXXXXX")
trap 'rm -rf "$T"' EXIT
trap 'exit 1' INT TERM
mkdir "$T/recoll"
export HOME="$T" LC_ALL=C.UTF-8

# write FIRST LAST VERSION: numbered stories of about 60 words, a hundred a folder
write() {
    awk -v first="$1" -v last="$2" -v version="$3" -v top="$T/news" 'BEGIN {
        n = split("rail talks border river trade minister dam power election flood school market court rice tariff port", w, " ")
        split("PARIS HANOI VIENTIANE MOSCOW NAIROBI LIMA", town, " ")
        for (i = first; i <= last; i++) {
            srand(i * 7 + version)
            folder = sprintf("%s/%04d", top, i / 100)
            if (folder != made) { system("mkdir -p " folder); made = folder }
            file = sprintf("%s/%d.txt", folder, i)
            printf "Story %d version %d on %s\n\n%s, May %d, 2024 (AFP) --", i, version, w[1 + int(rand() * n)],
                   town[1 + i % 6], 1 + i % 28 >file
            for (k = 0; k < 60; k++)
                printf " %s%s", w[1 + int(rand() * n)], rand() < 0.2 ? int(rand() * 5000) : "" >file
            print "." >file
            close(file)
        }
    }'
}

# measure NAME COMMAND...
measure() {
    name=$1
    shift
    sync
    /usr/bin/env bash -c 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null 2>&1' x "$@" 2>"$T/time" || true
    awk -v phase="$phase" -v name="$name" '{ print phase "\t" name "\t" $1 "\t" $2 + $3 }' "$T/time" >>"$T/times"
}

night() {
    phase=$1
    printf '%s...\n' "$phase" >&2
    measure find find "$T/news" -printf '%p %s %T@ %i\n'
    measure native "$BIN/dateline-index" -q -d "$T/native" --engine=native "$T/news"
    measure xapian "$BIN/dateline-index" -q -d "$T/xapian" --engine=xapian "$T/news"
    if command -v recollindex >/dev/null; then measure recollindex recollindex -c "$T/recoll"; fi
    if command -v omindex >/dev/null; then measure omindex omindex --db "$T/omega" --url / "$T/news"; fi
}

# How many system calls a command makes.
calls() {
    strace -f -c -o "$T/strace" "$@" >/dev/null 2>&1
    awk '$NF == "total" { print $4 }' "$T/strace"
}

# table COLUMN TITLE: a row for each program, a column for each phase
table() {
    printf '\n%-34s' "$2"
    cut -f1 "$T/times" | uniq | awk '{ printf "%16s", $0 } END { print "" }'
    awk -F '\t' -v column="$1" '
        !($2 in seen) { seen[$2] = 1; name[++n] = $2 }
        !($1 in known) { known[$1] = 1; phase[++m] = $1 }
        { value[$2, $1] = $column }
        END {
            for (i = 1; i <= n; i++) {
                printf "  %-32s", name[i]
                for (j = 1; j <= m; j++) printf "%16.2f", value[name[i], phase[j]]
                print ""
            }
            for (i = 2; i <= n && column == 4; i++)
                if (value["find", "unchanged"] > 0)
                    printf "  unchanged, %s / find: %.2f\n", name[i], value[name[i], "unchanged"] / value["find", "unchanged"]
        }' "$T/times"
}

printf 'topdirs = %s/news\n' "$T" >"$T/recoll/recoll.conf"
write 1 "$FILES" 1
night "first run"
sleep 3 # an edit within the file system's grain would be looked at again
"$BIN/dateline-index" -q -d "$T/native" "$T/news"
"$BIN/dateline-index" -q -d "$T/xapian" "$T/news"
night "unchanged"
i=1
while [ "$i" -le 100 ]; do
    echo "$((i * FILES / 101))"
    i=$((i + 1))
done >"$T/numbers"
while read -r i; do
    write "$i" "$i" 2
    rm "$(printf '%s/news/%04d/%d.txt' "$T" "$(((i + 1) / 100))" "$((i + 1))")"
done <"$T/numbers"
write $((FILES + 1)) $((FILES + 100)) 1
night "300 changes"
printf '%s files, %s MB; 300 changes: 100 files changed, 100 new, 100 gone\n' "$FILES" "$(du -sm --apparent-size "$T/news" | cut -f1)"
table 3 "wall seconds"
table 4 "CPU seconds (user and system)"
if command -v strace >/dev/null; then
    printf '\nsystem calls of an unchanged run: find %s, native %s, xapian %s\n' \
        "$(calls find "$T/news" -printf '%p %s %T@ %i\n')" "$(calls "$BIN/dateline-index" -q -d "$T/native" "$T/news")" \
        "$(calls "$BIN/dateline-index" -q -d "$T/xapian" "$T/news")"
fi
echo
du -sm "$T/native" "$T/xapian" "$T/recoll" "$T/omega" 2>/dev/null | sed "s|$T/||" | awk '{ printf "  %-32s%16d MB on disk\n", $2, $1 }'
