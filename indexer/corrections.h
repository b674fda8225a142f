/* corrections.h - what people know better than the input: a side file of JSON Lines that wins over everything.
 *
 *     {"id":"ID","date":"2024-10-22","countries":["LA"],"tags":["+summit"]}
 *     {"path":"/srv/news/a.txt","hidden":true}
 *
 * A line names articles by id, path or url, and any of date, countries, source, title, language, tags and hidden.  Only
 * what it names changes.  A tag with + before it is added, one with - taken away; else the list is the article's.
 * Several lines on one article add up, and the later one wins.  "hidden":true keeps the article out of the index.
 *
 * The index remembers which lines were applied, so that a session applies only what is new or changed: from the article
 * that is stored in the index where a line is new, else by reading its source again.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_INDEXER_CORRECTIONS_H
#define DATELINE_INDEXER_CORRECTIONS_H

#include "dateline/article.h"

enum dl_correction_key { DL_BY_ID, DL_BY_PATH, DL_BY_URL };

/* All lines on one id, path or url. */
struct dl_correction {
    enum dl_correction_key by;
    struct dl_str key;
    uint64_t hash, digest; /* of by and key; of the lines */
    unsigned line;         /* the last of them */
    bool has_date, has_countries, has_source, has_title, has_language, has_tags, hidden;
    dl_date date; /* 0: unknown */
    unsigned country_count;
    dl_code countries[DL_MAX_COUNTRIES];
    struct dl_str source, title, language, tags; /* tags: one a line, with + and - as written */
    _Atomic uint64_t matched;                    /* the key of a source that has such an article; 0: none yet */
};

/* What was applied before: in the index, sorted by hash. */
struct dl_applied {
    uint64_t hash, digest, source; /* source: 0 when nothing matched */
};

struct dl_corrections { /* {0} is empty; free with dl_corrections_free */
    struct dl_correction *v;
    size_t count, cap;
    uint32_t *slots; /* open addressing: index + 1 into v */
    size_t slot_count;
    struct dl_applied *applied;
    size_t applied_count;
    struct dl_arena arena;
};

void dl_corrections_free(struct dl_corrections *c);

/* Read the file PATH.  A line that cannot be read is DL_SYNTAX, with file and line in the message: nothing is applied
 * by halves. */
enum dl_status dl_corrections_read(struct dl_corrections *c, const char *path, struct dl_error *err);

/* Apply every line on A, an article of the source SOURCE_KEY, whose metadata has been found.  *HIDDEN: it is to be left
 * out.  TAGS holds A's new tags.  From any thread. */
enum dl_status dl_corrections_apply(struct dl_corrections *c, struct dl_article *a, uint64_t source_key,
                                    struct dl_buf *tags, bool *hidden, struct dl_error *err);

/* The correction of a key, or NULL. */
struct dl_correction *dl_corrections_find(const struct dl_corrections *c, enum dl_correction_key by, struct dl_str key);
/* What was applied under HASH, or NULL. */
const struct dl_applied *dl_corrections_applied(const struct dl_corrections *c, uint64_t hash);

/* The blob: for each correction its hash, digest and source, as three u64. */
enum dl_status dl_corrections_decode(struct dl_corrections *c, struct dl_str blob, struct dl_error *err);
enum dl_status dl_corrections_encode(const struct dl_corrections *c, struct dl_buf *out, struct dl_error *err);

/* Append a line on ID to the file PATH, with FIELDS such as "date=2024-10-22", "countries=LA,CN", "tag=+summit",
 * "hidden=yes", durably and whole, under a lock beside it.  DL_INVALID names a field that is wrong. */
enum dl_status dl_corrections_append(const char *path, const char *id, const char *const *fields, size_t count,
                                     struct dl_error *err);

/* Append "correction: ..." for what C changes in A to OUT. */
void dl_corrections_explain(const struct dl_corrections *c, const struct dl_article *a, struct dl_buf *out);

#endif
