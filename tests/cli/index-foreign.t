#!/bin/sh
# Nothing is removed that is not the index's own, in both engines: not by a name that looks like one of its own, not through
# a link, not beside the index.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

mkdir "$T/news" "$T/victim"
echo 'A story of a bridge' >"$T/news/a.txt"
echo precious >"$T/victim/thesis.txt"
# Everything under the folder, links as such, with what is in it.
picture() { (cd "$1" && find . ! -name lock \( -type f -exec md5sum {} + -o -printf '%p %y %l\n' \) | sort); }

# refused NAME: indexing into $T/folder ends with status 2 and changes nothing, with either engine
refused() {
    before=$(picture "$T/folder")
    for engine in native xapian; do
        run_index --engine=$engine -d "$T/folder" "$T/news"
        status_is 2 "$engine: refused: $1"
        is "$(picture "$T/folder")" "$before" "$engine: and left alone"
    done
    is "$(cat "$T/victim/thesis.txt")" precious "what a link leads to is there: $1"
    rm -rf "$T/folder"
    mkdir "$T/folder"
}

mkdir "$T/folder"
for name in tmp-thesis.txt camera.seg notes.del manifest-of-cargo.txt; do echo mine >"$T/folder/$name"; done
refused "names that look like the index's"
for name in tmp-thesis s1.seg s0000000g.seg manifest-007 manifest- sources-x.blob s00000001.seg.old; do
    echo mine >"$T/folder/$name"
    refused "$name"
done
ln -s "$T/victim/thesis.txt" "$T/folder/s00000001.seg"
refused 'a link with a name of the index'
mkdir "$T/folder/manifest-1"
echo mine >"$T/folder/manifest-1/mine"
refused 'a folder with a name of the index'
mkdir "$T/folder/db.2024"
echo mine >"$T/folder/db.2024/dump.sql"
refused 'a folder with the name of a database'
ln -s "$T/victim" "$T/folder/db.99"
refused 'a link with the name of a database'
: >"$T/folder/lock"
echo mine >"$T/folder/current"
refused 'another kind of current'

# What a killed first build leaves behind is the index's own.
mkdir -p "$T/started"
: >"$T/started/s00000001n2.seg"
: >"$T/started/manifest-1.tmp"
run_index -d "$T/started" "$T/news"
status_is 0 'what a first build left is taken over'
ok 'and removed' test ! -e "$T/started/manifest-1.tmp"

# In an index: what is not its own stays through runs, --compact and --rebuild.
for engine in native xapian; do
    rm -rf "$T/idx"
    run_index --engine=$engine -d "$T/idx" "$T/news"
    for name in notes.del camera.seg manifest-of-cargo.txt; do echo mine >"$T/idx/$name"; done
    ln -s "$T/victim/thesis.txt" "$T/idx/s00000099.seg"
    echo "A story of another bridge with $engine" >"$T/news/b.txt"
    run_index -d "$T/idx" "$T/news"
    run_index -d "$T/idx" --compact
    is "$(cat "$T/idx/notes.del" "$T/idx/camera.seg" "$T/idx/manifest-of-cargo.txt")" 'mine
mine
mine' "$engine: notes in the index's folder stay"
    ok "$engine: and a link" test -L "$T/idx/s00000099.seg"
    is "$(cat "$T/victim/thesis.txt")" precious "$engine: and what it leads to"
    run_index -d "$T/idx" --rebuild
    status_is 2 "$engine: a rebuild, which would remove the folder, is refused"
    err_like 'idx is not only an index: it holds (camera.seg|notes.del|manifest-of-cargo.txt|s00000099.seg)' "$engine: and says why"
    is "$(cat "$T/idx/notes.del")" mine "$engine: and leaves them"
    rm "$T/idx/notes.del" "$T/idx/camera.seg" "$T/idx/manifest-of-cargo.txt" "$T/idx/s00000099.seg"
    run_index -d "$T/idx" --rebuild
    status_is 0 "$engine: without them it is done"
    is "$(ls "$T" | grep -c rebuild)" 0 "$engine: and leaves nothing behind"

    # Beside the index.
    mkdir "$T/idx.rebuild-tmp"
    echo mine >"$T/idx.rebuild-tmp/mine"
    run_index -d "$T/idx" "$T/news"
    run_index -d "$T/idx" --rebuild
    status_is 2 "$engine: somebody's folder is in the way of a rebuild"
    is "$(cat "$T/idx.rebuild-tmp/mine")" mine "$engine: and stays"
    rm -rf "$T/idx.rebuild-tmp"
    ln -s "$T/victim" "$T/idx.rebuild-tmp"
    run_index -d "$T/idx" "$T/news"
    run_index -d "$T/idx" --rebuild
    is "$(cat "$T/victim/thesis.txt")" precious "$engine: a link there is not followed"
    rm "$T/idx.rebuild-tmp"
done
done_testing
