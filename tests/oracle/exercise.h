/* exercise.h - make small segments, and read everything that bytes which claim to be one will let us read.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_EXERCISE_H
#define DATELINE_EXERCISE_H

#include "dateline/engine.h"

/* A new index with one segment of ARTICLES random articles in DIR, which exists. */
enum dl_status exercise_make(const char *dir, unsigned articles, uint64_t seed, struct dl_error *err);

struct exercise_counts {
    unsigned refused, failed, answered; /* at open; calls that said the index is damaged; calls that gave an answer */
};
/* Open BYTES as a segment and search it in every way.  Must never crash, hang or leak, whatever the bytes. */
void exercise_segment(const unsigned char *bytes, size_t size, struct exercise_counts *counts);

#endif
