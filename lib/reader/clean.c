/* clean.c - what an article's strings must be before anything else looks at them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <ctype.h>

#include "dateline/text.h"
#include "lib/reader/fields.h"

enum { ID, TITLE, BODY, SOURCE, LANGUAGE, URL, DATE, FETCHED, AUTHOR, SECTION, TAGS, CAPTIONS, ORIGINS, FIELDS };

static enum dl_status valid_utf8(struct dl_str *s, struct dl_buf *room, struct dl_parse *p, struct dl_error *err)
{
    if (s->len == 0 || dl_utf8_valid(*s))
        return DL_OK;
    size_t replaced = 0;
    dl_buf_clear(room);
    enum dl_status status = dl_utf8_clean(*s, DL_STR(""), room, &replaced, err);
    p->replaced += replaced;
    *s = dl_buf_view(room);
    return status;
}

/* Breaks and tabs in a title become single spaces. */
static enum dl_status one_line(struct dl_str *s, struct dl_buf *room, struct dl_error *err)
{
    size_t i = 0;
    while (i < s->len && (unsigned char)s->ptr[i] >= ' ')
        i++;
    if (i == s->len)
        return DL_OK;
    struct dl_buf out = { 0 };
    bool space = false;
    for (i = 0; i < s->len; i++) {
        bool gap = (unsigned char)s->ptr[i] <= ' ';
        if (!gap || !space)
            dl_buf_byte(&out, gap ? ' ' : (unsigned char)s->ptr[i]);
        space = gap;
    }
    dl_buf_free(room);
    *room = out;
    *s = dl_buf_view(room);
    return dl_buf_status(room, err);
}

/* Only what looks like a BCP 47 tag; anything else is as good as nothing. */
static struct dl_str language_tag(struct dl_str s)
{
    if (s.len < 2 || s.len > 35)
        return (struct dl_str){ 0 };
    for (size_t i = 0; i < s.len; i++)
        if (!isalnum((unsigned char)s.ptr[i]) && s.ptr[i] != '-' && s.ptr[i] != '_')
            return (struct dl_str){ 0 };
    return s;
}

enum dl_status dl_article_clean(struct dl_article *a, struct dl_parse *p, struct dl_error *err)
{
    struct dl_str *const fields[] = { &a->id,   &a->title,      &a->body,          &a->source, &a->language,
                                      &a->url,  &a->date_field, &a->fetched_field, &a->author, &a->section,
                                      &a->tags, &a->captions,   &a->origins };
    enum dl_status status = DL_OK;
    for (int i = 0; i < FIELDS && !status; i++) {
        if (i != BODY)
            *fields[i] = dl_str_trim(*fields[i]);
        status = valid_utf8(fields[i], &p->field[i], p, err);
    }
    if (!status)
        status = one_line(&a->title, &p->field[TITLE], err);
    if (status)
        return status;
    a->language = language_tag(dl_field_language(a->language));
    unsigned kept = 0;
    for (unsigned i = 0; i < a->country_field_count; i++) {
        struct dl_str s = dl_str_trim(a->country_fields[i]);
        if (s.len && dl_utf8_valid(s))
            a->country_fields[kept++] = s;
    }
    a->country_field_count = kept;
    return DL_OK;
}
