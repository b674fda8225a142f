/* article.h - an article as every part of Dateline sees it, and the form in which an index stores it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_ARTICLE_H
#define DATELINE_ARTICLE_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/buffer.h"
#include "dateline/date.h"
#include "dateline/hash.h"
#include "dateline/place.h"

/* How the publication date was found, in falling order of trust. */
enum dl_date_from {
    DL_DATE_NONE = 0,
    DL_DATE_FIELD,
    DL_DATE_HEADER,
    DL_DATE_DATELINE,
    DL_DATE_URL,
    DL_DATE_FILENAME,
    DL_DATE_TEXT
};
const char *dl_date_from_name(enum dl_date_from from); /* "none", "field", ... as printed in JSON */

/* Where the evidence for a country was found (the strongest, when several). */
enum dl_country_from { DL_COUNTRY_FIELD = 1, DL_COUNTRY_DATELINE, DL_COUNTRY_TITLE, DL_COUNTRY_BODY };
const char *dl_country_from_name(enum dl_country_from from);

struct dl_country {
    dl_code code;
    float salience; /* in (0,1] */
    uint8_t from;   /* enum dl_country_from */
};

#define DL_MAX_COUNTRIES 16 /* countries of one article; the least salient are dropped */
#define DL_MAX_MENTIONS 64  /* mentions of one article; the later ones are dropped */

/* One article.  All strings are borrowed: from the reader until its next call, or from the record it was decoded from.
 * They are valid UTF-8 once dl_article_clean() (indexer) or dl_article_decode() has passed them. */
struct dl_article {
    struct dl_str id, title, body;
    struct dl_str source;   /* agency or site ("Xinhua"), or empty */
    struct dl_str language; /* BCP 47 ("en", "vi"), or empty */
    struct dl_str url, path;
    struct dl_str author, section, tags; /* of several: one a line, in their order; or empty */
    struct dl_str captions; /* of pictures, one a line: searched with the body, no evidence of date or country */
    struct dl_str origins;  /* "FIELD  WHERE" a line: what of a page the reader took, and what it left out */
    uint64_t offset;        /* of its line or member in the (uncompressed) file at `path`; 0 for a file of its own */
    int64_t mtime_ns;       /* of that file, nanoseconds since 1970, for "newer than" only: never a publication date */
    uint64_t hash;          /* the low half of dl_article_hash */

    dl_date date; /* publication day, 0 unknown; may be partial (see date.h) */
    enum dl_date_from date_from;

    struct dl_country countries[DL_MAX_COUNTRIES]; /* most salient first */
    unsigned country_count;
    dl_code mentions[DL_MAX_MENTIONS]; /* a superset of countries, in alphabetical order */
    unsigned mention_count;

    /* What the input stated, as read; consumed by the metadata step, not stored. */
    struct dl_str date_field, fetched_field;
    struct dl_str country_fields[DL_MAX_COUNTRIES];
    unsigned country_field_count;
};

/* Whether ID was made of PATH, because the article states none: PATH itself, or with "#" and a number behind it. */
bool dl_id_from_path(struct dl_str id, struct dl_str path);

/* A path as it is shown and stored in articles.  One that is not UTF-8 becomes a file: URL (RFC 8089), where %XX is a
 * byte: no other path looks like that.  Replaces OUT. */
void dl_path_utf8(struct dl_str path, struct dl_buf *out);
/* The reverse. */
void dl_path_bytes(struct dl_str shown, struct dl_buf *out);

/* The hash of A's title, a NUL and its body, through H, which is reset. */
struct dl_hash128 dl_article_hash(struct dl_hasher *h, const struct dl_article *a);

/* The stored form: framed, versioned, little-endian, uncompressed (each engine compresses in its own way).  WITH_BODY
 * false leaves the body out (--no-store).  Appended to OUT. */
enum dl_status dl_article_encode(const struct dl_article *a, bool with_body, struct dl_buf *out, struct dl_error *err);

/* RECORD, which is one record without a body, becomes that of the same article with BODY. */
enum dl_status dl_article_add_body(struct dl_buf *record, struct dl_str body, struct dl_error *err);

/* Decode; strings are borrowed from RECORD.  Never reads outside it: DL_CORRUPT, or DL_VERSION for a later version.
 * *HAS_BODY tells whether the body was stored. */
enum dl_status dl_article_decode(struct dl_str record, struct dl_article *a, bool *has_body, struct dl_error *err);

#endif
