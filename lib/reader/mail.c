/* mail.c - mail folders (mbox) and single mails (RFC 5322, MIME), by GMime.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <ctype.h>
#include <gmime/gmime.h>
#include <pthread.h>
#include <strings.h>

#include "lib/reader/fields.h"
#include "lib/reader/format.h"

#define HEADERS_LOOKED_AT 60
#define DEPTH_MAX 16 /* of multiparts in each other */

static const struct dl_field_name fields[] = {
    { "id", DL_MEANS_ID, 1 },         { "title", DL_MEANS_TITLE, 1 },   { "date", DL_MEANS_DATE, 1 },
    { "author", DL_MEANS_AUTHOR, 1 }, { "source", DL_MEANS_SOURCE, 1 }, { "language", DL_MEANS_LANGUAGE, 1 },
    { "url", DL_MEANS_URL, 1 },       { "tags", DL_MEANS_TAGS, 1 },     { "plain", DL_MEANS_BODY, 1 },
    { "html", DL_MEANS_BODY, 2 },
};
enum { ID, TITLE, DATE, AUTHOR, SOURCE, LANGUAGE, URL, TAGS, PLAIN, HTML };

/* ---- detection and splitting ------------------------------------------------------------------------------------ */

static struct dl_str line_at(struct dl_str s, size_t at)
{
    const char *newline = memchr(s.ptr + at, '\n', s.len - at);
    return (struct dl_str){ s.ptr + at, newline ? (size_t)(newline - s.ptr) + 1 - at : s.len - at };
}

/* "From ann@example.org Tue Oct 22 10:56:00 2024" */
static bool is_from_line(struct dl_str line)
{
    bool time = false;
    if (line.len < 12 || memcmp(line.ptr, "From ", 5) != 0)
        return false;
    for (size_t i = 6; i + 2 < line.len; i++)
        time |=
            line.ptr[i] == ':' && isdigit((unsigned char)line.ptr[i - 1]) && isdigit((unsigned char)line.ptr[i + 1]);
    return time;
}

static size_t header_name(struct dl_str line)
{
    size_t n = 0;
    while (n < line.len && (isalnum((unsigned char)line.ptr[n]) || line.ptr[n] == '-'))
        n++;
    return n > 1 && n < line.len && line.ptr[n] == ':' ? n : 0;
}

static bool among(struct dl_str s, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s.len == strlen(list[i]) && strncasecmp(s.ptr, list[i], s.len) == 0)
            return true;
    return false;
}

/* A block of headers: names that any text may have, and one that only mails and news have. */
static bool is_mail(struct dl_str s)
{
    static const char *const usual[] = { "From", "To", "Subject", "Date", "Cc", "Sender", "Reply-To" };
    static const char *const telling[] = { "Message-ID",  "Received",     "MIME-Version",
                                           "Return-Path", "Delivered-To", "Newsgroups",
                                           "Path",        "X-Mailer",     "Content-Transfer-Encoding",
                                           "List-Id" };
    size_t common = 0, special = 0, lines = 0;
    for (size_t at = 0; at < s.len && lines < HEADERS_LOOKED_AT; lines++) {
        struct dl_str line = line_at(s, at);
        size_t n = header_name(line);
        if (dl_str_trim(line).len == 0)
            break;
        if (n == 0 && (lines == 0 || (line.ptr[0] != ' ' && line.ptr[0] != '\t')))
            return false;
        common += among((struct dl_str){ line.ptr, n }, usual, sizeof usual / sizeof *usual);
        special += among((struct dl_str){ line.ptr, n }, telling, sizeof telling / sizeof *telling);
        at += line.len;
    }
    return common >= 2 && special >= 1;
}

static bool is_folder(struct dl_str s)
{
    struct dl_str line = s.len ? line_at(s, 0) : s;
    return is_from_line(line) && is_mail((struct dl_str){ s.ptr + line.len, s.len - line.len });
}

