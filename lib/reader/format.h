/* format.h - the input formats behind one table.  A new one is a new file and a new line in format.c.
 *
 * The indexer reads a source in pieces.  detect() names its format by its first bytes.  begin() takes what comes before
 * the first record.  split() cuts the pieces into records, in one thread.  parse() makes an article of each record, in
 * many threads.  So a source of any size is read in bounded memory.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_READER_FORMAT_H
#define DATELINE_READER_FORMAT_H

#include "dateline/article.h"

#define DL_ARTICLE_LIMIT ((size_t)64 * 1024 * 1024) /* bytes of one article as read, decompressed */

#define DL_HEAD_SIZE ((size_t)64 * 1024) /* of a source: enough to detect any format and to begin it */

/* One article as it occurs in its source. */
struct dl_record {
    struct dl_str bytes;
    struct dl_str head; /* of its source: struct dl_split's head */
    uint64_t number;    /* within its source: 1-based, of the line or of the record (see numbers_lines) */
    uint64_t offset;    /* in bytes, within the decompressed source */
};

/* How far a record that is passed over piece by piece has come; {0} at its beginning. */
struct dl_scan {
    bool begun, object, string, escape;
    unsigned depth;
    uint64_t left; /* bytes */
};

/* One source on its way into records; {0} before its first byte.  It is used by one thread. */
struct dl_field_map;
struct dl_split {
    const struct dl_field_map *fields; /* in: of the configuration (fields.h), borrowed; NULL is none */
    struct dl_buf head;  /* set by begin(): what every record is parsed with (the header row of a table, ...) */
    uint64_t number;     /* of the last record; split() counts */
    bool skipping;       /* in: see split() */
    bool whole;          /* the last record was ended by its own mark, not by the end of the source */
    bool open;           /* what encloses the records (a list, an element) is not closed yet */
    bool wrapped, map;   /* json.c's own: the articles lie in an object that is none; by names that say nothing */
    struct dl_scan scan; /* the format's own while it skips */
};

enum dl_split_result {
    DL_SPLIT_MORE,   /* no whole record: more of the source is needed */
    DL_SPLIT_RECORD, /* one record */
    DL_SPLIT_SKIPPED /* with `skipping`: the end of the record that is too large to keep */
};

#define DL_FIELD_TEXTS 8 /* bodies and descriptions of one article that are compared; further ones are passed over */

/* Values that fields.c puts together. */
struct dl_field_buffers {
    struct dl_buf texts[DL_FIELD_TEXTS]; /* of several paragraphs */
    struct dl_buf plain[2];              /* without markup */
    struct dl_buf many[3];               /* author, section, tags */
    struct dl_buf title, date, fetched, list, name;
};

/* What a worker keeps for parsing; {0} is empty. */
struct dl_html;
struct dl_field_map;
struct dl_parse {
    const struct dl_field_map *fields; /* of the configuration (fields.h), borrowed; NULL is none */
    /* dl_format_detect, for what a text in UTF-16 turns out to be; NULL: the bytes are known to be text. */
    const struct dl_source_format *(*detect)(struct dl_str head);
    struct dl_field_buffers made;
    struct dl_buf text;      /* the format's own: strings of the article may live here */
    struct dl_buf body;      /* of a web archive's record, decoded */
    struct dl_buf field[13]; /* dl_article_clean's */
    struct dl_html *html;    /* html.h: kept between pages */
    size_t replaced;         /* U+FFFD put in for invalid bytes, since the start */
};
void dl_parse_free(struct dl_parse *p);

/* A format.  A source of many articles (a list, a table, a mail folder) has split(); a source that is one article has
 * not.  Every function may be called from several threads at once, each with its own structs. */
struct dl_source_format {
    const char *name;

    /* Whether a source that begins with HEAD (up to DL_HEAD_SIZE bytes, without its byte order mark) is of this
     * format. */
    bool (*detect)(struct dl_str head);

