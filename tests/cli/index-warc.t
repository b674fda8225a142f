#!/bin/sh
# Web archives, plain and gzipped: pages become articles, other records are counted, broken ones passed by.
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck source=tests/cli/lib.sh
. "${DATELINE_SRC:-.}/tests/cli/lib.sh"

mkdir "$T/news"
python3 - "$T/news" <<'EOP'
import gzip, sys, zlib
def page(title, text):
    return ('<html><head><title>%s</title></head><body><article><h1>%s</h1>%s</article></body></html>' % (
        title, title, ''.join('<p>%s</p>' % (text + ' This is sentence number %d of a story about the river and its bridges.' % i)
                              for i in range(6)))).encode()
def http(body, headers=''):
    return b'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n' + headers.encode() + b'\r\n' + body
def record(kind, url, body, content='application/http; msgtype=response', date='2024-10-23T01:02:03Z'):
    return ('WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n'
            % (kind, url, date, content, len(body))).encode() + body + b'\r\n\r\n'
u = 'http://news.example/%d'
chunked = b''.join(b'%x\r\n%s\r\n' % (len(c), c) for c in [b'<!doctype html>', page('Chunked bridge story', 'A bridge opened in Laos.')]) + b'0\r\n\r\n'
records = [record('warcinfo', '', b'software: test\r\n', 'application/warc-fields'),
           record('request', u % 1, b'GET /1 HTTP/1.1\r\n\r\n', 'application/http; msgtype=request'),
           record('response', u % 1, http(page('Plain bridge story', 'A first version.'))),
           record('response', u % 2, http(gzip.compress(page('Gzipped bridge story', 'A bridge opened in Laos.')), 'Content-Encoding: gzip\r\n')),
           record('response', u % 3, http(chunked, 'Transfer-Encoding: chunked\r\n')),
           record('response', u % 4, b'HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG'),
           record('metadata', u % 1, b'x: y\r\n', 'application/warc-fields'),
           b'this is no record\r\n\r\n',
           record('response', u % 1, http(page('Newer bridge story', 'VIENTIANE, Oct. 22 (KPL) -- A second version.')))]
open(sys.argv[1] + '/plain.warc', 'wb').write(b''.join(records))
open(sys.argv[1] + '/members.warc.gz', 'wb').write(b''.join(gzip.compress(r.replace(b'news.example', b'gz.example')) for r in records if r[:4] == b'WARC'))
open(sys.argv[1] + '/text.wet', 'wb').write(record('conversion', 'http://wet.example/1', 'A WET story about the bridge\nWith the text of it.\n'.encode(), 'text/plain'))
EOP
touch -d '1 hour ago' "$T/news"/*
run_index -v -d "$T/idx" "$T/news"
status_is 1 "a broken record among good ones"
is "$(head -n 1 "$T/err")" "dateline-index: $T/news/plain.warc: article 8 skipped: a broken record of a web archive: it has no header, or no length" "is named"
is "$(dump "$T/idx" | sed 's/.*"id":"\([^"]*\)","title":"\([^"]*\)".*/\1 \2/' | sort)" "http://gz.example/1 Newer bridge story
http://gz.example/2 Gzipped bridge story
http://gz.example/3 Chunked bridge story
http://news.example/1 Newer bridge story
http://news.example/2 Gzipped bridge story
http://news.example/3 Chunked bridge story
http://wet.example/1 A WET story about the bridge" "pages are articles, the newest capture of each URL"
like "$(dump "$T/idx" | grep news.example/1)" '"date":"2024-10-22","date_from":"dateline"' "the capture's day dates a dateline"
err_like ', 8 passed over as no article' "other records are counted"
run_index -d "$T/idx" --status
out_like '^no article 8 records$' "in --status too"
run_index -d "$T/idx" "$T/news"
status_is 0 "unchanged"
err_is '' "nothing is read or told"
done_testing
