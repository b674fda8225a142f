/* html_title.c - the title of an article, without the site's name.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "lib/reader/html_fields.h"

#define TITLE_MAX 400 /* characters: a longer heading is a text */
#define HEADINGS_MAX 12

/* Letters and digits of S in small letters, in OUT; its length. */
static size_t letters(struct dl_str s, char *out, size_t size)
{
    int32_t at = 0, n = 0;
    while (at < (int32_t)s.len && (size_t)n + 8 < size) {
        UChar32 c;
        U8_NEXT((const uint8_t *)s.ptr, at, (int32_t)s.len, c);
        if (c >= 0 && u_isalnum(c))
            U8_APPEND_UNSAFE(out, n, u_tolower(c));
    }
    return (size_t)n;
}

static bool same(struct dl_str a, struct dl_str b)
{
    char x[1024], y[1024];
    size_t n = letters(a, x, sizeof x), m = letters(b, y, sizeof y);
    return n > 0 && n == m && memcmp(x, y, n) == 0;
}

/* Are the letters of PART in those of WHOLE? */
static bool within(struct dl_str part, struct dl_str whole)
{
    char x[1024], y[1024];
    size_t n = letters(part, x, sizeof x), m = letters(whole, y, sizeof y);
    return n > 0 && n <= m && memmem(y, m, x, n) != NULL;
}

/* ---- the site's name -------------------------------------------------------------------------------------------- */

/* A separator at P: " | ", " - ", " – ", " :: ", " » "; its length. */
static size_t separator(const char *p, const char *end)
{
    static const char *const marks[] = { " | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " • ", " / ",
                                         " : ", ": ",  "｜",  "_",   " |",   "| ",  " ‹ ", " › ", " ⋆ ", " ~ " };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t n = strlen(marks[i]);
        if ((size_t)(end - p) >= n && memcmp(p, marks[i], n) == 0)
            return n;
    }
    return 0;
}

/* The host of URL without "www.". */
static struct dl_str host_of(struct dl_str url)
{
    const char *slashes = url.len ? memmem(url.ptr, url.len, "://", 3) : NULL;
    if (!slashes)
        return (struct dl_str){ 0 };
    const char *from = slashes + 3, *end = url.ptr + url.len, *slash = memchr(from, '/', (size_t)(end - from));
    if (end - from > 4 && memcmp(from, "www.", 4) == 0)
        from += 4;
    return (struct dl_str){ from, (size_t)((slash ? slash : end) - from) };
}

/* Does NAME name the site: as it is stated, or by its host? */
static bool names_site(const struct html_fields *f, struct dl_str name)
{
    struct dl_str site = f->v[FIELD_site].value, host = host_of(f->v[FIELD_url].value);
    return same(name, site) || (site.len && (within(site, name) || (name.len >= 6 && within(name, site)))) ||
           (host.len && name.len >= 3 && within(name, host)) || (host.len && within(host, name));
}

/* TITLE without the site's name before the first or after the last separator. */
static struct dl_str without_site(const struct html_fields *f, struct dl_str title)
{
    for (bool again = title.len > 0; again;) {
        const char *end = title.ptr + title.len, *first = NULL, *last = NULL;
        size_t first_len = 0, last_len = 0, n;
        again = false;
        for (const char *p = title.ptr; p < end; p++) {
            if ((n = separator(p, end)) == 0)
                continue;
            if (!first) {
                first = p;
                first_len = n;
            }
            last = p;
            last_len = n;
            p += n - 1;
        }
        if (!first)
            break;
        struct dl_str head = { title.ptr, (size_t)(first - title.ptr) },
                      after_head = { first + first_len, (size_t)(end - first - (ptrdiff_t)first_len) },
                      tail = { last + last_len, (size_t)(end - last - (ptrdiff_t)last_len) },
                      before_tail = { title.ptr, (size_t)(last - title.ptr) };
        if (before_tail.len >= 8 && tail.len < before_tail.len + 20 && names_site(f, tail)) {
            title = dl_str_trim(before_tail);
            again = true;
        } else if (after_head.len >= 12 && head.len < 40 && names_site(f, head)) {
            title = dl_str_trim(after_head);
            again = true;
        }
    }
    return title;
}