    /* Optional.  HEAD is the beginning of the source, up to DL_HEAD_SIZE bytes, or all of it when WHOLE.  Fill
     * S->head; *USED is how many bytes belong to no record and come before the first.  It is called again with the same
     * bytes when a grown source is read from the end of its earlier part; records are then split from there.
     * DL_BAD_INPUT: the source cannot be read as this format; it is skipped with that message. */
    enum dl_status (*begin)(struct dl_split *s, struct dl_str head, bool whole, size_t *used, struct dl_error *err);

    /* Find one record.  DATA begins where the record before it ended, or where *FROM was after DL_SPLIT_MORE, and now
     * holds more bytes.  LAST: DATA reaches to the end of the source; what is left over is a record too.
     *
     *   DL_SPLIT_RECORD   DATA[*from, *to) is the record.  *TO is greater than 0.
     *   DL_SPLIT_MORE     the bytes before *FROM belong to no record and are forgotten.  With LAST: there is none.
     *   DL_SPLIT_SKIPPED  only with S->skipping, which is set when a record reaches DL_ARTICLE_LIMIT.  DATA is then a
     *                     further piece of that record, which ends at *TO; until then DL_SPLIT_MORE, which forgets the
     *                     bytes before *FROM.  S->scan, zeroed before the first piece, keeps what is needed from
     *                     piece to piece.
     *
     * Except for that, and for S->number, whole and open, a call does not depend on the calls before it: a later run
     * goes on after any record. */
    enum dl_split_result (*split)(struct dl_split *s, struct dl_str data, bool last, size_t *from, size_t *to);

    bool numbers_lines; /* S->number counts lines, else records */
    bool appendable;    /* bytes that are appended to a whole source are more records of it */

    /* Fill A, which is clear, from RECORD: what is stated there, not yet clean.  Strings may be borrowed from RECORD
     * and P.  DL_BAD_INPUT: the message says what is wrong; this article is skipped.  DL_END: the record is no article
     * and is counted (a request in an archive of pages, a menu of a site). */
    enum dl_status (*parse)(const struct dl_record *record, struct dl_parse *p, struct dl_article *a,
                            struct dl_error *err);
};

extern const struct dl_source_format dl_format_csv, dl_format_export, dl_format_mail, dl_format_sgml, dl_format_text,
    dl_format_jsonl, dl_format_json, dl_format_html;

/* Not of sources: one article as the index stores it. */
extern const struct dl_source_format dl_format_stored;

/* Web archives: warc.c. */
extern const struct dl_source_format dl_format_warc, dl_format_arc;

/* The format of a source that begins with HEAD: never NULL. */
const struct dl_source_format *dl_format_detect(struct dl_str head);

/* The format that is called NAME ("html"), or NULL. */
const struct dl_source_format *dl_format_named(struct dl_str name);

/* Sources whose name matches GLOB are of FORMAT, whatever they look like. */
struct dl_format_of {
    const char *glob; /* fnmatch(3); one with a slash is matched with the path, else with the last part of it */
    const struct dl_source_format *format;
};
/* The format of the last of the COUNT rules V that PATH matches, with or without ".gz"; NULL: none. */
const struct dl_source_format *dl_format_by_name(const struct dl_format_of *v, size_t count, const char *path);

/* The number of line breaks in S. */
uint64_t dl_count_lines(struct dl_str s);

/* The length of the byte order mark of UTF-8 that S begins with, 0 or 3. */
size_t dl_utf8_bom(struct dl_str s);

/* Make every string of A valid UTF-8, trim title, id and the small fields, and put the title on one line.  Strings may
 * move into P. */
enum dl_status dl_article_clean(struct dl_article *a, struct dl_parse *p, struct dl_error *err);

/* Split a text (valid UTF-8) into title and body: the ` date YYYY-MM-DD Title` header when there is one (sets A's date
 * and date_from), else the first line that looks like a title.  TEXT is changed; A borrows from it. */
void dl_text_split(char *text, size_t len, struct dl_article *a);

#endif
