#!/usr/bin/env python3
"""expressions.py READ_DATES: date expressions by many todays, against Python's calendar.  TAP.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import calendar, subprocess, sys
from datetime import date, timedelta

DAY = timedelta(1)
TODAYS = [date(2024, 1, 1), date(2024, 2, 29), date(2024, 3, 31), date(2024, 12, 31), date(2025, 1, 1), date(2025, 3, 30), date(2025, 10, 26),
          date(2023, 7, 2), date(2023, 7, 3), date(2000, 2, 29), date(1999, 12, 31), date(2026, 5, 17), date(2020, 12, 28), date(2021, 1, 3),
          date(2021, 1, 4), date(2026, 8, 31), date(1970, 1, 1), date(1963, 11, 22), date(2100, 3, 1), date(2026, 11, 30)]

def show(first, last):
    number = lambda d: d.year * 10000 + d.month * 100 + d.day if d else 0
    return f"{number(first)}..{number(last)}"

def months(year, month, count):
    first = date(year, month, 1)
    n = year * 12 + month - 1 + count
    return first, date(n // 12, n % 12 + 1, 1) - DAY

def back(d, n, unit):
    if unit in "dw":
        return d - n * (7 if unit == "w" else 1) * DAY
    m = d.year * 12 + d.month - 1 - n * {"m": 1, "q": 3, "y": 12}[unit]
    return date(m // 12, m % 12 + 1, min(d.day, calendar.monthrange(m // 12, m % 12 + 1)[1]))

def period(today, unit, steps):
    if unit == "d":
        return today + steps * DAY, today + steps * DAY
    if unit == "w":
        monday = today - today.weekday() * DAY + 7 * steps * DAY
        return monday, monday + 6 * DAY
    length = {"m": 1, "q": 3, "y": 12}[unit]
    n = (today.year * 12 + today.month - 1) // length * length + steps * length
    return months(n // 12, n % 12 + 1, length)

def cases(today):
    units = {"d": ["day", "days", "d"], "w": ["week", "weeks", "w"], "m": ["month", "months", "m"], "q": ["quarter", "quarters"],
             "y": ["year", "years", "y"]}
    weekdays = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
    names = "January February March April May June July August September October November December".split()
    for word, steps in (("yesterday", -1), ("today", 0), ("now", 0), ("tomorrow", 1), ("Day before Yesterday", -2)):
        yield word, period(today, "d", steps)
    for unit, words in units.items():
        for word, steps in (("this", 0), ("last", -1), ("previous", -1), ("next", 1), ("LAST", -1)):
            yield f"{word} {words[0]}", period(today, unit, steps)
        yield f"last-{words[0]}", period(today, unit, -1)
        yield f"since last {words[0]}", (period(today, unit, -1)[0], None)
        yield f"before this {words[0]}", (None, period(today, unit, 0)[0] - DAY)
        yield f"after this {words[0]}", (period(today, unit, 0)[1] + DAY, None)
        yield f"until next {words[0]}", (None, period(today, unit, 1)[1])
        for n in (1, 2, 7, 30):
            window = back(today, n, unit) + DAY, today
            yield f"{n} {words[-1]}", window
            yield f"last {n} {words[1]}", window
            yield f"past {n} {words[1]}", window
            yield f"{n} {words[1]} ago", (back(today, n, unit),) * 2
            yield f"since {n} {words[1]} ago", (back(today, n, unit), None)
        yield f"past {words[0]}", (back(today, 1, unit) + DAY, today)
        yield f"a {words[0]} ago", (back(today, 1, unit),) * 2
        yield f"three {words[1]} ago", (back(today, 3, unit),) * 2
    for i, name in enumerate(weekdays):
        before = (today.weekday() - i) % 7
        yield name, (today - before * DAY,) * 2
        yield f"since {name.lower()}", (today - before * DAY, None)
        yield f"last {name[:3]}", (today - (before or 7) * DAY,) * 2
        yield f"this {name}", (today - today.weekday() * DAY + i * DAY,) * 2
        yield f"next {name}", (today + (7 - before) * DAY,) * 2
    for i, name in enumerate(names):
        year = today.year - (i + 1 > today.month)
        yield name, months(year, i + 1, 1)
        yield f"last {name}", months(year - (i + 1 == today.month), i + 1, 1)
        yield f"{name[:3]} 2024", months(2024, i + 1, 1)
        yield f"2023-{i + 1:02d}", months(2023, i + 1, 1)
        yield f"{i + 1}/2023", months(2023, i + 1, 1)
        yield f"{name} 3, 2021", (date(2021, i + 1, 3),) * 2
        yield f"14 {name} 1987..2 {name} 1988", (date(1987, i + 1, 14), date(1988, i + 1, 2))
    for q in range(1, 5):
        for text in (f"2024-Q{q}", f"2024q{q}", f"Q{q} 2024", f"q{q}-2024"):
            yield text, months(2024, 3 * q - 2, 3)
    for w in (1, 9, 43, 52):
        monday = date.fromisocalendar(2020, w, 1)
        yield f"2020-W{w:02d}", (monday, monday + 6 * DAY)
        yield f"week {w} of 2020", (monday, monday + 6 * DAY)
        yield f"2020-W{w:02d}-4", (monday + 3 * DAY,) * 2
    yield "2020-W53", (date(2020, 12, 28), date(2021, 1, 3))
    yield "2024-H2", months(2024, 7, 6)
    for decade in (1920, 1960, 1990, 2010):
        for text in (f"{decade}s", f"the {decade}s", f"{decade}'s"):
            yield text, (date(decade, 1, 1), date(decade + 9, 12, 31))
    yield "year to date", (date(today.year, 1, 1), today)
    yield "ytd", (date(today.year, 1, 1), today)
    february = date(2024, 2, 1), date(2024, 3, 31)
    for text in ("2024-02..2024-03", "Feb 2024 - Mar 2024", "Feb 2024 to Mar 2024", "from Feb 2024 to Mar 2024", "between 2024-02 and 2024-03",
                 "Feb-Mar 2024", "2024-02 – 2024-03", "2024-02 until 31 March 2024"):
        yield text, february
    yield "since 2024-02", (february[0], None)
    yield "before 2024-02", (None, date(2024, 1, 31))
    yield "2023-2024", (date(2023, 1, 1), date(2024, 12, 31))
    yield "2024-10-22T23:59:00+07:00", (date(2024, 10, 22),) * 2
    yield "tháng 10 năm 2024", months(2024, 10, 1)
    yield "ตุลาคม 2567", months(2024, 10, 1)
    yield "2024年10月", months(2024, 10, 1)
    yield "octubre de 2024", months(2024, 10, 1)
    for text in ("2024-02-2O", "2024-00", "2024-02:2024-03", "2024-02foo", "2024-01..2024-02..2024-03", "2024-02-29 +7d", "summer 2024",
                 "early 2024", "2024-13", "2024-02-30", "22 Oct", "1900s", "last", "ago", "week", "0 days", "2024-Q5", "2019-W53", "since",
                 "since since Monday", "Q4", "soon", "2024-10,", ",2024-10", "2024-10,,2024-11", "10", "1e3 days", "999999 years ago",
                 "-7d ago", "between 2024-02", "2024..2023", "Mar-Feb 2024", "Monday 2024", "2024-10-22 2024-10-23", "date:2024", "12:30"):
        yield text, None

def main():
    asked = [(t, e, show(*r) if r else "refused") for t in TODAYS for e, r in cases(t)]
    lists = [("2024-02,2023-05-06", "20240201..20240229,20230506..20230506"), ("Oct. 22, 2024, Oct. 25, 2024", "20241022..20241022,20241025..20241025"),
             ("2024-Q1, since 2025, 1990s", "20240101..20240331,20250101..0,19900101..19991231")]
    asked += [(TODAYS[0], e, r) for e, r in lists]
    text = "".join(f"{t:%Y%m%d}\t{e}\n" for t, e, _ in asked)
    got = subprocess.run([sys.argv[1]], input=text.encode(), stdout=subprocess.PIPE, check=True).stdout.decode().splitlines()
    wrong = [f"{t} {e!r}: {g}, not {w}" for (t, e, w), g in zip(asked, got) if g != w]
    print("1..2")
    print("ok 1 - an answer a line" if len(got) == len(asked) else "not ok 1 - an answer a line")
    print(("not " if wrong else "") + f"ok 2 - {len(asked)} expressions")
    for line in wrong[:40]:
        print("#", line)
    return bool(wrong)

sys.exit(main())
