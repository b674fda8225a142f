/* article.c - the stored form of an article, written and read side by side; names of its enums.
 *
 * Little-endian; "varint" is LEB128; a string is a varint length and its bytes.
 *
 *   byte    0xDA
 *   byte    version: 2 when flags has the fields' bit, else 1
 *   u32     checksum: the low half of XXH3-64 of everything behind it
 *   byte    flags: 1 = the body is stored, 2 = fields are stored
 *   byte    date_from
 *   u32     date
 *   u64     mtime_ns (two's complement)
 *   varint  offset
 *   u64     hash
 *   byte    number of countries, then for each: code (string), u32 salience (IEEE 754 bits), byte from
 *   byte    number of mentions, then for each: code (string)
 *   strings id, title, source, language, url, path; author, section, tags, captions, origins when flagged; body when
 *           flagged
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/article.h"

#include <unicode/utf8.h>

#include "dateline/hash.h"
#include "dateline/text.h"

#define MAGIC 0xda
#define VERSION 2       /* the latest that is read */
#define VERSION_PLAIN 1 /* without fields */
#define HEAD 6          /* bytes before what the checksum covers */
#define FLAG_BODY 1
#define FLAG_FIELDS 2

const char *dl_date_from_name(enum dl_date_from from)
{
    static const char *const names[] = { "none", "field", "header", "dateline", "url", "filename", "text" };
    size_t i = (size_t)from;
    return i < sizeof names / sizeof *names ? names[i] : "none";
}

const char *dl_country_from_name(enum dl_country_from from)
{
    static const char *const names[] = { "none", "field", "dateline", "title", "body" };
    size_t i = (size_t)from;
    return i < sizeof names / sizeof *names ? names[i] : "none";
}

#define FILE_URL "file://"

void dl_path_utf8(struct dl_str path, struct dl_buf *out)
{
    dl_buf_clear(out);
    if (dl_utf8_valid(path)) {
        dl_buf_str(out, path);
        return;
    }
    dl_buf_puts(out, FILE_URL);
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.ptr[i];
        if (c > 0x20 && c < 0x7f && !strchr("%?#", c))
            dl_buf_byte(out, c);
        else
            dl_buf_printf(out, "%%%02X", c);
    }
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

void dl_path_bytes(struct dl_str shown, struct dl_buf *out)
{
    const size_t scheme = sizeof FILE_URL - 1;
    dl_buf_clear(out);
    if (shown.len < scheme || memcmp(shown.ptr, FILE_URL, scheme) != 0) {
        dl_buf_str(out, shown);
        return;
    }
    for (size_t i = scheme; i < shown.len; i++) {
        bool coded = shown.ptr[i] == '%' && i + 2 < shown.len && hex_digit(shown.ptr[i + 1]) >= 0 &&
                     hex_digit(shown.ptr[i + 2]) >= 0;
        dl_buf_byte(out, (unsigned char)(coded ? hex_digit(shown.ptr[i + 1]) << 4 | hex_digit(shown.ptr[i + 2])
                                               : shown.ptr[i]));
        i += coded ? 2 : 0;
    }
}

bool dl_id_from_path(struct dl_str id, struct dl_str path)
{
    if (path.len == 0 || id.len < path.len || memcmp(id.ptr, path.ptr, path.len) != 0)
        return false;
    if (id.len == path.len)
        return true;
    size_t digits = 0;
    while (path.len + 1 + digits < id.len && id.ptr[path.len + 1 + digits] >= '0' &&
           id.ptr[path.len + 1 + digits] <= '9')
        digits++;
    return id.ptr[path.len] == '#' && digits > 0 && path.len + 1 + digits == id.len;
}

static void put_str(struct dl_buf *out, struct dl_str s)
{
    dl_buf_varint(out, s.len);
    dl_buf_str(out, s);
}

static void put_places(struct dl_buf *out, const struct dl_article *a)
{
    dl_buf_byte(out, (unsigned char)a->country_count);
    for (unsigned i = 0; i < a->country_count; i++) {
        uint32_t bits;
        memcpy(&bits, &a->countries[i].salience, sizeof bits);
        put_str(out, dl_str_of(a->countries[i].code.text));
        dl_buf_u32(out, bits);
        dl_buf_byte(out, a->countries[i].from);
    }
    dl_buf_byte(out, (unsigned char)a->mention_count);
    for (unsigned i = 0; i < a->mention_count; i++)
        put_str(out, dl_str_of(a->mentions[i].text));
}

