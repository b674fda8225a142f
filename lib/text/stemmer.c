/* stemmer.c - which languages are stemmed, and how a word is made ready for Snowball.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "stemmer.h"

#include <stdlib.h>
#include <strings.h>

#include "dateline/unicode.h"
#include "dateline/xapian.h"
#include "fold.h"

/* Languages are BCP 47 primary tags; the name is Snowball's.  Elisions are articles and the like that lose their vowel
 * before the apostrophe ("l'homme"): UAX #29 leaves them in one word and Snowball does not take them off. */
static const struct language {
    char tag[4];
    const char *stemmer;
    const char *elisions; /* between blanks */
} languages[] = {
    /* "" is a text too short to tell its language.  English is what most short items of a news archive are; words of
     * other scripts pass through its stemmer untouched, and the languages that it would hurt most (Vietnamese, the
     * scripts without spaces) are told by their letters even when short. */
    { "", "english", NULL },
    { "ar", "arabic", NULL },
    { "ca", "catalan", " l d m n s t " },
    { "da", "danish", NULL },
    { "de", "german2", NULL }, /* takes ae, oe, ue for umlauts */
    { "en", "english", NULL },
    { "es", "spanish", NULL },
    { "eu", "basque", NULL },
    { "fi", "finnish", NULL },
    { "fr", "french", " l d j m t s n c qu jusqu lorsqu puisqu quoiqu " },
    { "ga", "irish", NULL },
    { "hu", "hungarian", NULL },
    { "hy", "armenian", NULL },
    { "id", "indonesian", NULL },
    { "it", "italian", " l d c s un all dall dell nell sull coll quell quest sant bell anch " },
    { "lt", "lithuanian", NULL },
    { "ms", "indonesian", NULL },
    { "nb", "norwegian", NULL },
    { "nl", "dutch", NULL },
    { "nn", "norwegian", NULL },
    { "no", "norwegian", NULL },
    { "pt", "portuguese", NULL },
    { "ro", "romanian", NULL },
    { "ru", "russian", NULL },
    { "sv", "swedish", NULL },
    { "tr", "turkish", NULL },
};
#define LANGUAGES (sizeof languages / sizeof *languages)

/* Stemmers of languages that write 10.500 for 10500 (CLDR, numbers/symbols/group). */
static const char dotted[] =
    "german2 spanish italian portuguese dutch danish indonesian turkish romanian catalan basque";

struct dl_stemmer {
    struct dl_stem *stem; /* NULL: "none" */
    const char *elisions;
    bool keeps_possessive; /* Snowball's English stemmer takes 's off by itself */
    bool cuts_apostrophe;  /* Turkish writes suffixes of names after one */
    bool is_arabic;
    enum dl_thousands thousands;
};

const char *dl_stemmer_for(struct dl_str language)
{
    size_t n = 0;
    while (n < language.len && language.ptr[n] != '-' && language.ptr[n] != '_')
        n++;
    for (size_t i = 0; i < LANGUAGES; i++)
        if (strlen(languages[i].tag) == n && (n == 0 || strncasecmp(languages[i].tag, language.ptr, n) == 0))
            return languages[i].stemmer;
    return "none";
}

const char *dl_stemmer_language(const char *stemmer, size_t i)
{
    for (size_t k = 0; k < LANGUAGES; k++)
        if (languages[k].tag[0] && strcmp(languages[k].stemmer, stemmer) == 0 && i-- == 0)
            return languages[k].tag;
    return NULL;
}

