#!/bin/sh
# Archives and compressed files: members are read like the files of a folder, and read again only when they change.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

have() { command -v "$1" >/dev/null; }
# pack ARCHIVE FOLDER: a zip of what is in the folder, by Python: zip(1) is not everywhere.
pack() {
    python3 - "$1" "$2" <<'PY'
import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as z:
    for folder, _, names in sorted(os.walk(sys.argv[2])):
        for name in sorted(names):
            path = os.path.join(folder, name)
            z.write(path, os.path.relpath(path, sys.argv[2]))
PY
}
titles() { dump "$T/idx" | sed 's/.*"title":"\([^"]*\)".*/\1/' | sort | tr '\n' ','; }
old() { touch -d "${2:-1 hour ago}" "$1"; }

mkdir -p "$T/in/2024/10/22" "$T/news"
echo 'Alpha is the first story' >"$T/in/a.txt"
echo 'Beta is the second story' >"$T/in/2024/10/22/b.txt"
printf '{"title":"Gamma","text":"a story"}\n{"title":"Delta","text":"a story"}\n' | gzip >"$T/in/c.jsonl.gz"
printf '\211PNG\r\n\032\n\0\0' >"$T/in/logo.png"
echo 'a hidden file of three words' >"$T/in/.hidden.txt"
pack "$T/news/stories.zip" "$T/in"
old "$T/news/stories.zip"
run_index -v -d "$T/idx" "$T/news"
status_is 0 "a zip"
is "$(titles)" "Alpha is the first story,Beta is the second story,Delta,Gamma," "its members are read"
err_like 'files: 5 new, .* 1 passed over as no article' "as files are"
like "$(dump "$T/idx")" '"id":"[^"]*/stories.zip/2024/10/22/b.txt","title":"Beta[^}]*"date":"2024-10-22","date_from":"filename"' \
    "a member's name counts as a file's"
run_index -v -d "$T/idx" "$T/news"
err_like '0 articles added, 0 replaced, 0 removed, 0 skipped; files: 0 new, 0 changed, 1 unchanged' "unchanged, it is not opened"
old "$T/news/stories.zip" '30 minutes ago'
run_index -v -d "$T/idx" "$T/news"
err_like '0 articles added, 0 replaced, 0 removed.*0 new, 0 changed, 1 unchanged' "touched, its content decides"

echo 'Alpha was changed and changed again' >"$T/in/a.txt"
rm "$T/in/2024/10/22/b.txt"
echo 'Epsilon is a new story' >"$T/in/e.txt"
pack "$T/news/stories.zip" "$T/in"
old "$T/news/stories.zip"
run_index -v -d "$T/idx" "$T/news"
status_is 0 "one member changed, one gone, one new"
is "$(titles)" "Alpha was changed and changed again,Delta,Epsilon is a new story,Gamma," "the index follows"
err_like '1 new, 2 changed, 2 unchanged, 1 removed' "what did not change is not read"

mv "$T/news/stories.zip" "$T/news/renamed.zip"
run_index -v -d "$T/idx" "$T/news"
status_is 0 "an archive renamed"
is "$(titles)" "Alpha was changed and changed again,Delta,Epsilon is a new story,Gamma," "keeps its articles"
is "$(dump "$T/idx" | grep -c renamed.zip)" 4 "under its new name"
rm "$T/news/renamed.zip"
echo 'A file that stays in the folder' >"$T/news/stays.txt"
run_index -d "$T/idx" "$T/news"
is "$(titles)" "A file that stays in the folder," "an archive removed"

# Formats, and archives in archives.
rm -r "$T/idx" "$T/news"
mkdir "$T/news" "$T/one"
echo 'Zeta is one more story' >"$T/one/z.txt"
tar -cf "$T/news/1.tar" -C "$T/one" z.txt
tar -czf "$T/news/2.tar.gz" -C "$T/one" z.txt
expected=2
for tool in xz bzip2 zstd lz4 lzip; do
    have $tool || continue
    $tool -c <"$T/news/1.tar" >"$T/news/$tool.tar.$tool"
    $tool -c <"$T/one/z.txt" >"$T/news/$tool.txt.$tool"
    expected=$((expected + 2))
