/* format.h - the input formats behind one table.  A new one (HTML, WARC) is a new file and a new line in format.c.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_READER_FORMAT_H
#define DATELINE_READER_FORMAT_H

#include "dateline/article.h"

#define DL_ARTICLE_LIMIT ((size_t)64 * 1024 * 1024) /* bytes of one article as read, decompressed */

/* One article as it stands in its source. */
struct dl_record {
    struct dl_str bytes;
    uint64_t number; /* within its source: 1-based, of the line or of the record (see numbers_lines) */
    uint64_t offset; /* in bytes, within the decompressed source */
};

/* How far a record that is read piece by piece has come; {0} at its beginning. */
struct dl_scan {
    bool begun, object, string, escape;
    unsigned depth;
};

/* What a worker keeps for parsing; {0} is empty. */
struct dl_parse {
    struct dl_buf text;      /* the format's own: strings of the article may live here */
    struct dl_buf field[13]; /* dl_article_clean's */
    size_t replaced;         /* U+FFFD put in for invalid bytes, since the start */
};
void dl_parse_free(struct dl_parse *p);

struct dl_source_format {
    const char *name;
    /* Whether a source that begins with HEAD (some kilobytes, byte order mark passed over) is of this format. */
    bool (*recognise)(struct dl_str head);

    /* For a container of many articles, else NULL: where the last whole record in DATA ends (0: none is whole); where
     * the first ends (0: not in DATA), for going on behind one that is too large, piece by piece with SCAN; and by how
     * much whole records move number on. */
    size_t (*cut)(struct dl_str data);
    size_t (*resync)(struct dl_str data, struct dl_scan *scan);
    uint64_t (*count)(struct dl_str data);
    bool numbers_lines; /* else records; what is appended to such a file is more of its records */

    /* The record at *POS of DATA (whole records), which RECORD's number and offset belong to; moves all three on.
     * False: there is none. */
    bool (*next)(struct dl_str data, size_t *pos, struct dl_record *record);

    /* Fill A, which is clear, from RECORD: what is stated there, not yet clean.  DL_BAD_INPUT says what is wrong. */
    enum dl_status (*parse)(const struct dl_record *record, struct dl_parse *p, struct dl_article *a,
                            struct dl_error *err);
};

extern const struct dl_source_format dl_format_text, dl_format_jsonl, dl_format_json;

/* Not of sources: articles as the index stores them, each behind its length as u64. */
extern const struct dl_source_format dl_format_stored;

/* The format of a source that begins with HEAD: never NULL. */
const struct dl_source_format *dl_format_recognise(struct dl_str head);

/* The length of the byte order mark of UTF-8 that S begins with, 0 or 3. */
size_t dl_utf8_bom(struct dl_str s);

/* Make every string of A valid UTF-8, trim title, id and the small fields, and put the title on one line.  Strings may
 * move into P. */
enum dl_status dl_article_clean(struct dl_article *a, struct dl_parse *p, struct dl_error *err);

/* Split a text (valid UTF-8) into title and body: the ` date YYYY-MM-DD Title` header when there is one (sets A's date
 * and date_from), else the first line that looks like a title.  TEXT is changed; A borrows from it. */
void dl_text_split(char *text, size_t len, struct dl_article *a);

#endif
