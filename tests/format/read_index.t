#!/bin/sh
# A reader written from doc/index-format.md alone, in Python with its standard library, reads what the engine writes:
# several segments with tombstones, then the one that they are merged into.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

command -v python3 >/dev/null || skip_all 'no python3'

# feed FIRST LAST VERSION
feed() {
    awk -v i="$1" -v last="$2" -v version="$3" 'BEGIN {
        split("LA TH VN KH", code, " ")
        for (; i <= last; i++) {
            words = ""
            for (k = 0; k < 5 + i % 90; k++)
                words = words " common w" (i * k % 311) (k % 7 ? "" : " of " version)
            date = i % 9 ? sprintf("20%02d-%02d-%02d", i % 25, i % 12 + 1, i % 28 + 1) : i % 2 ? "2011-05" : ""
            printf "{\"id\":\"a%d\",\"title\":\"Story %d, %s\",\"date\":\"%s\",\"countries\":[\"%s\"],\"source\":\"Agency %d\",\"author\":\"A %d\",\"tags\":[\"t\",\"t%d\"],\"text\":\"%s\"}\n",
                i, i, version, date, code[i % 4 + 1], i % 5, i % 7, i % 3, words
        }
    }'
}

# same_index WHAT: the engine and the reader see the same articles and the same counts
same_index() {
    python3 "$SRC/tests/format/read_index.py" "$T/idx" >"$T/out" 2>"$T/err"
    status=$?
    status_is 0 "$1: the page describes it"
    is "$(cat "$T/err")" '' "$1: without a complaint"
    python3 "$SRC/tests/format/read_index.py" "$T/idx" --articles >"$T/articles"
    python3 -c 'import json, sys
for line in sys.stdin:
    a = json.loads(line)
    d = "%08d" % a["date"]
    date = "-".join(p for p in (d[:4], d[4:6], d[6:]) if int(p)) or None
    print(a["id"], a["title"], date, [c for c, _, _ in a["countries"]], a["mentions"], a["source"], a["body"], sep="\t")' \
        <"$T/articles" >"$T/got"
    "$BIN/dateline-search" -d "$T/idx" -n 0 --sort=newest --format=json \
        --fields=id,title,date,countries,mentions,source,text '*' |
        python3 -c 'import json, sys
for line in sys.stdin:
    a = json.loads(line)
    print(a["id"], a["title"], a["date"], a["countries"], a["mentions"], a["source"] or "", a["text"], sep="\t")' >"$T/want"
    is "$(cksum <"$T/got")" "$(cksum <"$T/want")" "$1: the same articles in the same order"
    python3 "$SRC/tests/format/read_index.py" "$T/idx" --terms >"$T/terms"
    odd=
    for word in common of w0 w7 w300 new; do
        want=$("$BIN/dateline-search" -d "$T/idx" --count "=$word")
        [ "$(awk -F "\t" -v word="$word" '$1 == word { n = $2 } END { print n + 0 }' "$T/terms")" = "$want" ] || odd="$odd $word"
    done
    is "$odd" '' "$1: the same counts of words"
}

mkdir "$T/news"
feed 1 600 old >"$T/news/a.jsonl"
run_index -d "$T/idx" "$T/news"
status_is 0 'an index'
same_index 'one segment'
feed 300 340 new >"$T/news/b.jsonl"
feed 601 650 new >>"$T/news/b.jsonl"
run_index -d "$T/idx" "$T/news"
run_index -d "$T/idx" --remove a17
same_index 'several, with tombstones'
ok 'there are tombstones' test -n "$(find "$T/idx" -name '*.del')"
run_index -d "$T/idx" --compact
same_index 'merged'
run_index -d "$T/bare" --no-store "$T/news"
python3 "$SRC/tests/format/read_index.py" "$T/bare" >"$T/out" 2>"$T/err"
status=$?
status_is 0 '--no-store'

# Sources of other kinds: an archive and its members, what is passed over, refused, failed, and compressed.
mkdir -p "$T/kinds/in"
feed 1 3 old >"$T/kinds/in/a.jsonl"
printf 'A story\n\nIts text is here.\n' >"$T/kinds/in/b.txt"
tar -C "$T/kinds" -cf "$T/kinds/in.tar" in
rm -r "$T/kinds/in"
feed 4 9 old | gzip >"$T/kinds/c.jsonl.gz"
printf '%%PDF-1.4\n%%\342\343\317\323\n' >"$T/kinds/d.pdf"
printf '\211PNG\r\n\032\n\0\0\0\rIHDR' >"$T/kinds/e.png"
printf '{"id":"x","title":"No end' >"$T/kinds/f.jsonl"
printf 'WARC/1.0\r\nWARC-Type: request\r\nWARC-Target-URI: http://k.example/\r\nWARC-Date: 2024-10-01T00:00:00Z\r\nContent-Length: 18\r\n\r\nGET / HTTP/1.1\r\n\r\n\r\n\r\n' >"$T/kinds/g.warc"
run_index -d "$T/others" "$T/kinds"
status_is 1 'kinds of sources'
python3 "$SRC/tests/format/read_index.py" "$T/others" >"$T/out" 2>"$T/err"
status=$?
status_is 0 'the page describes them'

# It would notice.
for at in 200 5000 20000; do
    rm -rf "$T/bad"
    cp -r "$T/idx" "$T/bad"
    printf '\377\001\377' | dd of="$(echo "$T"/bad/*.seg)" bs=1 seek=$at conv=notrunc 2>/dev/null
    python3 "$SRC/tests/format/read_index.py" "$T/bad" >"$T/out" 2>&1 && echo "damage at $at" >>"$T/unseen"
done
is "$(cat "$T/unseen" 2>/dev/null)" '' 'damage is seen'

done_testing
