/* snippet.c - the piece of an article that shows best why it was found.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "searcher/snippet.h"

#include <stdlib.h>

#include "dateline/grow.h"
#include "searcher/safe.h"

#define PIECE (64u << 10) /* analysed at a time */
#define MAX_BYTES (256u << 10)
#define ELLIPSIS "\xE2\x80\xA6"

struct window {
    size_t first, last; /* matches */
    size_t concepts;
    long score;
};

struct extent {
    size_t start, end; /* bytes of the piece */
    bool cut_start, cut_end;
};

void dl_marked_free(struct dl_marked *m)
{
    dl_buf_free(&m->text);
    free(m->v);
    *m = (struct dl_marked){ 0 };
}

void dl_snippet_work_free(struct dl_snippet_work *w)
{
    dl_matches_free(&w->matches);
    free(w->seen);
    *w = (struct dl_snippet_work){ 0 };
}

/* ---- choosing windows ------------------------------------------------------------------------------------------- */

static bool prepare_seen(struct dl_snippet_work *w, size_t concepts)
{
    if (!DL_GROW(w->seen, w->seen_cap, concepts))
        return false;
    memset(w->seen, 0, concepts * sizeof *w->seen);
    return true;
}

#define COVERED UINT32_MAX /* in `seen`: an earlier window shows this word already */

/* Score the window that begins with match FIRST and takes at most SIZE bytes: different words count most, then words
 * side by side, then closeness. */
static struct window weigh(const struct dl_matches *m, uint32_t *seen, size_t first, size_t size)
{
    struct window w = { .first = first, .last = first };
    long beside = 0, repeats = 0;
    uint32_t stamp = (uint32_t)first + 1;
    for (size_t i = first; i < m->count && m->v[i].end - m->v[first].start <= size; i++) {
        uint32_t *s = &seen[m->v[i].concept];
        if (*s != COVERED && *s != stamp) {
            *s = stamp;
            w.concepts++;
        } else {
            repeats++;
        }
        beside += i > first && m->v[i].position - m->v[i - 1].position == 1;
        w.last = i;
    }
    size_t span = m->v[w.last].end - m->v[first].start;
    long loose = (long)(span * 50 / (size + 1));
    w.score = (long)w.concepts * 1000 + (beside < 6 ? beside : 6) * 40 + (repeats < 4 ? repeats : 4) * 15 - loose;
    return w;
}

/* The best window of SIZE bytes outside of [KEEP_FROM, KEEP_TO). */
static struct window best(const struct dl_matches *m, uint32_t *seen, size_t size, size_t keep_from, size_t keep_to)
{
    struct window top = { .score = -1 };
    for (size_t i = 0; i < m->count; i++) {
        struct window w = weigh(m, seen, i, size);
        bool overlaps = m->v[w.first].start < keep_to && m->v[w.last].end > keep_from;
        if (!overlaps && w.score > top.score)
            top = w;
    }
    return top;
}

static size_t different(const struct dl_matches *m, uint32_t *seen)
{
    size_t n = 0;
    for (size_t i = 0; i < m->count; i++) {
        n += seen[m->v[i].concept] == 0;
        seen[m->v[i].concept] = 1;
    }
    return n;
}

/* ---- where to cut ----------------------------------------------------------------------------------------------- */

static bool ends_in_sentence(struct dl_str s, size_t at)
{
    static const char *const stops[] = { "\xE3\x80\x82", "\xE0\xA5\xA4", "\xE1\x9F\x94", "\xEF\xBC\x81",
                                         "\xEF\xBC\x9F" };
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
        if (at >= 3 && memcmp(s.ptr + at - 3, stops[i], 3) == 0)
            return true;
    return false;
}