static bool detect(struct dl_str head)
{
    return head.len && (is_folder(head) || is_mail(head));
}

/* S->head: "F" of a folder, "M" of a mail. */
static enum dl_status begin(struct dl_split *s, struct dl_str head, bool whole, size_t *used, struct dl_error *err)
{
    (void)whole;
    dl_buf_clear(&s->head);
    dl_buf_byte(&s->head, is_folder(head) ? 'F' : 'M');
    *used = 0;
    return dl_buf_status(&s->head, err);
}

/* Where the next mail of a folder begins, after I; 0: not in S. */
static size_t next_mail(struct dl_str s, size_t i)
{
    for (;;) {
        const char *p = i < s.len ? memmem(s.ptr + i, s.len - i, "\nFrom ", 6) : NULL;
        if (!p)
            return 0;
        size_t at = (size_t)(p - s.ptr) + 1;
        bool after_blank =
            at < 2 || s.ptr[at - 2] == '\n' || (at > 2 && s.ptr[at - 2] == '\r' && s.ptr[at - 3] == '\n');
        if (!memchr(s.ptr + at, '\n', s.len - at))
            return 0;
        if (after_blank && is_from_line(line_at(s, at)))
            return at;
        i = at;
    }
}

static enum dl_split_result split(struct dl_split *s, struct dl_str data, bool last, size_t *from, size_t *to)
{
    size_t end = s->head.data[0] == 'F' ? next_mail(data, 0) : 0;
    *from = 0;
    s->whole = end > 0;
    *to = end ? end : data.len;
    if (!end && s->skipping)
        *from = last || data.len < 128 ? 0 : data.len - 128;
    if (!end && (!last || dl_str_trim(data).len == 0)) {
        *from = last ? data.len : *from;
        return DL_SPLIT_MORE;
    }
    s->number++;
    return s->skipping ? DL_SPLIT_SKIPPED : DL_SPLIT_RECORD;
}

/* ---- one mail --------------------------------------------------------------------------------------------------- */

/* S without what is in front of it and after it in angle brackets. */
static struct dl_str unbracket(struct dl_str s)
{
    const char *open = s.len ? memchr(s.ptr, '<', s.len) : NULL,
               *close = open ? memchr(open, '>', s.len - (size_t)(open - s.ptr)) : NULL;
    return close ? (struct dl_str){ open + 1, (size_t)(close - open) - 1 } : s;
}

static struct dl_str header(GMimeMessage *mail, const char *name)
{
    return dl_str_of(g_mime_object_get_header(GMIME_OBJECT(mail), name));
}

/* S is copied to P's text, which has room and does not move. */
static struct dl_str keep(struct dl_parse *p, struct dl_str s)
{
    size_t at = p->text.len;
    if (s.len > p->text.cap - p->text.len)
        return (struct dl_str){ 0 };
    dl_buf_str(&p->text, s);
    return (struct dl_str){ p->text.data + at, s.len };
}

static void put(struct dl_parse *p, struct dl_fields *f, int field, struct dl_str s)
{
    dl_fields_put(f, &fields[field], keep(p, s));
}

/* "Ann Lee <ann@example.org>" -> Ann Lee; the host when nothing else names the source. */
static void put_sender(struct dl_parse *p, struct dl_fields *f, GMimeMessage *mail)
{
    InternetAddressList *from = g_mime_message_get_from(mail);
    InternetAddress *first =
        from && internet_address_list_length(from) > 0 ? internet_address_list_get_address(from, 0) : NULL;
    const char *name = first ? internet_address_get_name(first) : NULL;
    const char *address = first && INTERNET_ADDRESS_IS_MAILBOX(first)
                              ? internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first))
                              : NULL;
    const char *host = address ? strrchr(address, '@') : NULL;
    struct dl_str stated = header(mail, "Organization").len ? header(mail, "Organization") : header(mail, "Newsgroups");
    put(p, f, AUTHOR, dl_str_of(name && *name ? name : address));
    put(p, f, SOURCE, stated.len ? stated : dl_str_of(host ? host + 1 : NULL));
}

