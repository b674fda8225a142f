/* test_hostile_segment.c - truncated and damaged segments are refused or answered, never followed out of bounds.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "unit.h"

#include "../oracle/exercise.h"
#include "../oracle/generate.h"
#include "dateline/file.h"
#include "lib/native/native_private.h"

struct fixture {
    char dir[256];
    struct dl_buf bytes;
};

static int set_up(void **state)
{
    static struct fixture f;
    struct dl_error err;
    char path[300];
    unit_mkdir(f.dir, sizeof f.dir);
    assert_ok(exercise_make(f.dir, 300, 7, &err), err);
    snprintf(path, sizeof path, "%s/s00000001.seg", f.dir);
    assert_ok(dl_file_read(path, SIZE_MAX / 2, &f.bytes, &err), err);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    unit_rmdir(f->dir);
    dl_buf_free(&f->bytes);
    return 0;
}

/* An exact, aligned copy: the sanitiser sees every byte too far. */
static unsigned char *copy(const struct dl_buf *b, size_t size)
{
    unsigned char *p = NULL;
    assert_int_equal(posix_memalign((void **)&p, 64, size + 1), 0);
    memcpy(p, b->data, size);
    return p;
}

static void test_whole(void **state)
{
    struct fixture *f = *state;
    struct exercise_counts c = { 0 };
    unsigned char *p = copy(&f->bytes, f->bytes.len);
    exercise_segment(p, f->bytes.len, &c);
    assert_int_equal(c.refused, 0);
    assert_int_equal(c.failed, 0);
    assert_true(c.answered > 100);
    free(p);
}

static void test_truncated(void **state)
{
    struct fixture *f = *state;
    struct exercise_counts c = { 0 };
    unsigned cuts = 0;
    for (size_t size = 0; size < f->bytes.len; size += 97, cuts++) {
        unsigned char *p = copy(&f->bytes, size);
        exercise_segment(p, size, &c);
        free(p);
    }
    assert_int_equal(c.answered, 0);
    assert_true(c.refused + 1 >= cuts);
}

static void test_flipped(void **state)
{
    struct fixture *f = *state;
    struct exercise_counts c = { 0 };
    struct gen g = gen_new(3);
    for (unsigned i = 0; i < 400; i++) {
        unsigned char *p = copy(&f->bytes, f->bytes.len);
        for (uint32_t k = 1 + gen_below(&g, 4); k > 0; k--)
            p[gen_below(&g, (uint32_t)f->bytes.len)] ^= (unsigned char)(1u << gen_below(&g, 8));
        exercise_segment(p, f->bytes.len, &c);
        free(p);
    }
    assert_true(c.failed >= 400); /* at the least, verify finds each of those that opened */
    assert_true(c.answered > 0);
}

static void test_file_on_disk(void **state)
{
    struct fixture *f = *state;
    struct dl_error err = { 0 };
    struct dl_reader *r;
    char path[300];
    const char *dir = f->dir;
    assert_ok(dl_native_verify(dir, NULL, &err), err);
    snprintf(path, sizeof path, "%s/s00000001.seg", f->dir);
    assert_int_equal(truncate(path, (off_t)f->bytes.len - 1), 0);
    assert_int_equal(dl_native_reader_open(&dir, 1, &(struct dl_reader_options){ 0 }, &r, &err), DL_CORRUPT);
    assert_non_null(strstr(err.message, "s00000001"));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(dl_native_reader_open(&dir, 1, &(struct dl_reader_options){ 0 }, &r, &err), DL_CORRUPT);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_whole), cmocka_unit_test(test_truncated),
                                        cmocka_unit_test(test_flipped), cmocka_unit_test(test_file_on_disk) };
    return cmocka_run_group_tests_name("hostile segment", tests, set_up, tear_down);
}
