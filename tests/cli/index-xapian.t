#!/bin/sh
# The indexer's tests again, on the Xapian engine (native is the default).
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

DATELINE_ENGINE=xapian
export DATELINE_ENGINE
for test in cli/index-basic cli/index-reindex cli/index-guard cli/index-options cli/index-stop cli/index-week cli/index-bad-input cli/index-list crash/kill; do
    run sh "$SRC/tests/$test.t"
    if [ "$status" -eq 0 ]; then
        pass "$test"
    else
        fail "$test" "$(grep -A 12 '^not ok' "$T/out"; cat "$T/err")"
    fi
done
done_testing
