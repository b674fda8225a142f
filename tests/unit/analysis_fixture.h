/* analysis_fixture.h - an English analysis and an arena for the queries of one test.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_TESTS_ANALYSIS_FIXTURE_H
#define DATELINE_TESTS_ANALYSIS_FIXTURE_H

#include "unit.h"

#include "searcher/parse.h"

struct analysis_fixture {
    struct dl_analysis how;
    struct dl_arena arena;
};

static inline void analysis_open(struct analysis_fixture *f)
{
    struct dl_error err;
    *f = (struct analysis_fixture){ 0 };
    assert_ok(dl_analyzer_new(&f->how.analyzer, &err), err);
    f->how.stemmers[f->how.stemmer_count++] = dl_stemmer_for(DL_STR("en"));
}

static inline void analysis_close(struct analysis_fixture *f)
{
    dl_analyzer_free(f->how.analyzer);
    dl_arena_free(&f->arena);
}

#endif