done
pack "$T/news/3.zip" "$T/one"
mkdir "$T/outer"
cp "$T/news/3.zip" "$T/outer/inner.zip"
pack "$T/news/4.zip" "$T/outer"
expected=$((expected + 2))
run_index -d "$T/idx" "$T/news"
status_is 0 "tar, compressed tar, compressed text, zip, zip in zip"
err_is '' "without a word"
is "$(titles | tr ',' '\n' | grep -c '^Zeta is one more story$')" $expected "each is read"
run_index -d "$T/idx2" - <"$T/news/2.tar.gz"
status_is 0 "an archive through a pipe"
run_search -d "$T/idx2" --count zeta
out_is 1 "is read"

# Damage and bombs.
rm -r "$T/idx" "$T/news"
mkdir "$T/news" "$T/deep0"
cp "$T/one/z.txt" "$T/deep0/z.txt"
for i in 1 2 3 4; do
    mkdir "$T/deep$i"
    pack "$T/deep$i/$i.zip" "$T/deep$((i - 1))"
done
cp "$T/deep3/3.zip" "$T/deep4/4.zip" "$T/news"
python3 - "$T/news" <<'PY'
import sys, zipfile
folder = sys.argv[1]
with zipfile.ZipFile(folder + '/bomb.zip', 'w', zipfile.ZIP_DEFLATED) as z:
    for i in range(24):
        with z.open('%02d.txt' % i, 'w') as f:
            for _ in range(64):
                f.write(b'x' * 1048576)
with zipfile.ZipFile(folder + '/good.zip', 'w') as z:
    z.writestr('good.txt', 'Eta is a good story\n')
    z.writestr('../../escape.txt', 'Theta does not escape\n')
data = open(folder + '/good.zip', 'rb').read()
open(folder + '/cut.zip', 'wb').write(data[:40])
PY
have bzip2 && head -c 700000000 /dev/zero | bzip2 >"$T/news/zero.txt.bz2"
head -c 600 "$T/deep1/1.zip" >"$T/news/bare.7z"
old "$T/news/good.zip"
run sh -c "ulimit -v 900000; exec '$BIN/dateline-index' --threads=1 -d '$T/idx' '$T/news'"
if nm "$BIN/dateline-index" 2>/dev/null | grep -q __asan_init; then
    run_index --threads=1 -d "$T/idx" "$T/news"
fi
status_is 1 "bombs and damage"
err_like "4.zip/3.zip/2.zip/1.zip: skipped: archives nested more than 3 deep are not read" "too deep"
err_like "bomb.zip: skipped: it unpacks to more than 500 times its size, and is not read further" "a zip bomb"
err_like "cut.zip: skipped: damaged archive: " "a torn archive"
is "$(titles | tr ',' '\n' | grep -c 'Eta is\|Theta\|Zeta')" 4 "the rest is in"
like "$(dump "$T/idx")" 'good.zip/escape.txt' "names that lead upwards stay below"
run_index -d "$T/idx" "$T/news"
status_is 0 "not told again"

# A torn copy does not take away what was read before.
head -c 100 "$T/news/good.zip" >"$T/good.part"
cp "$T/good.part" "$T/news/good.zip"
run_index -d "$T/idx" "$T/news"
status_is 1 "an archive that was torn"
is "$(titles | tr ',' '\n' | grep -c 'Eta is\|Theta')" 2 "its members stay"

# The same id in two archives: when one goes, the other's article comes back.
rm -r "$T/idx" "$T/news" "$T/in"
mkdir -p "$T/news" "$T/in"
echo '{"id":"1","title":"The first version","text":"a story"}' >"$T/in/a.jsonl"
pack "$T/news/a.zip" "$T/in"
echo '{"id":"1","title":"The second version","text":"a story"}' >"$T/in/a.jsonl"
pack "$T/news/b.zip" "$T/in"
run_index -d "$T/idx" "$T/news"
rm "$T/news/b.zip"
run_index -d "$T/idx" "$T/news"
is "$(titles)" "The first version," "an article of an archive comes back"
done_testing