/* The longest part between separators. */
static struct dl_str longest_part(struct dl_str title)
{
    struct dl_str best = { title.ptr, 0 };
    if (title.len == 0)
        return best;
    const char *from = title.ptr, *end = title.ptr + title.len;
    for (const char *p = from; p <= end; p++) {
        size_t n = p < end ? separator(p, end) : 1;
        if (n == 0 || (n > 0 && p < end && *p == ':'))
            continue;
        if ((size_t)(p - from) > best.len)
            best = (struct dl_str){ from, (size_t)(p - from) };
        from = p + n;
        p += n - 1;
    }
    return dl_str_trim(best);
}

/* ---- choosing --------------------------------------------------------------------------------------------------- */

struct headings {
    struct dl_str v[HEADINGS_MAX];
    bool first[HEADINGS_MAX]; /* h1, or of a class that is a title's */
    uint32_t order[HEADINGS_MAX];
    unsigned count;
};

static void find_headings(struct html_tree *t, struct html_fields *f, struct headings *h)
{
    struct dl_buf line = { 0 };
    h->count = 0;
    for (struct html_node *n = t->root; n && h->count < HEADINGS_MAX; n = html_next(n, t->root, false)) {
        bool titled = n->tag != TAG_TEXT && (n->kinds & KIND_title) && n->chars < 200;
        if ((n->tag != TAG_h1 && n->tag != TAG_h2 && !titled) || n->chars == 0 || n->chars > TITLE_MAX)
            continue;
        dl_buf_clear(&line);
        html_write_line(n, &line);
        if (line.len && dl_arena_dup(&f->arena, dl_buf_view(&line), &h->v[h->count])) {
            h->order[h->count] = n->order;
            h->first[h->count] = n->tag == TAG_h1 || titled;
            h->count++;
        }
    }
    dl_buf_free(&line);
}

static void set_title(struct html_fields *f, struct dl_str title, const char *origin)
{
    f->v[FIELD_title] = (struct html_stated){ title, origin, 1 };
}

/* The stated title of the best rank; NULL: none. */
static const struct html_stated *best_stated(const struct html_fields *f)
{
    const struct html_stated *best = NULL;
    for (unsigned i = 0; i < f->title_count; i++)
        if (f->titles[i].value.len && (!best || f->titles[i].rank < best->rank))
            best = &f->titles[i];
    return best;
}

/* In how many of the stated titles is the heading? */
static unsigned agreeing(const struct html_fields *f, struct dl_str heading)
{
    unsigned n = 0;
    for (unsigned i = 0; i < f->title_count; i++)
        n += within(heading, f->titles[i].value);
    return n;
}

/* Does the heading end in an ellipsis? */
static bool is_cut(struct dl_str heading)
{
    size_t n = heading.len;
    return n >= 3 && (memcmp(heading.ptr + n - 3, "…", 3) == 0 || memcmp(heading.ptr + n - 3, "...", 3) == 0);
}

/* Is one of them in the other, in part? */
static bool shares_words(struct dl_str heading, struct dl_str title)
{
    struct dl_str part = { title.ptr, 0 };
    while (part.len < title.len && !separator(part.ptr + part.len, title.ptr + title.len))
        part.len++;
    return within(part, heading) || within(heading, title);
}

bool html_title_choose(struct html_tree *t, struct html_fields *f)
{
    struct headings h;
    const struct html_stated *stated = best_stated(f);
    find_headings(t, f, &h);
    struct dl_str best = { 0 };
    unsigned most = 0;
    for (unsigned i = 0; i < h.count; i++) {
        unsigned n = agreeing(f, h.v[i]);
        if (n && h.v[i].len >= 12 && (n > most || (n == most && h.v[i].len > best.len)) && !names_site(f, h.v[i])) {
            best = h.v[i];
            f->title_at = h.order[i];
            most = n;
        }
    }
    if (best.len && !is_cut(best)) {
        set_title(f, best, "a heading that the page's stated title holds");
        return true;
    }
    if (stated) {
        struct dl_str title = without_site(f, stated->value);
        if (stated->rank >= 5) {
            unsigned first = 0;
            while (first < h.count && !(h.first[first] && h.v[first].len >= 12 && !names_site(f, h.v[first])))
                first++;
            if (first < h.count && (names_site(f, title) || title.len < 8 || shares_words(h.v[first], title))) {
                set_title(f, h.v[first], "h1");
                return true;
            }
            if (title.len == stated->value.len)
                title = longest_part(title);
        }
        set_title(f, title, stated->origin);
        return true;
    }
    for (unsigned i = 0; i < h.count; i++)
        if (h.first[i] && h.v[i].len >= 4) {
            set_title(f, h.v[i], "h1");
            return true;
        }
    return true;
}
