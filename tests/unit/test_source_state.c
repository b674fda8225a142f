/* test_source_state.c - the table of sources and its blob.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "indexer/state.h"
#include "tests/unit/unit.h"

static void fill(struct dl_state *s, int count)
{
    for (int i = 0; i < count; i++) {
        char path[64];
        snprintf(path, sizeof path, "/news/%d/story-%d.txt", i % 7, i);
        struct dl_source *f = dl_state_get(s, dl_str_of(path));
        assert_non_null(f);
        f->size = (uint64_t)i * 1000;
        f->mtime_ns = i % 2 ? -(int64_t)i * 1000000007 : INT64_MAX - i;
        f->inode = UINT64_MAX - (unsigned)i;
        f->hash = (struct dl_hash128){ (uint64_t)i, ~(uint64_t)i };
        f->articles = (unsigned)i;
        if (i % 3 == 0) {
            f->flags = DL_SOURCE_CONTAINER | DL_SOURCE_RESUMABLE;
            f->text_size = (uint64_t)i << 30;
            f->lines = (uint64_t)i;
        }
        if (i % 5 == 0) {
            f->flags |= DL_SOURCE_FAILED;
            f->skipped = 1;
            f->failure = DL_STR("line 3: not JSON");
        }
    }
}

static void everything_comes_back(void **state)
{
    (void)state;
    struct dl_state a = { 0 }, b = { 0 };
    struct dl_buf blob = { 0 };
    struct dl_error err;
    fill(&a, 1000);
    assert_true(dl_state_add_root(&a, DL_STR("/news")));
    assert_true(dl_state_add_root(&a, DL_STR("/news")));
    assert_ok(dl_state_encode(&a, &blob, &err), err);
    assert_ok(dl_state_decode(&b, dl_buf_view(&blob), &err), err);
    assert_int_equal(b.count, 1000);
    assert_int_equal(b.root_count, 1);
    assert_str(b.roots[0], "/news");
    for (size_t i = 0; i < a.count; i++) {
        const struct dl_source *x = a.v[i], *y = dl_state_find(&b, x->path);
        assert_non_null(y);
        assert_true(x->size == y->size && x->mtime_ns == y->mtime_ns && x->inode == y->inode && x->key == y->key);
        assert_true(x->hash.low == y->hash.low && x->hash.high == y->hash.high && x->flags == y->flags);
        assert_true(x->articles == y->articles && x->skipped == y->skipped);
        assert_true(x->text_size == y->text_size && x->lines == y->lines && dl_str_eq(x->failure, y->failure));
    }
    assert_null(dl_state_find(&b, DL_STR("/news/none")));
    dl_state_free(&a);
    dl_state_free(&b);
    dl_buf_free(&blob);
}

static void the_blob_does_not_depend_on_the_order(void **state)
{
    (void)state;
    struct dl_state a = { 0 }, b = { 0 };
    struct dl_buf x = { 0 }, y = { 0 };
    struct dl_error err;
    assert_non_null(dl_state_get(&a, DL_STR("/1")));
    assert_non_null(dl_state_get(&a, DL_STR("/2")));
    assert_non_null(dl_state_get(&b, DL_STR("/2")));
    assert_non_null(dl_state_get(&b, DL_STR("/1")));
    assert_non_null(dl_state_get(&b, DL_STR("/3")));
    dl_source_drop(dl_state_find(&b, DL_STR("/3")));
    assert_ok(dl_state_encode(&a, &x, &err), err);
    assert_ok(dl_state_encode(&b, &y, &err), err);
    assert_true(dl_str_eq(dl_buf_view(&x), dl_buf_view(&y)));
    dl_state_free(&a);
    dl_state_free(&b);
    dl_buf_free(&x);
    dl_buf_free(&y);
}

/* Cut short anywhere, or with any byte changed: refused, or taken as another table, never followed out of bounds. */
static void damage_is_survived(void **state)
{
    (void)state;
    struct dl_state a = { 0 };
    struct dl_buf blob = { 0 };
    struct dl_error err;
    fill(&a, 12);
    assert_true(dl_state_add_root(&a, DL_STR("/news")));
    assert_ok(dl_state_encode(&a, &blob, &err), err);
    for (size_t n = 0; n < blob.len; n++) {
        struct dl_state b = { 0 };
        char *copy = malloc(n + 1);
        memcpy(copy, blob.data, n);
        assert_int_not_equal(dl_state_decode(&b, (struct dl_str){ copy, n }, &err), DL_OK);
        dl_state_free(&b);
        free(copy);
    }
    for (size_t i = 0; i < blob.len; i++) {
        struct dl_state b = { 0 };
        blob.data[i] = (char)(blob.data[i] ^ 0xff);
        (void)dl_state_decode(&b, dl_buf_view(&blob), &err);
        blob.data[i] = (char)(blob.data[i] ^ 0xff);
        dl_state_free(&b);
    }
    dl_state_free(&a);
    dl_buf_free(&blob);
}

static void a_path_lies_under_its_root(void **state)
{
    (void)state;
    assert_true(dl_path_under(DL_STR("/a/b"), DL_STR("/a")));
    assert_true(dl_path_under(DL_STR("/a"), DL_STR("/a")));
    assert_true(dl_path_under(DL_STR("/a"), DL_STR("/")));
    assert_false(dl_path_under(DL_STR("/ab"), DL_STR("/a")));
    assert_false(dl_path_under(DL_STR("/"), DL_STR("/a")));
}

static void sources_are_found_by_inode(void **state)
{
    (void)state;
    struct dl_state s = { 0 };
    size_t at = 0;
    fill(&s, 500);
    struct dl_source *twin = dl_state_get(&s, DL_STR("/news/twin.txt")),
                     *f = dl_state_find(&s, DL_STR("/news/0/story-7.txt"));
    assert_true(twin && f);
    twin->inode = f->inode;
    twin->articles = 3;
    assert_true(dl_state_sort_inodes(&s));
    assert_ptr_equal(dl_state_same_inode(&s, f->inode, &at), f);
    assert_ptr_equal(dl_state_same_inode(&s, f->inode, &at), twin);
    assert_null(dl_state_same_inode(&s, f->inode, &at));
    at = 0;
    assert_null(dl_state_same_inode(&s, 12345, &at));

    /* What is new is not found; what is left behind is, as it was. */
    uint64_t inode = twin->inode;
    dl_state_get(&s, DL_STR("/news/new.txt"))->inode = inode;
    struct dl_source *was = dl_state_leave(&s, twin);
    assert_non_null(was);
    twin->inode = 99;
    twin->articles = 0;
    at = 1;
    assert_ptr_equal(dl_state_same_inode(&s, inode, &at), was);
    assert_null(dl_state_same_inode(&s, inode, &at));
    assert_true(was->left && was->articles == 3 && was->key == twin->key && dl_str_eq(was->path, twin->path));
    assert_ptr_equal(dl_state_find(&s, twin->path), twin);

    /* A name whose source was dropped may be taken anew. */
    struct dl_str path = twin->path;
    uint64_t key = twin->key;
    dl_source_drop(twin);
    assert_null(dl_state_find(&s, path));
    assert_null(dl_state_find_key(&s, key));
    struct dl_source *anew = dl_state_get(&s, path);
    assert_true(anew && anew != twin);
    assert_ptr_equal(dl_state_find_key(&s, key), anew);
    dl_state_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_comes_back),      cmocka_unit_test(the_blob_does_not_depend_on_the_order),
        cmocka_unit_test(damage_is_survived),         cmocka_unit_test(a_path_lies_under_its_root),
        cmocka_unit_test(sources_are_found_by_inode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
