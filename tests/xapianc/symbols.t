#!/bin/sh
# The binding's objects show the world exactly the functions of dateline/xapian.h.
#
# SPDX-License-Identifier: GPL-2.0-or-later
set -u
LC_ALL=C
export LC_ALL
if ! command -v readelf >/dev/null; then
    echo "1..0 # SKIP no readelf (apt-get install binutils)"
    exit 0
fi
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT

# A prototype: DL_XAPIAN_API, then on this line or the next NAME( .
tr '\n' ' ' <"$DATELINE_SRC/include/dateline/xapian.h" | sed 's/DL_XAPIAN_API/\n&/g' |
    sed -n 's/^DL_XAPIAN_API [^(]*[ *]\(dl_[a-z_0-9]*\)(.*/\1/p' | sort >"$work/header"

# Symbols of default visibility that the objects define; weak ones are instances of the C++ library's templates.
for o in "$DATELINE_BIN"/lib/xapianc/*.o; do
    readelf -sW "$o"
done | awk '$5 == "GLOBAL" && $6 == "DEFAULT" && $7 != "UND" && $8 !~ /^__/ { print $8 }' | sort >"$work/objects"

echo "1..2"
if [ "$(wc -l <"$work/header")" -gt 20 ]; then
    echo "ok 1 - the header's prototypes are found"
else
    echo "not ok 1 - the header's prototypes are found"
fi
if diff "$work/header" "$work/objects" >"$work/diff"; then
    echo "ok 2 - what the objects export is what the header declares"
else
    echo "not ok 2 - what the objects export is what the header declares"
    sed 's/^/# /' "$work/diff"
fi
