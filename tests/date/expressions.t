#!/bin/sh
# Date expressions of many kinds, counted from many todays, against Python's calendar.
# SPDX-License-Identifier: GPL-2.0-or-later
if ! command -v python3 >/dev/null; then
    echo "1..0 # SKIP python3 is not there"
    exit 0
fi
exec python3 "${DATELINE_SRC:-.}/tests/date/expressions.py" "${DATELINE_BIN:-.}/tests/date/read_dates"
