/* test_warc.c - WARC, WET and ARC: records, what is an article in them, and what is broken.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <zlib.h>

#include "lib/reader/format.h"
#include "lib/reader/http.h"
#include "tests/unit/unit.h"

#define PAGE                                                                                                           \
    "<html><head><title>Bridge opens in Vientiane</title></head><body><article><h1>Bridge opens in Vientiane</h1>"     \
    "<p>VIENTIANE, Oct. 22, 2024 -- A bridge over the river was opened on Tuesday, after four years of work.</p>"      \
    "<p>The minister said that it would bring trade to both sides, and that a railway would follow it soon.</p>"       \
    "</article></body></html>"

static void record(struct dl_buf *out, const char *type, const char *url, const char *content_type, struct dl_str body)
{
    dl_buf_printf(out,
                  "WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2024-10-23T01:02:03Z\r\n"
                  "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n",
                  type, url, content_type, body.len);
    dl_buf_str(out, body);
    dl_buf_puts(out, "\r\n\r\n");
}

static void http(struct dl_buf *out, const char *headers, struct dl_str body)
{
    dl_buf_clear(out);
    dl_buf_printf(out, "HTTP/1.1 200 OK\r\n%s\r\n", headers);
    dl_buf_str(out, body);
}

struct result {
    enum dl_status status;
    char title[100], url[100], fetched[40];
    uint64_t number;
};

/* Read DATA in pieces of PIECE bytes; returns how many records there were. */
static size_t read_all(struct dl_str data, size_t piece, struct result *v, size_t max)
{
    const struct dl_source_format *f = dl_format_detect(data);
    struct dl_split s = { 0 };
    struct dl_parse p = { 0 };
    size_t count = 0, at = 0, have = 0, from, to;
    while (at < data.len) {
        have = have + piece < data.len - at ? have + piece : data.len - at;
        bool last = at + have == data.len;
        struct dl_str d = { data.ptr + at, have };
        enum dl_split_result r = f->split(&s, d, last, &from, &to);
        if (r != DL_SPLIT_RECORD) {
            at += from;
            have -= from;
            if (last)
                break;
            continue;
        }
        assert_true(from < to && to <= d.len && count < max);
        struct dl_record rec = { .bytes = { d.ptr + from, to - from }, .number = s.number };
        struct dl_article a = { 0 };
        struct dl_error err;
        v[count].status = f->parse(&rec, &p, &a, &err);
        v[count].number = s.number;
        snprintf(v[count].title, sizeof v->title, "%.*s", (int)a.title.len, a.title.ptr ? a.title.ptr : "");
        snprintf(v[count].url, sizeof v->url, "%.*s", (int)a.url.len, a.url.ptr ? a.url.ptr : "");
        snprintf(v[count++].fetched, sizeof v->fetched, "%.*s", (int)a.fetched_field.len,
                 a.fetched_field.ptr ? a.fetched_field.ptr : "");
        at += to;
        have -= to;
    }
    dl_parse_free(&p);
    return count;
}

static void records_become_articles(void **state)
{
    (void)state;
    struct dl_buf w = { 0 }, h = { 0 };
    struct result v[10];
    record(&w, "warcinfo", "", "application/warc-fields", DL_STR("software: x\r\n"));
    http(&h, "Content-Type: text/html; charset=utf-8\r\n", DL_STR(PAGE));
    record(&w, "request", "http://news.example/bridge", "application/http; msgtype=request",
           DL_STR("GET / HTTP/1.1\r\n\r\n"));
    record(&w, "response", "http://news.example/bridge", "application/http; msgtype=response", dl_buf_view(&h));
    http(&h, "Content-Type: image/png\r\n", DL_STR("\x89PNG\r\n\r\nWARC/1.0 is no record here"));
    record(&w, "response", "http://news.example/logo.png", "application/http;msgtype=response", dl_buf_view(&h));
    record(&w, "response", "http://news.example/gone", "application/http",
           DL_STR("HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n" PAGE));
    record(&w, "conversion", "http://news.example/text", "text/plain",
           DL_STR("A text of a WET file\nWith its body.\n"));
    for (size_t piece = 1; piece < 5000; piece = piece * 3 + 1) {
        assert_int_equal(read_all(dl_buf_view(&w), piece, v, 10), 6);
        static const enum dl_status want[] = { DL_END, DL_END, DL_OK, DL_END, DL_END, DL_OK };
        for (size_t i = 0; i < 6; i++)
            assert_int_equal(v[i].status, want[i]);
        assert_string_equal(v[2].title, "Bridge opens in Vientiane");
        assert_string_equal(v[2].url, "http://news.example/bridge");
        assert_string_equal(v[2].fetched, "2024-10-23T01:02:03Z");
        assert_int_equal(v[2].number, 3);
        assert_string_equal(v[5].title, "A text of a WET file");
    }
    dl_buf_free(&w);
    dl_buf_free(&h);
}

static void compress_into(struct dl_buf *out, struct dl_str s, int window)
{
    z_stream z = { .next_in = (Bytef *)(uintptr_t)s.ptr, .avail_in = (uInt)s.len };
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
    dl_buf_clear(out);
    assert_true(dl_buf_reserve(out, s.len + 100));
    z.next_out = (Bytef *)out->data;
    z.avail_out = (uInt)s.len + 100;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out->len = s.len + 100 - z.avail_out;
    deflateEnd(&z);
}

