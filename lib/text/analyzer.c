/* analyzer.c - text -> terms with positions.
 *
 * One pass finds words (asciiword.h for plain ones, words.h and dictionary.h for the rest) and looks each up in the
 * word cache; only a word not met before is folded (fold.h) and stemmed (stemmer.h).  Articles and queries go through
 * the same pass and differ in what it writes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>
#include <unicode/uchar.h>

#include "chars.h"
#include "dateline/asciiword.h"
#include "dateline/text.h"
#include "dateline/unicode.h"
#include "dictionary.h"
#include "fold.h"
#include "stemmer.h"
#include "vocabulary.h"
#include "wordcache.h"
#include "words.h"

#define STEMMERS 32
#define LONGEST_HEAD 5 /* letters before a hyphen that others leave out: e-mail, cease-fire, COVID-19 */

/* What a stemmer made of the words met so far. */
struct language {
    char name[16];
    struct dl_stemmer *stemmer;
    struct dl_word_cache cache;
};

struct dl_analyzer {
    struct dl_char_map map;
    struct dl_vocabulary vocabulary;
    struct language languages[STEMMERS];
    size_t language_count;
    struct dl_dictionary *dictionary; /* NULL until needed */
    uint64_t seed[2];
    uint64_t numbering; /* of the vocabulary's terms */
};

/* One text under analysis. */
struct run {
    struct dl_analyzer *a;
    struct language *language;
    struct dl_tokens *tokens; /* one of these two */
    struct dl_spans *spans;
    bool plain, titled; /* which terms of a word are wanted */
    bool body;          /* tokens and plain and not titled */
    uint32_t position;  /* of the last word */
    const char *text;
    struct dl_error *err;
};

/* ---- life ------------------------------------------------------------------------------------------------------- */

