/* query.c - building, printing and judging the query tree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/query.h"

#include "lib/engine/engine_private.h"

static struct dl_query *new_node(struct dl_arena *arena, enum dl_query_op op)
{
    struct dl_query *q = dl_arena_alloc(arena, sizeof *q);
    if (q)
        *q = (struct dl_query){ .op = op, .weight = 1.0 };
    return q;
}

struct dl_query *dl_query_leaf(struct dl_arena *arena, enum dl_query_op op, struct dl_str text)
{
    struct dl_query *q = new_node(arena, op);
    return q && dl_arena_dup(arena, text, &q->text) ? q : NULL;
}

struct dl_query *dl_query_node(struct dl_arena *arena, enum dl_query_op op, struct dl_query *const *children, size_t n)
{
    struct dl_query *q = new_node(arena, op);
    if (!q || n == 0)
        return q;
    if (n > SIZE_MAX / sizeof *children)
        return NULL;
    q->children = dl_arena_alloc(arena, n * sizeof *children);
    if (!q->children)
        return NULL;
    memcpy(q->children, children, n * sizeof *children);
    q->count = n;
    return q;
}

struct dl_query *dl_query_date(struct dl_arena *arena, struct dl_date_range range)
{
    struct dl_query *q = new_node(arena, DL_Q_DATE);
    if (q)
        q->range = range;
    return q;
}

static bool is_filter(const struct dl_query *q, unsigned depth)
{
    if (depth > DL_QUERY_MAX_DEPTH)
        return false;
    switch (q->op) {
    case DL_Q_TERM:
    case DL_Q_PREFIX:
    case DL_Q_PHRASE:
    case DL_Q_NEAR:
    case DL_Q_LEAD:
        return false;
    case DL_Q_NOT: /* what is excluded never scores */
        return q->count == 0 || is_filter(q->children[0], depth + 1);
    case DL_Q_AND:
    case DL_Q_OR:
        for (size_t i = 0; i < q->count; i++)
            if (!is_filter(q->children[i], depth + 1))
                return false;
        return true;
    case DL_Q_NONE:
    case DL_Q_ALL:
    case DL_Q_DATE:
    case DL_Q_COUNTRY:
    case DL_Q_MENTION:
    case DL_Q_SOURCE:
    case DL_Q_LANGUAGE:
    case DL_Q_AUTHOR:
    case DL_Q_SECTION:
    case DL_Q_TAG:
    case DL_Q_URL:
    case DL_Q_ID:
        return true;
    }
    return true;
}

bool dl_query_is_filter(const struct dl_query *q)
{
    return is_filter(q, 0);
}

/* Bare when it reads as one word, else in quotes with control bytes made visible. */
static void print_text(struct dl_str text, struct dl_buf *out)
{
    bool bare = text.len > 0;
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] <= 0x20 || text.ptr[i] == 0x7f || strchr("(),\"\\", text.ptr[i]))
            bare = false;
    if (bare) {
        dl_buf_str(out, text);
        return;
    }
    dl_buf_byte(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c < 0x20 || c == 0x7f)
            dl_buf_printf(out, "\\x%02x", c);
        else {
            if (c == '"' || c == '\\')
                dl_buf_byte(out, '\\');
            dl_buf_byte(out, c);
        }
    }
    dl_buf_byte(out, '"');
}

static void print_day(dl_date d, struct dl_buf *out)
{
    if (d)
        dl_buf_printf(out, "%04d-%02d-%02d", dl_date_year(d), dl_date_month(d), dl_date_day(d));
}

static void print(const struct dl_query *q, struct dl_buf *out, unsigned depth);

static void print_children(const char *name, const struct dl_query *q, struct dl_buf *out, unsigned depth)
{
    dl_buf_puts(out, name);
    if (q->op == DL_Q_NEAR || q->op == DL_Q_LEAD)
        dl_buf_printf(out, "/%u", q->window);
    dl_buf_byte(out, '(');
    for (size_t i = 0; i < q->count; i++) {
        if (i)
            dl_buf_puts(out, ", ");
        print(q->children[i], out, depth + 1);
        if (q->op == DL_Q_PHRASE && q->children[i]->offset != i) /* a gap, or two terms of one word */
            dl_buf_printf(out, "@%u", q->children[i]->offset);
    }
    dl_buf_byte(out, ')');
}

static void print_leaf(const char *name, const struct dl_query *q, struct dl_buf *out)
{
    dl_buf_puts(out, name);
    print_text(q->text, out);
}

static void print_label(const char *name, const struct dl_query *q, struct dl_buf *out)
{
    dl_buf_puts(out, name);
    if (q->match == DL_MATCH_WHOLE)
        dl_buf_byte(out, '=');
    print_text(q->text, out);
    if (q->match == DL_MATCH_BEGIN)
        dl_buf_byte(out, '*');
}

static void print(const struct dl_query *q, struct dl_buf *out, unsigned depth)
{
    if (depth > DL_QUERY_MAX_DEPTH) {
        dl_buf_puts(out, "...");
        return;
    }
    switch (q->op) {
    case DL_Q_NONE:
        dl_buf_puts(out, "NONE");
        break;
    case DL_Q_ALL:
        dl_buf_puts(out, "ALL");
        break;
    case DL_Q_TERM:
    case DL_Q_PREFIX:
        print_leaf("", q, out);
        if (q->op == DL_Q_PREFIX)
            dl_buf_byte(out, '*');
        if (q->weight != 1.0)
            dl_buf_printf(out, "^%g", q->weight);
        break;
    case DL_Q_PHRASE:
        print_children("PHRASE", q, out, depth);
        break;
    case DL_Q_NEAR:
        print_children("NEAR", q, out, depth);
        break;
    case DL_Q_LEAD:
        print_children("LEAD", q, out, depth);
        break;
    case DL_Q_AND:
        print_children("AND", q, out, depth);
        break;
    case DL_Q_OR:
        print_children("OR", q, out, depth);
        break;
    case DL_Q_NOT:
        print_children("NOT", q, out, depth);
        break;
    case DL_Q_DATE:
        dl_buf_puts(out, "date:");
        print_day(q->range.from, out);
        dl_buf_puts(out, "..");
        print_day(q->range.to, out);
        break;
    case DL_Q_COUNTRY:
        print_leaf("country:", q, out);
        break;
    case DL_Q_MENTION:
        print_leaf("mention:", q, out);
        break;
    case DL_Q_SOURCE:
        print_leaf("source:", q, out);
        break;
    case DL_Q_LANGUAGE:
        print_leaf("language:", q, out);
        break;
    case DL_Q_AUTHOR:
        print_label("author:", q, out);
        break;
    case DL_Q_SECTION:
        print_label("section:", q, out);
        break;
    case DL_Q_TAG:
        print_label("tag:", q, out);
        break;
    case DL_Q_URL:
        print_label("url:", q, out);
        break;
    case DL_Q_ID:
        print_leaf("id:", q, out);
        break;
    }
}

void dl_query_print(const struct dl_query *q, struct dl_buf *out)
{
    print(q, out, 0);
}
