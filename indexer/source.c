/* source.c - the changes of a source's state; source.h has the diagram.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "indexer/source.h"

#include "dateline/file.h"
#include "indexer/changed.h"

static void set(struct dl_source *f, enum dl_source_flag flag, bool on)
{
    f->flags = on ? f->flags | (unsigned)flag : f->flags & ~(unsigned)flag;
}

void dl_source_looked_at(struct dl_source *f, const struct stat *st, int64_t looked_ns)
{
    f->mtime_ns = dl_mtime_ns(st);
    f->ctime_ns = dl_ctime_ns(st);
    f->inode = (uint64_t)st->st_ino;
    set(f, DL_SOURCE_RACY, dl_racy(f->mtime_ns, looked_ns) || dl_racy(f->ctime_ns, looked_ns));
}

void dl_source_meet(struct dl_source *f)
{
    f->seen = true;
}

void dl_source_renew(struct dl_source *f)
{
    f->fresh = true;
}

void dl_source_force(struct dl_source *f)
{
    f->forced = true;
}

void dl_source_begin(struct dl_source *f, bool resume)
{
    if (resume) {
        f->flags &= DL_SOURCE_RACY | DL_SOURCE_SUPERSEDED | DL_SOURCE_PENDING;
        return;
    }
    f->read = true;
    f->articles = f->skipped = f->shared = f->passed = 0;
    f->failure = (struct dl_str){ 0 };
    f->flags &= DL_SOURCE_RACY;
}

static void take_end(struct dl_source *f, const struct dl_source_end *end)
{
    f->size = end->size;
    f->hash = end->hash;
    f->text_size = end->text_size;
    f->lines = end->lines;
    if (end->container) {
        set(f, DL_SOURCE_CONTAINER, true);
        set(f, DL_SOURCE_LIST, !end->numbers_lines);
    }
    set(f, DL_SOURCE_RESUMABLE, end->resumable);
}

void dl_source_end(struct dl_source *f, const struct dl_source_end *end)
{
    take_end(f, end);
    set(f, DL_SOURCE_PARTIAL, end->io); /* try again next time */
}

void dl_source_stop(struct dl_source *f, const struct dl_source_end *end)
{
    static const struct dl_source_end nothing;
    uint64_t text_size = f->text_size, lines = f->lines;
    if (end) {
        take_end(f, end);
    } else {
        take_end(f, &nothing);
        f->text_size = text_size;
        f->lines = lines;
    }
    set(f, DL_SOURCE_PARTIAL, true);
}

void dl_source_unsure(struct dl_source *f)
{
    set(f, DL_SOURCE_RACY, true);
}

void dl_source_refuse(struct dl_source *f, bool no_article)
{
    set(f, no_article ? DL_SOURCE_PASSED : DL_SOURCE_REFUSED, true);
}

void dl_source_note_failures(struct dl_source *f)
{
    set(f, DL_SOURCE_FAILED, f->skipped > 0);
    set(f, DL_SOURCE_OTHERS, f->passed > 0);
}

void dl_source_rename(struct dl_source *to, struct dl_source *was)
{
    to->size = was->size;
    to->hash = was->hash;
    to->text_size = was->text_size;
    to->lines = was->lines;
    to->articles = atomic_load(&was->articles);
    to->skipped = atomic_load(&was->skipped);
    to->shared = atomic_load(&was->shared);
    to->origin = !was->shared ? 0 : was->origin ? was->origin : was->key;
    to->renamed_from = was->key;
    to->failure = was->failure;
    to->flags = (was->flags & ~(unsigned)DL_SOURCE_RACY) | (to->flags & DL_SOURCE_RACY);
    to->fresh = was->fresh;
}

void dl_source_find_empty(struct dl_source *f, bool believed)
{
    f->emptied = believed;
    f->seen = !believed;
}

void dl_source_empty(struct dl_source *f)
{
    f->size = f->text_size = f->lines = 0;
    f->hash = dl_hash128("", 0);
    f->articles = f->skipped = f->shared = f->passed = 0;
    f->flags &= DL_SOURCE_RACY;
    f->seen = true;
}

void dl_source_drop(struct dl_source *f)
{
    f->path.len = 0;
    f->seen = true;
}

void dl_source_supersede(struct dl_source *f)
{
    set(f, DL_SOURCE_SUPERSEDED, true);
}

void dl_source_pend(struct dl_source *f)
{
    set(f, DL_SOURCE_PENDING, true);
}

void dl_source_again(struct dl_source *f, bool whole)
{
    f->again = whole;
    if (whole)
        set(f, DL_SOURCE_PENDING, false);
}

bool dl_source_pending(const struct dl_source *f, bool any_gone)
{
    bool may = f->path.len && f->seen && !f->read && (f->flags & DL_SOURCE_SUPERSEDED);
    return may && !dl_str_eq(f->path, DL_STR("-")) && (any_gone || (f->flags & DL_SOURCE_PENDING));
}