static void put_fields(struct dl_buf *out, const struct dl_article *a)
{
    put_str(out, a->author);
    put_str(out, a->section);
    put_str(out, a->tags);
    put_str(out, a->captions);
    put_str(out, a->origins);
}

static void put_checksum(struct dl_buf *out, size_t start)
{
    uint64_t sum = dl_hash64(out->data + start + HEAD, out->len - start - HEAD);
    for (int i = 0; i < 4; i++)
        out->data[start + 2 + (size_t)i] = (char)(sum >> (8 * i) & 0xff);
}

struct dl_hash128 dl_article_hash(struct dl_hasher *h, const struct dl_article *a)
{
    dl_hasher_reset(h);
    dl_hasher_add(h, a->title.ptr, a->title.len);
    dl_hasher_add(h, "", 1);
    dl_hasher_add(h, a->body.ptr, a->body.len);
    return dl_hasher_digest(h);
}

enum dl_status dl_article_encode(const struct dl_article *a, bool with_body, struct dl_buf *out, struct dl_error *err)
{
    if (a->country_count > DL_MAX_COUNTRIES || a->mention_count > DL_MAX_MENTIONS)
        return dl_fail(err, DL_INTERNAL, "an article with %u countries and %u mentions", a->country_count,
                       a->mention_count);
    size_t start = out->len;
    bool fields = a->author.len || a->section.len || a->tags.len || a->captions.len || a->origins.len;
    dl_buf_byte(out, MAGIC);
    dl_buf_byte(out, fields ? VERSION : VERSION_PLAIN);
    dl_buf_u32(out, 0); /* the checksum, below */
    dl_buf_byte(out, (with_body ? FLAG_BODY : 0) | (fields ? FLAG_FIELDS : 0));
    dl_buf_byte(out, (unsigned char)a->date_from);
    dl_buf_u32(out, (uint32_t)a->date);
    dl_buf_u64(out, (uint64_t)a->mtime_ns);
    dl_buf_varint(out, a->offset);
    dl_buf_u64(out, a->hash);
    put_places(out, a);
    put_str(out, a->id);
    put_str(out, a->title);
    put_str(out, a->source);
    put_str(out, a->language);
    put_str(out, a->url);
    put_str(out, a->path);
    if (fields)
        put_fields(out, a);
    if (with_body)
        put_str(out, a->body);
    if (out->failed)
        return dl_fail_memory(err);
    put_checksum(out, start);
    return DL_OK;
}

enum dl_status dl_article_add_body(struct dl_buf *record, struct dl_str body, struct dl_error *err)
{
    if (record->len <= HEAD || record->data[HEAD] & FLAG_BODY)
        return dl_fail(err, DL_CORRUPT, "a stored article is damaged");
    record->data[HEAD] |= FLAG_BODY;
    put_str(record, body);
    if (record->failed)
        return dl_fail_memory(err);
    put_checksum(record, 0);
    return DL_OK;
}

static bool get_byte(struct dl_cursor *c, uint8_t *v)
{
    if (c->p == c->end)
        return false;
    *v = *c->p++;
    return true;
}

static bool utf8(struct dl_str s)
{
    const uint8_t *p = (const uint8_t *)s.ptr;
    size_t i = 0;
    while (i < s.len) {
        for (uint64_t eight; s.len - i >= sizeof eight; i += sizeof eight) { /* mostly ASCII */
            memcpy(&eight, p + i, sizeof eight);
            if (eight & UINT64_C(0x8080808080808080))
                break;
        }
        if (i == s.len)
            break;
        if (p[i] < 0x80) {
            i++;
            continue;
        }
        int32_t at = 0, n = s.len - i < 4 ? (int32_t)(s.len - i) : 4;
        UChar32 ch;
        U8_NEXT(p + i, at, n, ch);
        if (ch < 0)
            return false;
        i += (size_t)at;
    }
    return true;
}

