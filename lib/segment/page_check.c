/* page_check.c - checksums of the pages of sections, compared when bytes of a page are first used.
 *
 * CHECKS is trusted no more than what it is about: where it is damaged, a page that is sound counts as damaged.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <stdlib.h>

#include "dateline/hash.h"
#include "lib/segment/read_private.h"

enum dl_status dl_pages_open(struct dl_segment *s, struct dl_error *err)
{
    uint64_t pages = 0, flags = 0;
    for (unsigned kind = 1; kind < DL_SEC_END; kind++) {
        if (!dl_section_is_paged(kind))
            continue;
        s->check_at[kind] = pages;
        pages += dl_page_count(s->sections[kind].len);
        flags += dl_page_count(s->sections[kind].len) + 1;
    }
    if (s->sections[DL_SEC_CHECKS].len != pages * sizeof(uint32_t))
        return dl_segment_damaged(s, err, "bad table of checksums");
    unsigned char *ok = calloc(flags, 1);
    if (!ok)
        return dl_fail_memory(err);
    for (unsigned kind = 1; kind < DL_SEC_END; kind++) {
        if (!dl_section_is_paged(kind))
            continue;
        s->page_ok[kind] = ok;
        ok += dl_page_count(s->sections[kind].len) + 1;
    }
    return DL_OK;
}

void dl_pages_close(struct dl_segment *s)
{
    free(s->page_ok[DL_SEC_META]); /* the first of all */
}

static bool page_sound(const struct dl_segment *s, enum dl_section_kind kind, uint64_t page)
{
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
    (void)s, (void)kind, (void)page;
    return true;
#else
    struct dl_str all = s->sections[kind];
    uint64_t at = page * DL_PAGE, size = all.len - at < DL_PAGE ? all.len - at : DL_PAGE;
    const uint32_t *checks = (const void *)s->sections[DL_SEC_CHECKS].ptr;
    return (uint32_t)dl_hash64(all.ptr + at, size) == checks[s->check_at[kind] + page];
#endif
}

bool dl_segment_check_pages(const struct dl_segment *s, enum dl_section_kind kind, uint64_t first, uint64_t last)
{
    unsigned char *ok = s->page_ok[kind];
    for (uint64_t page = first; page <= last; page++) {
        if (__atomic_load_n(&ok[page], __ATOMIC_RELAXED))
            continue;
        if (!page_sound(s, kind, page))
            return false;
        __atomic_store_n(&ok[page], 1, __ATOMIC_RELAXED);
    }
    return true;
}

enum dl_status dl_segment_check_section(const struct dl_segment *s, enum dl_section_kind kind, struct dl_error *err)
{
    uint64_t pages = dl_page_count(s->sections[kind].len);
    unsigned char *all = &s->page_ok[kind][pages];
    if (__atomic_load_n(all, __ATOMIC_RELAXED))
        return DL_OK;
    if (pages && !dl_segment_check_pages(s, kind, 0, pages - 1)) {
        char what[64];
        snprintf(what, sizeof what, "the checksum of %s differs", dl_section_name(kind));
        return dl_segment_damaged(s, err, what);
    }
    __atomic_store_n(all, 1, __ATOMIC_RELAXED);
    return DL_OK;
}

enum dl_status dl_segment_checksums(const struct dl_segment *s, struct dl_error *err)
{
    struct dl_str checks = s->sections[DL_SEC_CHECKS];
    enum dl_status status = dl_checksum_ok(checks.ptr, checks.len, s->checks_checksum)
                                ? DL_OK
                                : dl_segment_damaged(s, err, "the checksum of CHECKS differs");
    for (unsigned kind = 1; !status && kind < DL_SEC_END; kind++)
        if (dl_section_is_paged(kind))
            status = dl_segment_check_section(s, (enum dl_section_kind)kind, err);
    return status;
}