/* "Oct." and "U.S." end no sentence: short words in capitals, single letters. */
static bool is_abbreviation(struct dl_str s, size_t stop)
{
    size_t i = stop;
    while (i > 0 && s.ptr[i - 1] > ' ' && s.ptr[i - 1] != '.' && s.ptr[i - 1] != '(' && stop - i < 5)
        i--;
    bool capital = s.ptr[i] >= 'A' && s.ptr[i] <= 'Z';
    return stop - i < 2 || (capital && (stop - i < 4 || memcmp(s.ptr + i, "Sept", 4) == 0));
}

/* True when a sentence begins at AT: behind a full stop, behind an empty line, or at the very beginning. */
static bool sentence_at(struct dl_str s, size_t at)
{
    size_t i = at, lines = 0;
    while (i > 0 && (s.ptr[i - 1] == ' ' || s.ptr[i - 1] == '\n' || s.ptr[i - 1] == '\r' || s.ptr[i - 1] == '\t'))
        lines += s.ptr[--i] == '\n';
    if (i == 0 || lines > 1 || ends_in_sentence(s, i))
        return true;
    if (i == at || (at < s.len && s.ptr[at] >= 'a' && s.ptr[at] <= 'z'))
        return false;
    if (i > 1 && (s.ptr[i - 1] == '"' || s.ptr[i - 1] == '\'' || s.ptr[i - 1] == ')'))
        i--;
    if (s.ptr[i - 1] == '!' || s.ptr[i - 1] == '?')
        return true;
    return s.ptr[i - 1] == '.' && !is_abbreviation(s, i - 1);
}

