/* deletion_guard.c - counting what is gone.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "indexer/deletion_guard.h"

struct dl_gone dl_guard_count(const struct dl_state *s, struct dl_str root)
{
    struct dl_gone g = { 0 };
    for (size_t i = 0; i < s->count; i++) {
        const struct dl_source *f = s->v[i];
        if (!dl_path_under(f->path, root) || f->fresh)
            continue;
        g.files++;
        g.articles += f->articles;
        g.gone_files += !f->seen;
        g.gone_articles += f->seen ? 0 : f->articles;
    }
    return g;
}

bool dl_guard_refuses(uint64_t gone, uint64_t known)
{
    return gone >= DL_GUARD_MIN && gone > known / 2;
}

bool dl_guard_too_much(const struct dl_gone *g)
{
    return dl_guard_refuses(g->gone_files, g->files) || dl_guard_refuses(g->gone_articles, g->articles);
}