enum dl_status dl_analyzer_new(struct dl_analyzer **a, struct dl_error *err)
{
    struct dl_analyzer *n = calloc(1, sizeof *n);
    if (!n)
        return dl_fail_memory(err);
    if (getrandom(n->seed, sizeof n->seed, GRND_NONBLOCK) != sizeof n->seed) {
        struct timespec now = { 0 };
        clock_gettime(CLOCK_MONOTONIC, &now);
        n->seed[0] = ((uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec) * UINT64_C(0x9e3779b97f4a7c15);
        n->seed[1] = (uint64_t)(uintptr_t)n * UINT64_C(0xd1342543de82ef95);
    }
    n->vocabulary.seed = n->seed[0];
    n->numbering = n->seed[0] ^ n->seed[1]; /* unique as far as 64 random bits are */
    *a = n;
    return DL_OK;
}

void dl_analyzer_reset(struct dl_analyzer *a)
{
    for (size_t i = 0; i < a->language_count; i++)
        dl_word_cache_clear(&a->languages[i].cache);
    dl_vocabulary_clear(&a->vocabulary);
    a->numbering++;
}

void dl_analyzer_free(struct dl_analyzer *a)
{
    if (!a)
        return;
    dl_analyzer_reset(a);
    for (size_t i = 0; i < a->language_count; i++)
        dl_stemmer_free(a->languages[i].stemmer);
    dl_dictionary_free(a->dictionary);
    free(a);
}

struct dl_str dl_analyzer_term(const struct dl_analyzer *a, uint32_t term)
{
    return a->vocabulary.terms[term];
}
uint64_t dl_analyzer_numbering(const struct dl_analyzer *a)
{
    return a->numbering;
}

const uint32_t *dl_analyzer_prints(const struct dl_analyzer *a)
{
    return a->vocabulary.prints;
}

uint32_t dl_analyzer_vocabulary(const struct dl_analyzer *a)
{
    return a->vocabulary.count;
}

size_t dl_analyzer_memory(const struct dl_analyzer *a)
{
    size_t n = sizeof *a + dl_vocabulary_memory(&a->vocabulary);
    for (size_t i = 0; i < a->language_count; i++)
        n += dl_word_cache_memory(&a->languages[i].cache);
    return n;
}

static enum dl_status find_language(struct dl_analyzer *a, const char *name, struct language **out,
                                    struct dl_error *err)
{
    for (size_t i = 0; i < a->language_count; i++) {
        if (strcmp(a->languages[i].name, name) == 0) {
            *out = &a->languages[i];
            return DL_OK;
        }
    }
    struct language *l = &a->languages[a->language_count];
    size_t n = strlen(name);
    if (a->language_count == STEMMERS || n >= sizeof l->name)
        return dl_fail(err, DL_INVALID, "there is no stemmer '%s'", name);
    enum dl_status status = dl_stemmer_new(name, &l->stemmer, err);
    if (status != DL_OK)
        return status;
    memcpy(l->name, name, n + 1);
    l->cache = (struct dl_word_cache){ .seed = { a->seed[0], a->seed[1] } };
    a->language_count++;
    *out = l;
    return DL_OK;
}

void dl_tokens_free(struct dl_tokens *t)
{
    free(t->v);
    *t = (struct dl_tokens){ 0 };
}

void dl_spans_free(struct dl_spans *s)
{
    free(s->v);
    *s = (struct dl_spans){ 0 };
}

/* ---- writing ---------------------------------------------------------------------------------------------------- */

static bool grow(void *array, size_t *cap, size_t size)
{
    void **a = array;
    size_t n = *cap ? *cap + *cap / 2 : 256;
    void *p = reallocarray(*a, n, size);
    if (!p)
        return false;
    *a = p;
    *cap = n;
    return true;
}

static enum dl_status put(struct run *r, uint32_t term, const char *start, const char *end, enum dl_form form)
{
    if (r->tokens) {
        struct dl_tokens *t = r->tokens;
        if (t->count == t->cap && !grow(&t->v, &t->cap, sizeof *t->v))
            return dl_fail_memory(r->err);
        t->v[t->count++] = (struct dl_token){ term, r->position };
    } else {
        struct dl_spans *s = r->spans;
        if (s->count == s->cap && !grow(&s->v, &s->cap, sizeof *s->v))
            return dl_fail_memory(r->err);
        s->v[s->count++] = (struct dl_span){ term, r->position, (uint32_t)(start - r->text), (uint32_t)(end - r->text),
                                             (uint8_t)form };
    }
    return DL_OK;
}

static enum dl_status put_form(struct run *r, uint32_t term, const char *start, const char *end, enum dl_form form)
{
    enum dl_status status = r->plain ? put(r, term, start, end, form) : DL_OK;
    if (r->titled && status == DL_OK) {
        uint32_t titled;
        status = dl_vocabulary_titled(&r->a->vocabulary, term, &titled, r->err);
        if (status == DL_OK)
            status = put(r, titled, start, end, form);
    }
    return status;
}

static inline enum dl_status put_word(struct run *r, struct dl_word_terms terms, const char *start, const char *end)
{
    enum dl_status status = put_form(r, terms.exact, start, end, DL_FORM_EXACT);
    if (terms.base != DL_TERM_NONE && status == DL_OK)
        status = put_form(r, terms.base, start, end, DL_FORM_FOLDED);
    if (terms.part != DL_TERM_NONE && status == DL_OK)
        status = put_form(r, terms.part, start, end, DL_FORM_PART);
    return status;
}

/* A word that is a part of another. */
static enum dl_status put_part(struct run *r, struct dl_word_terms terms, const char *start, const char *end)
{
    enum dl_status status = put_form(r, terms.exact, start, end, DL_FORM_PART);
    if (terms.base != DL_TERM_NONE && status == DL_OK)
        status = put_form(r, terms.base, start, end, DL_FORM_PART);
    return status;
}

/* ---- words ------------------------------------------------------------------------------------------------------ */

/* Stem a folded form and give it its number. */
static enum dl_status stemmed_term(struct run *r, char *word, size_t len, bool fixed, uint32_t *term)
{
    enum dl_status status = fixed ? DL_OK : dl_stemmer_stem(r->language->stemmer, word, &len, r->err);
    return status ? status : dl_vocabulary_add(&r->a->vocabulary, (struct dl_str){ word, len }, term, r->err);
}

/* Of 10.500 and 10500 the one that is meant in the language comes first. */
static void order_thousands(const struct run *r, struct dl_folded *f)
{
    char dotted[DL_WORD_MAX];
    if (f->part_len == 0 || f->exact[0] < '0' || f->exact[0] > '9' || f->fixed)
        return;
    enum dl_thousands kind = dl_stemmer_thousands(r->language->stemmer);
    if (kind == DL_THOUSANDS_COMMA)
        f->part_len = 0;
    if (kind != DL_THOUSANDS_DOT)
        return;
    size_t n = f->exact_len;
    memcpy(dotted, f->exact, n);
    memcpy(f->exact, f->part, f->part_len);
    f->exact_len = f->part_len;
    memcpy(f->part, dotted, n);
    f->part_len = n;
}

/* The terms of a folded word. */
static enum dl_status folded_terms(struct run *r, struct dl_folded *f, struct dl_word_terms *terms)
{
    order_thousands(r, f);
    if (dl_stemmer_elides(r->language->stemmer, (struct dl_str){ f->exact, f->exact_len }))
        f->part_len = 0;
    enum dl_status status = stemmed_term(r, f->exact, f->exact_len, f->fixed, &terms->exact);
    if (f->base_len && status == DL_OK)
        status = stemmed_term(r, f->base, f->base_len, f->fixed, &terms->base);
    if (f->part_len && status == DL_OK)
        status = stemmed_term(r, f->part, f->part_len, f->fixed, &terms->part);
    if (terms->base == terms->exact)
        terms->base = DL_TERM_NONE;
    if (terms->part == terms->exact)
        terms->part = DL_TERM_NONE;
    return status;
}

/* Fold and stem a word. */
static enum dl_status make_terms(struct run *r, const char *start, const char *end, struct dl_word_terms *terms)
{
    struct dl_folded f;
    *terms = (struct dl_word_terms){ DL_TERM_NONE, DL_TERM_NONE, DL_TERM_NONE };
    enum dl_status status = dl_fold_word((struct dl_str){ start, (size_t)(end - start) }, &f, r->err);
    if (status != DL_OK || f.exact_len == 0)
        return status;
    if (f.split) {
        terms->exact = DL_TERM_SPLIT;
        return DL_OK;
    }
    return folded_terms(r, &f, terms);
}

/* Remember what make_terms says; a failure is not remembered. */
static enum dl_status known_terms(struct run *r, const char *start, const char *end, struct dl_word_terms *slot,
                                  struct dl_word_terms *terms)
{
    if (!slot)
        return dl_fail_memory(r->err);
    enum dl_status status = DL_OK;
    if (slot->exact == DL_TERM_UNKNOWN) {
        status = make_terms(r, start, end, terms);
        if (status == DL_OK)
            *slot = *terms;
    } else {
        *terms = *slot;
    }
    return status;
}

static enum dl_status terms_of(struct run *r, const char *start, const char *end, struct dl_word_terms *terms)
{
    size_t len = (size_t)(end - start);
    struct dl_word_cache *cache = &r->language->cache;
    if (len > DL_LONG_WORD)
        return make_terms(r, start, end, terms);
    char lower[DL_LONG_WORD];
    if (len <= DL_SHORT_WORD) {
        memset(lower, 0, DL_SHORT_WORD);
        memcpy(lower, start, len);
        return known_terms(r, start, end, dl_word_cache_add_short(cache, dl_short_word(lower, len)), terms);
    }
    for (size_t i = 0; i < len; i++)
        lower[i] = (char)(start[i] >= 'A' && start[i] <= 'Z' ? start[i] | 0x20 : start[i]);
    return known_terms(r, start, end, dl_word_cache_long(cache, (struct dl_str){ lower, len }), terms);
}

/* A word that is cut into parts, at positions of their own.  One that is a word as a whole, too ("mekong_watch"), gives
 * that at the position of the first; its parts are then what articles have and queries pass over. */
static enum dl_status split_word(struct run *r, const char *start, const char *end)
{
    struct dl_folded f;
    struct dl_word_terms terms = { DL_TERM_NONE, DL_TERM_NONE, DL_TERM_NONE };
    enum dl_status status = dl_fold_word((struct dl_str){ start, (size_t)(end - start) }, &f, r->err);
    bool whole = f.whole, first = true;
    if (status == DL_OK && whole) {
        status = folded_terms(r, &f, &terms);
        r->position++;
        if (status == DL_OK)
            status = put_word(r, terms, start, end);
    }
    for (const char *p = start, *part = start; part < end && status == DL_OK;) {
        unsigned n = 0;
        if (p < end && !dl_cuts_word(dl_utf8_decode(p, end, &n, NULL), whole)) {
            p += n;
            continue;
        }
        terms = (struct dl_word_terms){ DL_TERM_NONE, DL_TERM_NONE, DL_TERM_NONE };
        if (p > part)
            status = terms_of(r, part, p, &terms);
        if (status == DL_OK && terms.exact < DL_TERM_UNKNOWN) {
            r->position += !(whole && first);
            first = false;
            status = whole ? put_part(r, terms, part, p) : put_word(r, terms, part, p);
        }
        part = p += n;
    }
    return status;
}

static inline enum dl_status take_word(struct run *r, struct dl_word_terms terms, const char *start, const char *end)
{
    if (terms.exact < DL_TERM_UNKNOWN) {
        r->position++;
        return put_word(r, terms, start, end);
    }
    return terms.exact == DL_TERM_SPLIT ? split_word(r, start, end) : DL_OK;
}

static enum dl_status word(struct run *r, const char *start, const char *end)
{
    struct dl_word_terms terms;
    enum dl_status status = terms_of(r, start, end, &terms);
    return status == DL_OK ? take_word(r, terms, start, end) : status;
}

/* ---- words broken at line ends ---------------------------------------------------------------------------------- */

/* Bytes of the hyphen at P: of ASCII, U+2010 or the soft one; 0 when there is none. */
static size_t hyphen_at(const char *p, const char *end)
{
    if (p < end && *p == '-')
        return 1;
    if (end - p >= 2 && memcmp(p, "\xC2\xAD", 2) == 0)
        return 2;
    return end - p >= 3 && memcmp(p, "\xE2\x80\x90", 3) == 0 ? 3 : 0;
}

/* Where the next line's text begins when the line ends at P; NULL when it does not end there, or an empty one follows.
 */
static const char *next_line(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\r'))
        p++;
    if (p == end || *p++ != '\n')
        return NULL;
    while (p < end && (*p == ' ' || *p == '\t'))
        p++;
    return p < end && *p != '\n' && *p != '\r' ? p : NULL;
}

/* Whether the letters beside a break are of one word: the second is small, or both lines are in capitals. */
static bool one_word(const char *start, const char *before_end, const char *after, const char *end)
{
    unsigned n, m;
    uint32_t first = dl_utf8_decode(after, end, &n, NULL);
    if (u_islower((UChar32)first))
        return true;
    const char *last = before_end - 1;
    while (last > start && ((unsigned char)*last & 0xC0) == 0x80)
        last--;
    return u_isupper((UChar32)first) && u_isupper((UChar32)dl_utf8_decode(last, before_end, &m, NULL)) &&
           after + n < end && u_isupper((UChar32)dl_utf8_decode(after + n, end, &m, NULL));
}

/* Put what the word [START, WORD_END), which has been put, and the one at AFTER make together, at its position.  MARK
 * (0: none) stands between the two in the term. */
static enum dl_status put_both(struct run *r, const char *start, const char *word_end, char mark, const char *after,
                               const char *end)
{
    char joined[DL_TERM_MAX + 2];
    unsigned n;
    enum dl_char_class class = dl_char_class(&r->a->map, dl_utf8_decode(after, end, &n, NULL));
    bool joins = class == DL_CHAR_LETTER || class == DL_CHAR_NUMERIC;
    const char *after_end = joins ? dl_word_end(&r->a->map, after, end, class) : after;
    size_t head = (size_t)(word_end - start), tail = (size_t)(after_end - after);
    if (r->position == 0 || tail == 0 || head > DL_TERM_MAX || tail > DL_TERM_MAX - head)
        return DL_OK;
    if (hyphen_at(after_end, end) == 1 && after_end + 1 < end && dl_is_ascii_alnum((unsigned char)after_end[1]))
        return DL_OK; /* state-of-the-art */
    memcpy(joined, start, head);
    if (mark)
        joined[head++] = mark;
    memcpy(joined + head, after, tail);
    struct dl_word_terms terms = { DL_TERM_NONE, DL_TERM_NONE, DL_TERM_NONE };
    enum dl_status status = DL_OK;
    if (mark) { /* AT&T */
        for (size_t i = 0; i < head + tail; i++)
            joined[i] = (char)(joined[i] >= 'A' && joined[i] <= 'Z' ? joined[i] | 0x20 : joined[i]);
        status = dl_vocabulary_add(&r->a->vocabulary, (struct dl_str){ joined, head + tail }, &terms.exact, r->err);
    } else {
        status = terms_of(r, joined, joined + head + tail, &terms);
    }
    return status != DL_OK || terms.exact >= DL_TERM_UNKNOWN ? status : put_part(r, terms, start, after_end);
}

/* The word [START, WORD_END) has been put.  When a hyphen and a line break part it from the next word, put what both
 * make together, at its position: "gov-\nernment" is found as "government", and as the two parts, which "well-\nknown"
 * needs. */
static enum dl_status put_joined(struct run *r, const char *start, const char *word_end, const char *end)
{
    const char *before_end = word_end;
    if (before_end - start > 2 && memcmp(before_end - 2, "\xC2\xAD", 2) == 0)
        before_end -= 2; /* a soft hyphen belongs to the word before it (WB4) */
    const char *after = next_line(before_end + hyphen_at(before_end, end), end);
    if (!after || hyphen_at(before_end, end) == 0 || !one_word(start, before_end, after, end))
        return DL_OK;
    return put_both(r, start, before_end, 0, after, end);
}

/* ---- words with marks ------------------------------------------------------------------------------------------- */

static bool is_number(const char *p, const char *end)
{
    while (p < end && *p >= '0' && *p <= '9')
        p++;
    return p == end;
}

/* May a mark that makes the word that ends at P another one follow: a hyphen ("e-mail"), AT&T, C++, C#? */
static inline bool may_be_marked(const char *p, const char *end)
{
    return p + 1 < end && (*p == '-' || *p == '&' || *p == '+' || *p == '#');
}

/* Put the word [START, WORD_END) with the mark that follows it as a term that queries prefer: "c++" before "c". */
static enum dl_status put_sign(struct run *r, const char *start, const char *word_end, size_t mark)
{
    char text[DL_SHORT_WORD + 2];
    uint32_t term;
    size_t n = (size_t)(word_end - start);
    for (const char *p = start + (*start == '.'); p < word_end; p++)
        if (!dl_is_ascii_alnum((unsigned char)*p))
            return DL_OK; /* its parts were put, each at its own position: the sign is of none */
    for (size_t i = 0; i < n + mark; i++)
        text[i] = (char)(start[i] >= 'A' && start[i] <= 'Z' ? start[i] | 0x20 : start[i]);
    enum dl_status status = dl_vocabulary_add(&r->a->vocabulary, (struct dl_str){ text, n + mark }, &term, r->err);
    const char *from = *start == '.' ? start + 1 : start; /* spans are in the order of their starts */
    return status ? status : put_form(r, term, from, word_end + mark, DL_FORM_SIGN);
}

/* The short word [START, WORD_END), which has been put, and the mark after it. */
static enum dl_status put_marked(struct run *r, const char *start, const char *word_end, const char *end)
{
    const char *after = word_end + 1;
    bool alone = start == r->text || (start[-1] != '-' && start[-1] != '&');
    bool word_follows = dl_is_ascii_alnum((unsigned char)*after) || (unsigned char)*after >= 0xC3;
    if (*word_end == '-' && word_follows && alone && word_end - start <= LONGEST_HEAD &&
        !(is_number(start, word_end) && *after >= '0' && *after <= '9'))
        return put_both(r, start, word_end, 0, after, end);
    if (*word_end == '&' && word_follows && alone && word_end - start <= 3)
        return put_both(r, start, word_end, '&', after, end);
    bool ends = after == end || !dl_is_ascii_alnum((unsigned char)*after);
    if (*word_end == '#' && ends && word_end - start == 1 && !is_number(start, word_end))
        return put_sign(r, start, word_end, 1);
    ends = after + 1 >= end || !dl_is_ascii_alnum((unsigned char)after[1]);
    if (*word_end == '+' && *after == '+' && ends && !is_number(start, word_end))
        return put_sign(r, start, word_end, 2);
    return DL_OK;
}

/* Does a full stop that belongs to the word stand before P, as in ".NET"? */
static inline bool has_leading_stop(const struct run *r, const char *p)
{
    if (p == r->text || p[-1] != '.' || (*p >= '0' && *p <= '9'))
        return false;
    return p - 1 == r->text || strchr(" \t\n(\"", p[-2]);
}

/* ".net": the word that ends at WORD_END has been put. */
static enum dl_status put_leading_stop(struct run *r, const char *start, const char *word_end)
{
    return put_sign(r, start - 1, word_end, 0);
}

/* Is [P, P + 2) in capitals where others are small: "US" that is no "us"? */
static bool is_short_acronym(const struct run *r, const char *p, const char *end)
{
    if (p[0] < 'A' || p[0] > 'Z' || p[1] < 'A' || p[1] > 'Z')
        return false;
    const char *from = p - r->text > 24 ? p - 24 : r->text, *to = end - p > 26 ? p + 26 : end;
    for (; from < to; from++)
        if (*from >= 'a' && *from <= 'z')
            return true;
    return p - r->text == 0 && end - p == 2;
}

/* "US" has been put; "U.S." finds it. */
static enum dl_status put_dotted(struct run *r, const char *p)
{
    char text[3] = { (char)(p[0] | 0x20), '.', (char)(p[1] | 0x20) };
    uint32_t term;
    enum dl_status status = dl_vocabulary_add(&r->a->vocabulary, (struct dl_str){ text, 3 }, &term, r->err);
    return status ? status : put_form(r, term, p, p + 2, DL_FORM_PART);
}

/* ---- figures and pictures --------------------------------------------------------------------------------------- */

/* Bytes of the blank that stands between groups of thousands at P: U+00A0, U+2009, U+202F. */
static size_t thin_blank_at(const char *p, const char *end)
{
    if (end - p >= 2 && memcmp(p, "\xC2\xA0", 2) == 0)
        return 2;
    return end - p >= 3 && (memcmp(p, "\xE2\x80\x89", 3) == 0 || memcmp(p, "\xE2\x80\xAF", 3) == 0) ? 3 : 0;
}

static size_t digits_at(const char *p, const char *end)
{
    size_t n = 0;
    while (p + n < end && p[n] >= '0' && p[n] <= '9')
        n++;
    return n;
}

/* "10 500" with a blank that does not break: one number, and its groups as parts.  *NEXT moves behind it; it stays NULL
 * where there is none at P. */
static enum dl_status spaced_number(struct run *r, const char *p, const char *end, const char **next)
{
    char number[32];
    size_t n = digits_at(p, end), len = n;
    const char *at = p + n;
    *next = NULL;
    if (n == 0 || n > 3)
        return DL_OK;
    memcpy(number, p, n);
    for (size_t blank; (blank = thin_blank_at(at, end)) && digits_at(at + blank, end) == 3 && len + 3 <= sizeof number;
         len += 3, at += blank + 3)
        memcpy(number + len, at + blank, 3);
    if (len == n || (at < end && dl_is_ascii_alnum((unsigned char)*at)))
        return DL_OK;
    struct dl_word_terms terms = { DL_TERM_NONE, DL_TERM_NONE, DL_TERM_NONE };
    enum dl_status status = dl_vocabulary_add(&r->a->vocabulary, (struct dl_str){ number, len }, &terms.exact, r->err);
    r->position++;
    if (status == DL_OK)
        status = put_word(r, terms, p, at);
    for (const char *group = p; group < at && status == DL_OK; r->position += group < at) {
        size_t digits = digits_at(group, at);
        status = dl_vocabulary_add(&r->a->vocabulary, (struct dl_str){ group, digits }, &terms.exact, r->err);
        if (status == DL_OK)
            status = put_part(r, terms, group, group + digits);
        group += digits;
        group += thin_blank_at(group, at);
    }
    *next = at;
    return status;
}

static bool is_flag_letter(uint32_t c)
{
    return c >= 0x1F1E6 && c <= 0x1F1FF;
}

/* The picture C at [P, AFTER) is a word of its own; two letters of a flag are one.  *NEXT moves behind it. */
static enum dl_status picture(struct run *r, uint32_t c, const char *p, const char *after, const char *end,
                              const char **next)
{
    unsigned n = 0;
    uint32_t term;
    if (is_flag_letter(c) && (after == end || !is_flag_letter(dl_utf8_decode(after, end, &n, NULL))))
        return DL_OK;
    after += is_flag_letter(c) ? n : 0;
    *next = after;
    enum dl_status status =
        dl_vocabulary_add(&r->a->vocabulary, (struct dl_str){ p, (size_t)(after - p) }, &term, r->err);
    r->position++;
    return status ? status : put_form(r, term, p, after, DL_FORM_EXACT);
}

/* Emoji, but for those that texts write as letters or signs (figures, copyright, trade mark, arrows). */
static bool is_picture(uint32_t c)
{
    return c >= 0x231A && c != 0x3030 && c != 0x303D &&
           (is_flag_letter(c) || (u_hasBinaryProperty((UChar32)c, UCHAR_EMOJI) && !(c >= 0x1F3FB && c <= 0x1F3FF)));
}

/* ---- scripts without spaces ------------------------------------------------------------------------------------- */

/* Terms at the present position: no new one, and parts are not split. */
static enum dl_status put_here(struct run *r, const char *start, const char *end, enum dl_form form, uint32_t *last)
{
    struct dl_word_terms terms;
    enum dl_status status = terms_of(r, start, end, &terms);
    if (status != DL_OK || terms.exact >= DL_TERM_UNKNOWN || terms.exact == *last)
        return status;
    *last = terms.exact;
    return put_form(r, terms.exact, start, end, form);
}

/* Do a pair of characters of this class, side by side, make a term? */
static bool pairs(enum dl_char_class class)
{
    return class == DL_CHAR_HAN || class == DL_CHAR_HANGUL;
}

static enum dl_char_class class_at(struct run *r, const char *p, const char *end)
{
    unsigned n;
    return p < end ? dl_char_class(&r->a->map, dl_utf8_decode(p, end, &n, NULL)) : DL_CHAR_OTHER;
}

/* One word of Chinese, Japanese or Korean, in a run that goes on to END.  Each of its characters takes a position; the
 * word stands at its first one, and every pair of Han characters, or of Korean syllables, at the first of the pair. */
static enum dl_status cjk_word(struct run *r, const char *start, const char *word_end, const char *end)
{
    enum dl_status status = DL_OK;
    for (const char *p = start, *next; p < word_end && status == DL_OK; p = next) {
        uint32_t last = DL_TERM_NONE;
        enum dl_char_class class = class_at(r, p, end);
        next = dl_syllable_end(&r->a->map, p, end);
        r->position++;
        if (p == start)
            status = put_here(r, start, word_end, DL_FORM_EXACT, &last);
        if (status == DL_OK && pairs(class) && class_at(r, next, end) == class)
            status = put_here(r, p, dl_syllable_end(&r->a->map, next, end), DL_FORM_FOLDED, &last);
    }
    return status;
}

/* A word of Thai, Lao, Khmer or Myanmar, and the words that it is made of at the same position. */
static enum dl_status dictionary_word(struct run *r, const char *start, const char *end)
{
    const struct dl_word_part *parts;
    size_t count;
    uint32_t before = r->position, last = DL_TERM_NONE;
    enum dl_status status = word(r, start, end);
    if (status != DL_OK || r->position == before)
        return status;
    status =
        dl_dictionary_parts(r->a->dictionary, (struct dl_str){ start, (size_t)(end - start) }, &parts, &count, r->err);
    for (size_t i = 0; i < count && status == DL_OK; i++)
        status = put_here(r, start + parts[i].start, start + parts[i].end, DL_FORM_PART, &last);
    return status;
}

static enum dl_status dictionary_run(struct run *r, const char *start, const char *end, bool cjk)
{
    if (!r->a->dictionary && !(r->a->dictionary = dl_dictionary_new()))
        return dl_fail_memory(r->err);
    while (start < end) {
        const uint32_t *ends;
        size_t count;
        struct dl_str rest = { start, (size_t)(end - start) };
        enum dl_status status = dl_dictionary_words(r->a->dictionary, rest, &ends, &count, r->err);
        const char *from = start;
        for (size_t i = 0; i < count && status == DL_OK; i++) {
            const char *to = start + ends[i];
            status = cjk ? cjk_word(r, from, to, end) : dictionary_word(r, from, to);
            from = to;
        }
        if (status != DL_OK)
            return status;
        start = from;
    }
    return DL_OK;
}

/* ---- the pass --------------------------------------------------------------------------------------------------- */

enum { BLANK = 0, STARTS = 1, JOINS = 2 };
/* What a byte may do: start a word; join on to one by UAX #29, if a letter or digit follows. */
static const uint8_t may[256] = {
    ['0' ... '9'] = STARTS, ['A' ... 'Z'] = STARTS, ['a' ... 'z'] = STARTS,
    ['_'] = STARTS | JOINS, ['.'] = JOINS,          ['\''] = JOINS,
    [','] = JOINS,          [';'] = JOINS,          [0x80 ... 0xff] = STARTS | JOINS,
};

/* May the word that ends before P go on?  False for what mostly stands there: a blank, or punctuation and a blank. */
static inline bool may_go_on(const char *p, const char *end)
{
    if (p == end || !(may[(unsigned char)*p] & JOINS))
        return false;
    return (may[(unsigned char)*p] & STARTS) || (p + 1 < end && (may[(unsigned char)p[1]] & STARTS));
}

/* "1.5", "company's", "U.S": where a word ends that begins with N letters and digits of ASCII and may go on, by the
 * rules of dl_word_end.  0 when it takes more than ASCII and DL_SHORT_WORD bytes to tell; two bytes more are readable.
 */
static size_t joined_end(const char *p, size_t n)
{
    while (n < DL_SHORT_WORD) {
        unsigned char mark = (unsigned char)p[n], next = (unsigned char)p[n + 1];
        if ((may[mark] & STARTS) || ((may[mark] & JOINS) && (next == '_' || next >= 0x80)))
            return 0;
        bool number = p[n - 1] >= '0' && p[n - 1] <= '9', to_number = next >= '0' && next <= '9';
        if (!(may[mark] & JOINS) || !dl_is_ascii_alnum(next) || number != to_number ||
            (!number && (mark == ',' || mark == ';')))
            return n;
        for (n += 2; n < DL_SHORT_WORD && dl_is_ascii_alnum((unsigned char)p[n]);)
            n++;
    }
    return 0;
}

/* Bytes of the "'s" at P that makes the figure before it plural or a possessive ("1990's"), where no word goes on. */
static inline size_t plural_at(const char *p, const char *end)
{
    size_t n = end - p >= 2 && *p == '\'' ? 1 : end - p >= 4 && memcmp(p, "\xE2\x80\x99", 3) == 0 ? 3 : 0;
    bool plural = n && (p[n] | 0x20) == 's' && (p + n + 1 == end || !(may[(unsigned char)p[n + 1]] & STARTS));
    return plural ? n + 1 : 0;
}

/* The word or run that starts at P or, if none does, one character; *NEXT is behind it. */
static enum dl_status any_word(struct run *r, const char *p, const char *end, const char **next)
{
    unsigned n;
    uint32_t c = dl_utf8_decode(p, end, &n, NULL);
    enum dl_char_class class = dl_char_class(&r->a->map, c);
    if (class < DL_CHAR_LETTER) {
        *next = p + n;
        return is_picture(c) ? picture(r, c, p, p + n, end, next) : DL_OK;
    }
    if (class == DL_CHAR_NUMERIC) {
        enum dl_status status = spaced_number(r, p, end, next);
        if (status || *next)
            return status;
        size_t digits = digits_at(p, end), plural = digits ? plural_at(p + digits, end) : 0;
        if (plural) {
            *next = p + digits + plural;
            return word(r, p, *next);
        }
    }
    *next = dl_word_end(&r->a->map, p, end, class);
    if (class == DL_CHAR_HANGUL)
        return cjk_word(r, p, *next, *next);
    if (class >= DL_CHAR_SA)
        return dictionary_run(r, p, *next, class != DL_CHAR_SA);
    enum dl_status status = word(r, p, *next);
    return status == DL_OK ? put_joined(r, p, *next, end) : status;
}

/* Plain words are looked up some at a time: meanwhile their slots come from memory, which is slower than all else. */
#define AHEAD 32
struct plain_words {
    size_t count;
    struct {
        struct dl_short_word key;
        size_t hash;
        const char *start, *end;
    } v[AHEAD];
};

/* Put what was met before, in an article's body: the path that nearly all of an archive takes.  Stops at the first word
 * that is new; returns its index. */
static size_t put_known(struct run *r, const struct plain_words *w, size_t i)
{
    struct dl_tokens *t = r->tokens;
    if (!r->body || i == w->count || t->cap - t->count < 3 * (w->count - i))
        return i;
    const struct dl_word_cache *cache = &r->language->cache;
    struct dl_token *to = t->v + t->count;
    uint32_t position = r->position;
    for (; i < w->count; i++) {
        const struct dl_word_terms *terms = dl_word_cache_short(cache, w->v[i].key, w->v[i].hash);
        if (!terms || terms->exact >= DL_TERM_UNKNOWN)
            break;
        position++;
        *to++ = (struct dl_token){ terms->exact, position };
        if (terms->base != DL_TERM_NONE)
            *to++ = (struct dl_token){ terms->base, position };
        if (terms->part != DL_TERM_NONE)
            *to++ = (struct dl_token){ terms->part, position };
    }
    t->count = (size_t)(to - t->v);
    r->position = position;
    return i;
}

static enum dl_status take_plain(struct run *r, struct plain_words *w)
{
    enum dl_status status = DL_OK;
    for (size_t i = put_known(r, w, 0); i < w->count && status == DL_OK; i = put_known(r, w, i + 1)) {
        struct dl_word_terms terms;
        status = known_terms(r, w->v[i].start, w->v[i].end, dl_word_cache_add_short(&r->language->cache, w->v[i].key),
                             &terms);
        if (status == DL_OK)
            status = take_word(r, terms, w->v[i].start, w->v[i].end);
    }
    w->count = 0;
    return status;
}

static enum dl_status pass(struct run *r, struct dl_str text)
{
    if (text.len > INT32_MAX)
        return dl_fail(r->err, DL_TOO_LARGE, "a text of %zu bytes: at most 2 GiB can be analysed", text.len);
    if (text.len == 0)
        return DL_OK;
    const struct dl_word_cache *cache = &r->language->cache;
    const char *p = text.ptr, *end = p + text.len;
    struct plain_words words;
    enum dl_status status = DL_OK;
    r->text = text.ptr;
    words.count = 0;
    while (status == DL_OK) {
        while (p < end && !(may[(unsigned char)*p] & STARTS))
            p++;
        if (p == end)
            break;
        char padded[DL_SHORT_WORD] = { 0 };
        const char *bytes = p;
        if (end - p < DL_SHORT_WORD)
            bytes = memcpy(padded, p, (size_t)(end - p));
        struct dl_short_word key;
        size_t n = dl_ascii_word(bytes, &key);
        if (n > 0 && n < DL_SHORT_WORD - 2 && bytes[n - 1] <= '9' && bytes[n] == '\'' && is_number(p, p + n) &&
            plural_at(p + n, end))
            key = dl_short_word(bytes, n += 2);
        if (n > 0 && n < DL_SHORT_WORD && may_go_on(p + n, end)) {
            n = end - p >= DL_SHORT_WORD + 2 ? joined_end(p, n) : 0;
            if (n)
                key = dl_short_word(p, n);
        }
        if (n == 0 || n == DL_SHORT_WORD) {
            status = take_plain(r, &words);
            if (status == DL_OK)
                status = any_word(r, p, end, &p);
            continue;
        }
        size_t hash = dl_short_word_hash(cache, key), i = words.count++;
        dl_word_cache_prefetch(cache, hash);
        words.v[i].start = p;
        words.v[i].end = p += n;
        words.v[i].key = key;
        words.v[i].hash = hash;
        bool marked = may_be_marked(p, end), stop = has_leading_stop(r, p - n);
        bool acronym = n == 2 && !(marked && *p == '&') && is_short_acronym(r, p - 2, end);
        if (words.count == AHEAD || marked || stop || acronym)
            status = take_plain(r, &words);
        if (marked && status == DL_OK)
            status = *p == '-' && next_line(p + 1, end) ? put_joined(r, p - n, p, end) : put_marked(r, p - n, p, end);
        if (stop && status == DL_OK)
            status = put_leading_stop(r, p - n, p);
        if (acronym && status == DL_OK)
            status = put_dotted(r, p - 2);
    }
    return status == DL_OK ? take_plain(r, &words) : status;
}

enum dl_status dl_analyze_article(struct dl_analyzer *a, struct dl_str title, struct dl_str body, const char *stemmer,
                                  struct dl_tokens *out, struct dl_error *err)
{
    struct run r = { .a = a, .tokens = out, .plain = true, .titled = true, .err = err };
    out->count = 0;
    enum dl_status status = find_language(a, stemmer, &r.language, err);
    if (status == DL_OK)
        status = pass(&r, title);
    if (status != DL_OK)
        return status;
    r.titled = false;
    r.body = true;
    r.position += DL_TITLE_GAP - 1;
    return pass(&r, body);
}

enum dl_status dl_analyze_spans(struct dl_analyzer *a, enum dl_field field, struct dl_str text, const char *stemmer,
                                struct dl_spans *out, struct dl_error *err)
{
    struct run r = {
        .a = a, .spans = out, .plain = field == DL_FIELD_BODY, .titled = field == DL_FIELD_TITLE, .err = err
    };
    out->count = 0;
    enum dl_status status = find_language(a, stemmer, &r.language, err);
    return status == DL_OK ? pass(&r, text) : status;
}

enum dl_status dl_analyze_prefix(struct dl_analyzer *a, enum dl_field field, struct dl_str text, struct dl_buf *out,
                                 struct dl_error *err)
{
    struct dl_folded f;
    struct dl_spans spans = { 0 };
    dl_buf_clear(out);
    enum dl_status status = dl_analyze_spans(a, DL_FIELD_BODY, text, "none", &spans, err);
    while (spans.count > 0 && spans.v[spans.count - 1].form >= DL_FORM_PART)
        spans.count--;
    if (status == DL_OK && spans.count > 0) {
        struct dl_span last = spans.v[spans.count - 1];
        status = dl_fold_word((struct dl_str){ text.ptr + last.start, last.end - last.start }, &f, err);
        if (status == DL_OK) {
            if (field == DL_FIELD_TITLE)
                dl_buf_byte(out, 'S');
            dl_buf_append(out, f.base_len ? f.base : f.exact, f.base_len ? f.base_len : f.exact_len);
            status = dl_buf_status(out, err);
        }
    }
    dl_spans_free(&spans);
    return status;
}