/* Index of the first span that begins at or behind AT. */
static size_t span_from(const struct dl_spans *spans, size_t at)
{
    size_t low = 0, high = spans->count;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (spans->v[mid].start < at)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* A sentence is opened by what stands before its first word: quotation marks and brackets. */
static size_t with_openers(struct dl_str s, size_t start, size_t floor)
{
    while (start > floor && s.ptr[start - 1] != ' ' && s.ptr[start - 1] != '\n')
        start--;
    return start;
}

static void choose_start(struct dl_str s, const struct dl_spans *spans, size_t first, size_t slack, struct extent *e)
{
    size_t floor = first > slack * 3 / 4 ? first - slack * 3 / 4 : 0, near = first > slack / 3 ? first - slack / 3 : 0;
    size_t word = first;
    e->cut_start = true;
    for (size_t i = span_from(spans, floor); i < spans->count && spans->v[i].start <= first; i++) {
        size_t at = with_openers(s, spans->v[i].start, i ? spans->v[i - 1].end : 0);
        if (at >= floor && sentence_at(s, at)) { /* the last sentence that begins before the match */
            word = at;
            e->cut_start = false;
        } else if (e->cut_start && spans->v[i].start >= near && word == first) {
            word = spans->v[i].start;
        }
    }
    e->start = word < first ? word : first;
    if (e->start == 0)
        e->cut_start = false;
}

static void choose_end(struct dl_str s, const struct dl_spans *spans, size_t last, size_t size, struct extent *e)
{
    size_t limit = e->start + size, word = 0, sentence = 0;
    e->cut_end = false;
    e->end = s.len;
    if (s.len <= limit)
        return;
    for (size_t i = span_from(spans, e->start); i < spans->count && spans->v[i].start <= limit; i++) {
        size_t start = with_openers(s, spans->v[i].start, i ? spans->v[i - 1].end : 0);
        if (start > e->start + size * 3 / 5 && start > last && sentence_at(s, start))
            sentence = start;
        if (spans->v[i].end <= limit)
            word = spans->v[i].end;
    }
    e->cut_end = sentence == 0;
    e->end = sentence ? sentence : word > e->start ? word : 0;
    if (e->end == 0) {
        struct dl_str rest = { s.ptr + e->start, s.len - e->start };
        e->end = e->start + dl_text_cut(rest, size);
    }
}

static struct extent extend(struct dl_str s, const struct dl_matches *m, const struct window *w, size_t size)
{
    size_t first = m->v[w->first].start, last = m->v[w->last].end;
    struct extent e;
    choose_start(s, &m->spans, first, last - first < size ? size - (last - first) : 0, &e);
    choose_end(s, &m->spans, last, size, &e);
    return e;
}

/* The end of a beginning of about SIZE bytes, found without knowing the words. */
static struct extent opening(struct dl_str s, size_t size)
{
    struct extent e = { .end = s.len };
    size_t word = 0, sentence = 0;
    if (s.len <= size)
        return e;
    for (size_t i = size / 3 + 1; i < size; i++) {
        bool begins = (unsigned char)s.ptr[i] > ' ' && (s.ptr[i - 1] == ' ' || s.ptr[i - 1] == '\n');
        if (!begins)
            continue;
        word = i;
        if (i > size * 3 / 5 && sentence_at(s, i))
            sentence = i;
    }
    e.end = sentence ? sentence : word ? word : dl_text_cut(s, size);
    e.cut_end = sentence == 0;
    return e;
}

/* ---- putting together ------------------------------------------------------------------------------------------- */

static bool add_mark(struct dl_marked *out, size_t start, size_t end)
{
    if (end <= start)
        return true;
    if (!DL_GROW(out->v, out->cap, out->count + 1))
        return false;
    out->v[out->count++] = (struct dl_mark){ (uint32_t)start, (uint32_t)end };
    return true;
}

static void append(struct dl_str s, size_t start, size_t end, bool lines, struct dl_buf *out)
{
    if (end <= start)
        return;
    struct dl_str part = { s.ptr + start, end - start };
    if (lines)
        dl_safe_text(part, out);
    else
        dl_safe_piece(part, out);
}

/* The words of a phrase are marked in one go. */
static bool continues(const struct dl_matches *m, size_t i)
{
    return i + 1 < m->count && m->v[i + 1].concept == m->v[i].concept && m->v[i + 1].position == m->v[i].position + 1 &&
           m->v[i + 1].start - m->v[i].end <= 3;
}

/* Copy [start, end) of S with its matches. */
static bool copy(struct dl_str s, size_t start, size_t end, const struct dl_matches *m, bool lines,
                 struct dl_marked *out)
{
    size_t at = start;
    bool ok = true;
    for (size_t i = 0; i < m->count && m->v[i].start < end && ok; i++) {
        size_t from = m->v[i].start;
        while (continues(m, i))
            i++;
        size_t to = m->v[i].end < end ? m->v[i].end : end;
        if (to <= at)
            continue;
        from = from > at ? from : at;
        append(s, at, from, lines, &out->text);
        size_t mark = out->text.len;
        append(s, from, to, lines, &out->text);
        ok = add_mark(out, mark, out->text.len);
        at = to;
    }
    append(s, at, end, lines, &out->text);
    return ok;
}

static bool copy_extent(struct dl_str s, const struct extent *e, const struct dl_matches *m, bool more,
                        struct dl_marked *out)
{
    if (e->cut_start && out->text.len == 0)
        dl_buf_puts(&out->text, ELLIPSIS " ");
    bool ok = copy(s, e->start, e->end, m, false, out);
    while (out->text.len && out->text.data[out->text.len - 1] == ' ')
        out->text.len--;
    if (e->cut_end || more)
        dl_buf_puts(&out->text, " " ELLIPSIS);
    return ok;
}

/* Bytes of text that take about WIDTH columns. */
static size_t bytes_for(struct dl_str s, size_t width)
{
    struct dl_str sample = { s.ptr, s.len < 600 ? s.len : 600 };
    while (sample.len < s.len && ((unsigned char)s.ptr[sample.len] & 0xC0) == 0x80)
        sample.len++;
    size_t columns = dl_text_width(sample);
    return columns ? width * sample.len / columns : width;
}

static bool copy_two(struct dl_str s, struct extent a, struct extent b, const struct dl_matches *m,
                     struct dl_marked *out)
{
    if (b.start < a.start) {
        struct extent t = a;
        a = b;
        b = t;
    }
    bool apart = b.start > a.end;
    if (!apart) {
        b.start = a.end;
        a.cut_end = false;
    }
    if (!copy_extent(s, &a, m, apart && !a.cut_end, out))
        return false;
    dl_buf_byte(&out->text, ' ');
    return copy_extent(s, &b, m, false, out);
}

/* One window when it shows every word that the text has, else two of half the size when these show more. */
static bool build(struct dl_str s, size_t size, struct dl_snippet_work *work, size_t concepts, struct dl_marked *out)
{
    struct dl_matches *m = &work->matches;
    struct extent whole = { .end = s.len };
    if (m->count == 0 || s.len <= size) {
        struct extent e = m->count ? whole : opening(s, size);
        return copy_extent(s, &e, m, false, out);
    }
    if (!prepare_seen(work, concepts))
        return false;
    size_t all = different(m, work->seen);
    prepare_seen(work, concepts);
    struct window one = best(m, work->seen, size, 0, 0);
    struct extent e = extend(s, m, &one, size);
    if (one.concepts == all)
        return copy_extent(s, &e, m, false, out);
    prepare_seen(work, concepts);
    struct window left = best(m, work->seen, size / 2, 0, 0);
    struct extent a = extend(s, m, &left, size / 2);
    prepare_seen(work, concepts);
    for (size_t i = left.first; i <= left.last; i++)
        work->seen[m->v[i].concept] = COVERED;
    struct window right = best(m, work->seen, size / 2, a.start, a.end);
    if (right.score < 0 || left.concepts + right.concepts <= one.concepts)
        return copy_extent(s, &e, m, false, out);
    return copy_two(s, a, extend(s, m, &right, size / 2), m, out);
}

/* The piece of BODY from *AT on, cut at white space where there is some. */
static struct dl_str piece_of(struct dl_str body, size_t at)
{
    struct dl_str s = { body.ptr + at, body.len - at };
    if (s.len <= PIECE)
        return s;
    size_t n = PIECE;
    while (n > PIECE / 2 && s.ptr[n] != ' ' && s.ptr[n] != '\n')
        n--;
    if (n == PIECE / 2) {
        n = PIECE;
        while (n > 0 && ((unsigned char)s.ptr[n] & 0xC0) == 0x80)
            n--;
    }
    s.len = n;
    return s;
}

static void clear(struct dl_marked *out)
{
    dl_buf_clear(&out->text);
    out->count = 0;
}

enum dl_status dl_snippet(struct dl_matcher *m, struct dl_str body, const char *stemmer, size_t width,
                          struct dl_snippet_work *work, struct dl_marked *out, struct dl_error *err)
{
    clear(out);
    enum dl_status status = DL_OK;
    struct dl_str piece = { 0 };
    work->matches.count = 0;
    for (size_t at = 0; at < body.len && at < MAX_BYTES && !dl_matcher_empty(m); at += piece.len) {
        piece = piece_of(body, at);
        status = dl_matcher_find(m, DL_FIELD_BODY, piece, stemmer, &work->matches, err);
        if (status || work->matches.count)
            break;
    }
    if (work->matches.count == 0 && body.len)
        piece = piece_of(body, 0);
    if (status == DL_OK && piece.len && !build(piece, bytes_for(piece, width), work, dl_matcher_concepts(m), out))
        return dl_fail_memory(err);
    return status ? status : dl_buf_status(&out->text, err);
}

enum dl_status dl_mark_all(struct dl_matcher *m, enum dl_field field, struct dl_str text, const char *stemmer,
                           struct dl_snippet_work *work, struct dl_marked *out, struct dl_error *err)
{
    clear(out);
    enum dl_status status = dl_matcher_find(m, field, text, stemmer, &work->matches, err);
    if (status)
        return status;
    if (!copy(text, 0, text.len, &work->matches, field == DL_FIELD_BODY, out))
        return dl_fail_memory(err);
    while (out->text.len && out->text.data[out->text.len - 1] == ' ')
        out->text.len--;
    return dl_buf_status(&out->text, err);
}
