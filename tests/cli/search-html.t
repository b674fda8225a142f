#!/bin/sh
# The HTML page as a browser shows it: what should be seen is seen, and nothing of an article runs or is fetched.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || skip_all 'there is no Chromium'
command -v python3 >/dev/null || skip_all 'there is no python3'

cd "$T" || exit 1
cat >news.jsonl <<'EOF'
{"id":"1","title":"Bridge opens <script>document.title='run'</script>","text":"A bridge opened. <img src=http://127.0.0.1:9/x onerror=\"document.title='run'\"> </p><style>*{display:none}</style>","date":"2024-10-01","country":"LA","url":"javascript:document.title='run'"}
{"id":"2","title":"افتتاح جسر","text":"افتتاح جسر bridge جديد.","date":"2024-11-05","country":"EG","language":"ar"}
{"id":"3","title":"สะพานใหม่","text":"สะพานใหม่ bridge เปิดแล้ว","date":"2025-01-05","country":"TH","language":"th\" onmouseover=\"x"}
EOF
run_index -d idx news.jsonl
run_search -d idx --format=html bridge
status_is 0 'a page'
cp out page.html

browse() {
    run timeout 60 "$browser" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --hide-scrollbars \
        --user-data-dir="$T/profile" "$@" "file://$T/page.html"
}
browse --window-size=800,1000 --screenshot="$T/page.png"
if [ ! -s page.png ]; then
    skip 'the page in a browser' 'Chromium does not run here'
    done_testing
fi

cat >look.py <<'EOF'
# Size and share of pixels of some colours of a PNG with 8 bits a channel, not interlaced, as Chromium writes it.
import collections, struct, sys, zlib
data = open(sys.argv[1], 'rb').read()
pos, packed = 8, b''
while pos < len(data):
    n, kind = struct.unpack('>I4s', data[pos:pos + 8])
    if kind == b'IHDR':
        width, height, depth, colour = struct.unpack('>IIBB', data[pos + 8:pos + 18])
    elif kind == b'IDAT':
        packed += data[pos + 8:pos + 8 + n]
    pos += n + 12
bytes_a_pixel = {2: 3, 6: 4}[colour]
raw, stride = zlib.decompress(packed), width * bytes_a_pixel
above, seen = bytearray(stride), collections.Counter()
for y in range(height):
    f, row = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
    for i in range(stride):
        a = row[i - bytes_a_pixel] if i >= bytes_a_pixel else 0
        b = above[i]
        c = above[i - bytes_a_pixel] if i >= bytes_a_pixel else 0
        if f == 4:
            p = a + b - c
            d = [abs(p - a), abs(p - b), abs(p - c)]
            row[i] = (row[i] + (a, b, c)[d.index(min(d))]) & 255
        else:
            row[i] = (row[i] + (0, a, b, (a + b) // 2)[f]) & 255
    above = row
    for x in range(0, stride, bytes_a_pixel):
        seen[bytes(row[x:x + 3])] += 1
def some(colour, least):
    return 'seen' if seen[bytes.fromhex(colour)] >= least else 'missing'
print(f'{width}x{height} marks {some("ffe58a", 500)} bars {some("4a7fb5", 5000)} text {some("000000", 300)}')
EOF
is "$(python3 look.py page.png)" '800x1000 marks seen bars seen text seen' 'title, marks, timeline and countries are drawn'

browse --virtual-time-budget=2000 --dump-dom
out_like '<title>bridge - Dateline</title>' 'no script of an article ran'
is "$(grep -cE '<(script|img|iframe|object|link)|onmouseover="|javascript:' out)" 0 'none is in the page, nor anything to load'
is "$(grep -o '<style' out | wc -l | tr -d ' ')" 1 'nor a style but ours'
done_testing
