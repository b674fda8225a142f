/* json.h - one reader and one writer of JSON (RFC 8259).
 *
 * The reader walks a text without building a tree, because a general parser's trees cost more than the indexing of the
 * text:
 *
 *     dl_json_open(&j, text, decoded);
 *     if (dl_json_value(&j, &v) && v.type == DL_JSON_OBJECT)
 *         while (dl_json_next(&j, &name))
 *             if (dl_str_eq(name, DL_STR("title")) ? !dl_json_value(&j, &v) : !dl_json_skip(&j))
 *                 break;
 *     status = dl_json_close(&j, err);
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_JSON_H
#define DATELINE_JSON_H

#include "dateline/buffer.h"

#define DL_JSON_DEPTH 64 /* lists and objects in each other: one bit of a word each */

enum dl_json_type {
    DL_JSON_NULL,
    DL_JSON_FALSE,
    DL_JSON_TRUE,
    DL_JSON_NUMBER,
    DL_JSON_STRING,
    DL_JSON_LIST,
    DL_JSON_OBJECT
};

struct dl_json_value {
    enum dl_json_type type;
    struct dl_str s; /* a string, decoded; a number, as written; else empty */
};

/* A reader.  Its fields are private, but for `expected`: NULL, or what the text lacks at `p`. */
struct dl_json {
    const char *start, *p, *end;
    char *out; /* where the next decoded string goes */
    const char *expected;
    uint64_t objects; /* one bit a level: 1 for an object, 0 for a list */
    unsigned depth;
    bool opened; /* the innermost one has no element yet */
};

/* Begin to read TEXT.  DECODED has room for TEXT.len bytes: strings with escapes are decoded into it, one behind the
 * other; other strings are borrowed from TEXT.  Both must outlive the strings. */
void dl_json_open(struct dl_json *j, struct dl_str text, char *decoded);

/* Read the next value.  A list or an object is entered: dl_json_next follows.  False: the text is not JSON.
 * Escaped NULs and lone surrogates become U+FFFD.  Bytes that are not UTF-8 pass through. */
bool dl_json_value(struct dl_json *j, struct dl_json_value *v);

/* Go to the next element of the innermost list or object, whose value must be read or skipped then.  *NAME: of a member
 * of an object.  False: there is no more element, and the list or object is left; or the text is not JSON. */
bool dl_json_next(struct dl_json *j, struct dl_str *name);

/* The type of the next value, by its first byte: false and null are reported as true.  Nothing is consumed. */
enum dl_json_type dl_json_peek(struct dl_json *j);

/* Pass over the next value, of any kind. */
bool dl_json_skip(struct dl_json *j);

/* After the last value: DL_OK when nothing but blanks follows and nothing went wrong before.  DL_BAD_INPUT: the message
 * says what was expected at which byte, err->column too. */
enum dl_status dl_json_close(struct dl_json *j, struct dl_error *err);

/* Append S to OUT as a JSON string.  Escaped are what JSON asks for, other controls, what ends a line in JavaScript and
 * what changes the direction of text on a terminal.  Bytes that are not UTF-8 become U+FFFD. */
void dl_json_quote(struct dl_str s, struct dl_buf *out);

/* Append a member of an object: `,"NAME":"S"`.  NAME needs no escape. */
void dl_json_member(const char *name, struct dl_str s, struct dl_buf *out);

#endif