static bool get_str(struct dl_cursor *c, struct dl_str *s)
{
    uint64_t n;
    return dl_read_varint(c, &n) && n <= (size_t)(c->end - c->p) && dl_read_bytes(c, (size_t)n, s) && utf8(*s);
}

static bool get_code(struct dl_cursor *c, dl_code *code)
{
    struct dl_str s;
    if (!get_str(c, &s) || s.len < 2 || s.len >= sizeof code->text)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] < 'A' || s.ptr[i] > 'Z')
            return false;
    memset(code, 0, sizeof *code);
    memcpy(code->text, s.ptr, s.len);
    return true;
}

static bool get_places(struct dl_cursor *c, struct dl_article *a)
{
    uint8_t n;
    if (!get_byte(c, &n) || n > DL_MAX_COUNTRIES)
        return false;
    a->country_count = n;
    for (unsigned i = 0; i < n; i++) {
        struct dl_country *k = &a->countries[i];
        uint32_t bits;
        if (!get_code(c, &k->code) || !dl_read_u32(c, &bits) || !get_byte(c, &k->from))
            return false;
        memcpy(&k->salience, &bits, sizeof bits);
        if (!(k->salience > 0.0f && k->salience <= 1.0f) || k->from < DL_COUNTRY_FIELD || k->from > DL_COUNTRY_BODY)
            return false;
    }
    if (!get_byte(c, &n) || n > DL_MAX_MENTIONS)
        return false;
    a->mention_count = n;
    for (unsigned i = 0; i < n; i++)
        if (!get_code(c, &a->mentions[i]))
            return false;
    return true;
}

static bool get_fixed(struct dl_cursor *c, struct dl_article *a, uint8_t *flags)
{
    uint8_t from;
    uint32_t date;
    uint64_t mtime;
    if (!get_byte(c, flags) || *flags & ~(FLAG_BODY | FLAG_FIELDS) || !get_byte(c, &from) || from > DL_DATE_TEXT ||
        !dl_read_u32(c, &date) || date > DL_DATE_MAX_YEAR * 10000u + 1231 || !dl_read_u64(c, &mtime) ||
        !dl_read_varint(c, &a->offset) || !dl_read_u64(c, &a->hash))
        return false;
    a->date = (dl_date)date;
    a->date_from = (enum dl_date_from)from;
    a->mtime_ns = (int64_t)mtime;
    return true;
}

static bool get_fields(struct dl_cursor *c, struct dl_article *a)
{
    return get_str(c, &a->author) && get_str(c, &a->section) && get_str(c, &a->tags) && get_str(c, &a->captions) &&
           get_str(c, &a->origins);
}

enum dl_status dl_article_decode(struct dl_str record, struct dl_article *a, bool *has_body, struct dl_error *err)
{
    struct dl_cursor c = { (const unsigned char *)record.ptr, NULL };
    memset(a, 0, sizeof *a);
    *has_body = false;
    if (record.len < HEAD || c.p[0] != MAGIC)
        return dl_fail(err, DL_CORRUPT, "a stored article is damaged: it does not begin as one");
    int version = c.p[1];
    if (version < VERSION_PLAIN || version > VERSION)
        return dl_fail(err, DL_VERSION, "a stored article has format %d, this program reads %d", version, VERSION);
    c.end = c.p + record.len;
    c.p += 2;
    uint32_t sum;
    uint8_t flags;
    if (!dl_read_u32(&c, &sum) || sum != (uint32_t)dl_hash64(c.p, (size_t)(c.end - c.p)))
        return dl_fail(err, DL_CORRUPT, "a stored article is damaged: its checksum is wrong");
    if (!get_fixed(&c, a, &flags) || !get_places(&c, a) || !get_str(&c, &a->id) || !get_str(&c, &a->title) ||
        !get_str(&c, &a->source) || !get_str(&c, &a->language) || !get_str(&c, &a->url) || !get_str(&c, &a->path) ||
        ((flags & FLAG_FIELDS) && (version == VERSION_PLAIN || !get_fields(&c, a))) ||
        ((flags & FLAG_BODY) && !get_str(&c, &a->body)) || c.p != c.end) {
        memset(a, 0, sizeof *a);
        return dl_fail(err, DL_CORRUPT, "a stored article is damaged");
    }
    *has_body = flags & FLAG_BODY;
    return DL_OK;
}