enum dl_status dl_stemmer_new(const char *name, struct dl_stemmer **stemmer, struct dl_error *err)
{
    const struct language *found = NULL;
    for (size_t i = 0; i < LANGUAGES && !found; i++)
        if (strcmp(languages[i].stemmer, name) == 0)
            found = &languages[i];
    if (!found && strcmp(name, "none") != 0)
        return dl_fail(err, DL_INVALID, "there is no stemmer '%s'", name);
    struct dl_stemmer *s = calloc(1, sizeof *s);
    if (!s)
        return dl_fail_memory(err);
    if (found) {
        s->elisions = found->elisions;
        s->keeps_possessive = strcmp(name, "english") == 0;
        s->cuts_apostrophe = strcmp(name, "turkish") == 0;
        s->is_arabic = strcmp(name, "arabic") == 0;
        s->thousands = strcmp(name, "english") == 0 ? DL_THOUSANDS_COMMA
                       : strstr(dotted, name)       ? DL_THOUSANDS_DOT
                                                    : DL_THOUSANDS_UNKNOWN;
        enum dl_status status = dl_stem_new(name, &s->stem, err);
        if (status != DL_OK) {
            free(s);
            return status;
        }
    }
    *stemmer = s;
    return DL_OK;
}

void dl_stemmer_free(struct dl_stemmer *stemmer)
{
    if (stemmer)
        dl_stem_free(stemmer->stem);
    free(stemmer);
}

static bool is_elision(const char *list, const char *word, size_t n)
{
    for (const char *at = list; (at = strchr(at, ' ')) && at[1]; at++)
        if (strncmp(at + 1, word, n) == 0 && at[1 + n] == ' ')
            return true;
    return false;
}

bool dl_stemmer_elides(const struct dl_stemmer *stemmer, struct dl_str word)
{
    const char *apostrophe = word.len ? memchr(word.ptr, '\'', word.len) : NULL;
    if (apostrophe && stemmer->cuts_apostrophe)
        return true;
    return apostrophe && stemmer->elisions && apostrophe > word.ptr &&
           is_elision(stemmer->elisions, word.ptr, (size_t)(apostrophe - word.ptr));
}

static void cut_at_apostrophe(const struct dl_stemmer *stemmer, char *word, size_t *len)
{
    const char *apostrophe = memchr(word, '\'', *len);
    if (!apostrophe || apostrophe == word)
        return;
    size_t before = (size_t)(apostrophe - word), after = *len - before - 1;
    if (stemmer->elisions && after > 0 && is_elision(stemmer->elisions, word, before)) {
        memmove(word, apostrophe + 1, after);
        *len = after;
    } else if (stemmer->cuts_apostrophe) {
        *len = before;
    } else if (!stemmer->keeps_possessive && *len > 2 && word[*len - 1] == 's' && word[*len - 2] == '\'') {
        *len -= 2;
    }
}

enum dl_thousands dl_stemmer_thousands(const struct dl_stemmer *stemmer)
{
    return stemmer->thousands;
}

/* Snowball takes the article off, but not "and" before it: wa-al-hukuma -> al-hukuma. */
static void cut_conjunction(char *word, size_t *len)
{
    static const char and_the[] = "\xD9\x88\xD8\xA7\xD9\x84"; /* waw, alef, lam */
    if (*len < 6 + 2 * 3 || memcmp(word, and_the, 6) != 0)
        return;
    memmove(word, word + 2, *len - 2);
    *len -= 2;
}

enum dl_status dl_stemmer_stem(struct dl_stemmer *stemmer, char *word, size_t *len, struct dl_error *err)
{
    cut_at_apostrophe(stemmer, word, len);
    if (stemmer->is_arabic)
        cut_conjunction(word, len);
    if (!stemmer->stem)
        return DL_OK;
    char stem[2 * DL_TERM_MAX];
    size_t n;
    enum dl_status status = dl_stem_word(stemmer->stem, (struct dl_str){ word, *len }, stem, sizeof stem, &n, err);
    if (status != DL_OK)
        return status;
    n = dl_utf8_cut(stem, n, DL_WORD_MAX);
    if (n > 0) { /* a stemmer that leaves nothing is not obeyed */
        memcpy(word, stem, n);
        *len = n;
    }
    return DL_OK;
}
