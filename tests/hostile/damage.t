#!/bin/sh
# Damage to each file of an index is reported or harmless: no answer changes in silence, and nothing crashes
# (tests/hostile/damage.c).  The suite tries a few hundred damages; `make check-hostile` as many as fit into 10 minutes.
#
#   DATELINE_DAMAGES=N    as many
#   DATELINE_SECONDS=N    no longer than this
#   DATELINE_SEED=N       others
#   DATELINE_ENGINES      only these
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

[ -w /dev/shm ] && TMPDIR=/dev/shm && export TMPDIR
for engine in ${DATELINE_ENGINES:-native xapian}; do
    wrong=0
    [ $engine = native ] || wrong='[0-9]+' # libxapian keeps no checksums
    "$BIN/tests/hostile/damage" "$engine" "${DATELINE_DAMAGES:-300}" "${DATELINE_SEED:-1}" "${DATELINE_SECONDS:-120}" >"$T/out" 2>&1
    status=$?
    sed 's/^/# /' "$T/out"
    status_is 0 "$engine: nothing crashed, and with checksums nothing wrong"
    like "$(tail -1 "$T/out")" "^[0-9]+ damages: same [0-9]+ refused [1-9][0-9]* wrong $wrong crashed 0$" "$engine: and some refused"
done

done_testing
