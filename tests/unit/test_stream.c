/* test_stream.c - reading and inflating sources.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <fcntl.h>
#include <zlib.h>

#include "lib/reader/stream.h"
#include "tests/unit/unit.h"

struct files {
    char dir[256], path[300];
    struct dl_stream *s;
};

static int setup(void **state)
{
    static struct files f;
    struct dl_error err;
    unit_mkdir(f.dir, sizeof f.dir);
    snprintf(f.path, sizeof f.path, "%s/file", f.dir);
    assert_ok(dl_stream_new(&f.s, &err), err);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    struct files *f = *state;
    dl_stream_free(f->s);
    unit_rmdir(f->dir);
    return 0;
}

static void put(const struct files *f, const char *mode, struct dl_str bytes)
{
    FILE *out = fopen(f->path, mode);
    assert_non_null(out);
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, out), bytes.len);
    assert_int_equal(fclose(out), 0);
}

static void put_gzip(const struct files *f, const char *mode, struct dl_str bytes)
{
    gzFile out = gzopen(f->path, mode);
    assert_non_null(out);
    assert_int_equal(gzwrite(out, bytes.ptr, (unsigned)bytes.len), (int)bytes.len);
    assert_int_equal(gzclose(out), Z_OK);
}

static enum dl_status read_all(struct files *f, struct dl_buf *out, struct dl_error *err)
{
    size_t got = 1;
    enum dl_status status = DL_OK;
    dl_buf_clear(out);
    while (!status && got > 0) {
        char piece[700];
        status = dl_stream_read(f->s, piece, sizeof piece, &got, err);
        dl_buf_append(out, piece, got);
    }
    return status;
}

static enum dl_status open_and_read(struct files *f, struct dl_buf *out, struct dl_error *err)
{
    struct stat st;
    assert_ok(dl_stream_open(f->s, f->path, &st, err), *err);
    return read_all(f, out, err);
}

static void plain_bytes_come_and_are_hashed(void **state)
{
    struct files *f = *state;
    struct dl_buf out = { 0 };
    struct dl_error err;
    put(f, "w", DL_STR("some bytes\n"));
    assert_ok(open_and_read(f, &out, &err), err);
    assert_str(dl_buf_view(&out), "some bytes\n");
    struct dl_hash128 want = dl_hash128("some bytes\n", 11), got = dl_stream_hash(f->s);
    assert_true(want.low == got.low && want.high == got.high);
    assert_int_equal(dl_stream_position(f->s), 11);
    assert_true(dl_stream_plain(f->s));
    put(f, "w", DL_STR(""));
    assert_ok(open_and_read(f, &out, &err), err);
    assert_int_equal(out.len, 0);
    dl_buf_free(&out);
}

static void members_follow_each_other(void **state)
{
    struct files *f = *state;
    struct dl_buf out = { 0 };
    struct dl_error err;
    put_gzip(f, "w", DL_STR("one "));
    put_gzip(f, "a", DL_STR("two "));
    put_gzip(f, "a", DL_STR("three"));
    assert_ok(open_and_read(f, &out, &err), err);
    assert_str(dl_buf_view(&out), "one two three");
    assert_true(dl_stream_whole(f->s));
    put(f, "a", DL_STR("\0\0\0\0"));
    assert_ok(open_and_read(f, &out, &err), err);
    assert_str(dl_buf_view(&out), "one two three");
    put(f, "a", DL_STR("junk"));
    assert_int_equal(open_and_read(f, &out, &err), DL_BAD_INPUT);
    assert_str(dl_buf_view(&out), "one two three");
    dl_buf_free(&out);
}

/* Cut at every length: what can be had is had, then one clear error. */
static void truncated_gzip_is_told(void **state)
{
    struct files *f = *state;
    struct dl_buf out = { 0 };
    struct dl_error err;
    struct stat st;
    put_gzip(f, "w", DL_STR("{\"title\":\"one\"}\n{\"title\":\"two\"}\n"));
    assert_int_equal(stat(f->path, &st), 0);
    for (off_t n = st.st_size - 1; n >= 2; n--) {
        assert_int_equal(truncate(f->path, n), 0);
        assert_int_equal(open_and_read(f, &out, &err), DL_BAD_INPUT);
        assert_non_null(strstr(err.message, "truncated gzip"));
        assert_true(out.len <= 32);
        if (n >= st.st_size - 8)
            assert_str(dl_buf_view(&out), "{\"title\":\"one\"}\n{\"title\":\"two\"}\n");
    }
    dl_buf_free(&out);
}

static void damaged_gzip_is_told(void **state)
{
    struct files *f = *state;
    struct dl_buf out = { 0 };
    struct dl_error err;
    put(f, "w", DL_STR("\x1f\x8b\x08\0\0\0\0\0\0\3\xff\xff\xff\xff\xff\xff\xff"));
    assert_int_equal(open_and_read(f, &out, &err), DL_BAD_INPUT);
    assert_non_null(strstr(err.message, "damaged gzip"));
    dl_buf_free(&out);
}

static void reading_goes_on_behind_a_known_part(void **state)
{
    struct files *f = *state;
    struct dl_buf out = { 0 };
    struct dl_error err;
    struct stat st;
    uint64_t skipped;
    put_gzip(f, "w", DL_STR("old"));
    assert_int_equal(stat(f->path, &st), 0);
    put_gzip(f, "a", DL_STR("new"));
    struct stat now;
    assert_ok(dl_stream_open(f->s, f->path, &now, &err), err);
    assert_ok(dl_stream_skip(f->s, (uint64_t)st.st_size, &skipped, &err), err);
    assert_int_equal(skipped, st.st_size);
    assert_ok(read_all(f, &out, &err), err);
    assert_str(dl_buf_view(&out), "new");
    assert_int_equal(dl_stream_position(f->s), now.st_size);
    assert_ok(dl_stream_rewind(f->s, &err), err);
    assert_ok(read_all(f, &out, &err), err);
    assert_str(dl_buf_view(&out), "oldnew");
    assert_ok(dl_stream_rewind(f->s, &err), err);
    assert_ok(dl_stream_skip(f->s, 100000, &skipped, &err), err);
    assert_int_equal(skipped, now.st_size);
    dl_buf_free(&out);
}

static void a_fifo_is_refused_without_waiting(void **state)
{
    struct files *f = *state;
    struct dl_error err;
    struct stat st;
    unlink(f->path);
    assert_int_equal(mkfifo(f->path, 0600), 0);
    assert_int_equal(dl_stream_open(f->s, f->path, &st, &err), DL_INVALID);
    unlink(f->path);
    assert_int_equal(dl_stream_open(f->s, f->path, &st, &err), DL_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(plain_bytes_come_and_are_hashed, setup, teardown),
        cmocka_unit_test_setup_teardown(members_follow_each_other, setup, teardown),
        cmocka_unit_test_setup_teardown(truncated_gzip_is_told, setup, teardown),
        cmocka_unit_test_setup_teardown(damaged_gzip_is_told, setup, teardown),
        cmocka_unit_test_setup_teardown(reading_goes_on_behind_a_known_part, setup, teardown),
        cmocka_unit_test_setup_teardown(a_fifo_is_refused_without_waiting, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