/* The texts of PART that are shown, not attached. */
static void put_part(struct dl_parse *p, struct dl_fields *f, GMimeObject *part, int depth)
{
    GMimeContentDisposition *disposition = g_mime_object_get_content_disposition(part);
    const char *shown = disposition ? g_mime_content_disposition_get_disposition(disposition) : NULL;
    if (depth > DEPTH_MAX || (shown && strcasecmp(shown, "attachment") == 0))
        return;
    if (GMIME_IS_MULTIPART(part)) {
        for (int i = 0; i < g_mime_multipart_get_count(GMIME_MULTIPART(part)); i++)
            put_part(p, f, g_mime_multipart_get_part(GMIME_MULTIPART(part), i), depth + 1);
    } else if (GMIME_IS_TEXT_PART(part)) {
        GMimeContentType *type = g_mime_object_get_content_type(part);
        char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
        put(p, f, g_mime_content_type_is_type(type, "text", "html") ? HTML : PLAIN, dl_str_of(text));
        g_free(text);
    }
}

static enum dl_status read_mail(GMimeMessage *mail, struct dl_parse *p, struct dl_article *a, struct dl_error *err)
{
    struct dl_fields f;
    dl_fields_begin(&f, p);
    put(p, &f, ID, dl_str_of(g_mime_message_get_message_id(mail)));
    put(p, &f, TITLE, dl_str_of(g_mime_message_get_subject(mail)));
    put(p, &f, DATE, header(mail, "Date"));
    put(p, &f, LANGUAGE, header(mail, "Content-Language"));
    put(p, &f, URL, unbracket(header(mail, "Archived-At")));
    put(p, &f, TAGS, header(mail, "Keywords"));
    put_sender(p, &f, mail);
    if (g_mime_message_get_mime_part(mail))
        put_part(p, &f, g_mime_message_get_mime_part(mail), 0);
    return dl_fields_finish(&f, a, err);
}

/* The mail without its From line, and with the lines that a folder had to quote as they were. */
static void put_mail(struct dl_str s, bool folder, struct dl_buf *out)
{
    size_t at = folder ? line_at(s, 0).len : 0;
    dl_buf_clear(out);
    while (at < s.len) {
        const char *p = folder ? memmem(s.ptr + at, s.len - at, "\n>", 2) : NULL;
        size_t end = p ? (size_t)(p - s.ptr) + 1 : s.len, quotes = end;
        while (quotes < s.len && s.ptr[quotes] == '>')
            quotes++;
        dl_buf_append(out, s.ptr + at, end - at);
        at = end + (quotes > end && s.len - quotes >= 5 && memcmp(s.ptr + quotes, "From ", 5) == 0);
        if (at == end && p) {
            dl_buf_byte(out, '>');
            at++;
        }
    }
}

static pthread_once_t once = PTHREAD_ONCE_INIT;

static enum dl_status parse(const struct dl_record *r, struct dl_parse *p, struct dl_article *a, struct dl_error *err)
{
    struct dl_buf *mail = &p->made.name;
    pthread_once(&once, g_mime_init);
    put_mail(r->bytes, r->head.ptr[0] == 'F', mail);
    dl_buf_clear(&p->text);
    if (mail->len == 0)
        return dl_fail(err, DL_BAD_INPUT, "a mail with nothing in it");
    if (mail->failed || !dl_buf_reserve(&p->text, 4 * mail->len + 64))
        return dl_fail_memory(err);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(mail->data, mail->len);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    enum dl_status status =
        message ? read_mail(message, p, a, err) : dl_fail(err, DL_BAD_INPUT, "a mail that cannot be read");
    if (message)
        g_object_unref(message);
    g_object_unref(parser);
    g_object_unref(stream);
    return status;
}

const struct dl_source_format dl_format_mail = {
    .name = "mail", .detect = detect, .begin = begin, .split = split, .appendable = true, .parse = parse
};