static void expect_body(const char *headers, struct dl_str sent, const char *want)
{
    struct dl_buf h = { 0 }, out = { 0 };
    struct dl_http r;
    struct dl_str body;
    struct dl_error err;
    http(&h, headers, sent);
    dl_http_read(dl_buf_view(&h), &r);
    assert_int_equal(r.code, 200);
    enum dl_status status = dl_http_body(&r, 1000, &out, &body, &err);
    if (want) {
        assert_ok(status, err);
        assert_str(body, want);
    } else {
        assert_int_not_equal(status, DL_OK);
    }
    dl_buf_free(&h);
    dl_buf_free(&out);
}

static void bodies_are_decoded(void **state)
{
    (void)state;
    struct dl_buf z = { 0 }, big = { 0 };
    struct dl_str text = DL_STR("Wikipedia in\r\n\r\nchunks.");
    expect_body("", text, text.ptr);
    expect_body("Transfer-Encoding: chunked\r\n",
                DL_STR("4\r\nWiki\r\n5;x=y\r\npedia\r\nE\r\n in\r\n\r\nchunks.\r\n0\r\n\r\n"), text.ptr);
    expect_body("Transfer-Encoding: chunked\r\n", text, text.ptr); /* decoded by the crawler */
    static const int windows[] = { 31, 15, -15 };
    for (int i = 0; i < 3; i++) {
        compress_into(&z, text, windows[i]);
        expect_body(i ? "Content-Encoding: deflate\r\n" : "content-encoding: GZIP\r\n", dl_buf_view(&z), text.ptr);
    }
    expect_body("Content-Encoding: gzip\r\n", text, text.ptr);
    expect_body("Content-Encoding: br\r\n", text, text.ptr);
    expect_body("Content-Encoding: br\r\n", DL_STR("\x8b\x02\x80\xff\x01"), NULL);
    for (int i = 0; i < 100000; i++)
        dl_buf_byte(&big, 'x');
    compress_into(&z, dl_buf_view(&big), 31);
    expect_body("Content-Encoding: gzip\r\n", dl_buf_view(&z), NULL); /* a bomb */
    dl_buf_free(&z);
    dl_buf_free(&big);
}

static void broken_records_are_passed_by(void **state)
{
    (void)state;
    struct dl_buf w = { 0 };
    struct result v[10];
    record(&w, "conversion", "http://a.example/1", "text/plain", DL_STR("The first text of the file\n"));
    dl_buf_puts(&w, "not a header at all\r\nContent-Length: x\r\n\r\n");
    record(&w, "conversion", "http://a.example/2", "text/plain", DL_STR("The second text of the file\n"));
    /* Its length leads into the next record. */
    dl_buf_puts(&w, "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: 400\r\n\r\ncut");
    dl_buf_puts(&w, "\r\n\r\n");
    record(&w, "conversion", "http://a.example/3", "text/plain", DL_STR("The third text of the file\n"));
    record(&w, "conversion", "http://a.example/4", "text/plain", DL_STR("The fourth text of the file\n"));
    w.len -= 20;
    size_t n = read_all(dl_buf_view(&w), 100, v, 10);
    assert_int_equal(n, 6);
    static const enum dl_status want[] = { DL_OK, DL_BAD_INPUT, DL_OK, DL_BAD_INPUT, DL_OK, DL_BAD_INPUT };
    for (size_t i = 0; i < n; i++)
        assert_int_equal(v[i].status, want[i]);
    assert_string_equal(v[4].title, "The third text of the file");
    dl_buf_free(&w);
}

static void arc_records(void **state)
{
    (void)state;
    struct dl_buf w = { 0 }, h = { 0 };
    struct result v[10];
    dl_buf_puts(&w, "filedesc://x.arc 0.0.0.0 20081120000000 text/plain 36\n1 0 crawler\nURL IP date type length\n\n");
    http(&h, "Content-Type: text/html\r\n", DL_STR(PAGE));
    dl_buf_printf(&w, "http://news.example/bridge 10.0.0.1 20081121093000 text/html %zu\n", h.len);
    dl_buf_str(&w, dl_buf_view(&h));
    dl_buf_puts(&w, "\ndns:news.example 10.0.0.1 20081121093000 text/dns 9\n127.0.0.1\n");
    assert_int_equal(read_all(dl_buf_view(&w), 64, v, 10), 3);
    assert_int_equal(v[0].status, DL_END);
    assert_int_equal(v[1].status, DL_OK);
    assert_string_equal(v[1].title, "Bridge opens in Vientiane");
    assert_string_equal(v[1].fetched, "20081121");
    assert_int_equal(v[2].status, DL_END);
    dl_buf_free(&w);
    dl_buf_free(&h);
}

/* A film of gigabytes is passed over by its length. */
static void large_records_are_passed_by(void **state)
{
    (void)state;
    struct dl_buf w = { 0 };
    struct dl_split s = { .skipping = true };
    size_t from = 9, to = 0;
    const char head[] = "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 5000000000\r\n\r\n";
    dl_buf_puts(&w, head);
    for (int i = 0; i < 1000; i++)
        dl_buf_puts(&w, "\r\nWARC/1.0");
    struct dl_str piece = dl_buf_view(&w);
    uint64_t left = UINT64_C(5000000000) + sizeof head - 1;
    while (left > piece.len) {
        assert_int_equal(dl_format_warc.split(&s, piece, false, &from, &to), DL_SPLIT_MORE);
        assert_int_equal(from, piece.len);
        left -= piece.len;
    }
    assert_int_equal(dl_format_warc.split(&s, piece, false, &from, &to), DL_SPLIT_SKIPPED);
    assert_int_equal(to, left);
    dl_buf_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_become_articles),      cmocka_unit_test(bodies_are_decoded),
        cmocka_unit_test(broken_records_are_passed_by), cmocka_unit_test(arc_records),
        cmocka_unit_test(large_records_are_passed_by),
    };
    return cmocka_run_group_tests_name("warc", tests, NULL, NULL);
}
