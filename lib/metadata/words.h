/* words.h - the word lists of lib/metadata/data: what a word says of a name or of a date beside it.
 *
 * compile_words.c turns the TSV files into one table.  A word has a set of kinds; some kinds give it a value, too.
 * A word has a space where it is a phrase.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_METADATA_WORDS_H
#define DATELINE_METADATA_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/buffer.h"

/* The kinds, and their names in the TSV files. */
#define DL_WORD_KINDS(X)                                                                                               \
    X(BEFORE_PLACE, "before-place") /* beside a name: "in", "near" */                                                  \
    X(BEFORE_ARTICLE, "before-article")                                                                                \
    X(BEFORE_SPEAK, "before-speak")       /* "speaks" */                                                               \
    X(BEFORE_STREET, "before-street")     /* "sông" (river) */                                                        \
    X(LANGUAGE_PREFIX, "language-prefix") /* "ภาษา", in scripts without spaces */                              \
    X(AFTER_PLACE, "after-place")         /* "County", "River" */                                                      \
    X(AFTER_MONEY, "after-money")                                                                                      \
    X(AFTER_DOLLAR, "after-dollar")                                                                                    \
    X(AFTER_LANGUAGE, "after-language")                                                                                \
    X(AFTER_COMPANY, "after-company") /* the form of a company */                                                      \
    X(AFTER_STREET, "after-street")                                                                                    \
    X(AFTER_TOWN, "after-town")       /* what a town has and a country has not: "Township" */                          \
    X(AFTER_OFFICE, "after-office")   /* "High", "City": a town's when AFTER_BODY follows */                           \
    X(AFTER_BODY, "after-body")       /* "School", "Council" */                                                        \
    X(NO_SURNAME, "no-surname")       /* follows a country, no given name: "President" */                              \
    X(DOTTED_REGION, "dotted-region") /* abbreviations that newspapers write with full stops: "N.J" */                 \
    X(LINKS_HEADING, "links-heading") /* "Read also" */                                                                \
    X(AMERICAN, "american")           /* English of one of the two countries */                                        \
    X(BRITISH, "british")                                                                                              \
    X(WEAK_ENGLISH, "weak-english")     /* in spelling alone, or used elsewhere too */                                 \
    X(ENGLISH_PHRASE, "english-phrase") /* ends a phrase of these; set by compile_words */                             \
    X(HAS_COUNTIES, "has-counties")     /* codes of countries */                                                       \
    X(MOST_NAMED, "most-named")         /* by the world's news */                                                      \
    X(OFTEN_NAMED, "often-named")                                                                                      \
    X(GENERIC_DOMAIN, "generic-domain")                                                                                \
    X(DAY_FIRST_DOMAIN, "day-first-domain")                                                                            \
    X(MONTH_FIRST_DOMAIN, "month-first-domain")                                                                        \
    X(HOME_OF_LANGUAGE, "home-of-language") /* a language; value: the country that alone has papers in it */           \
    X(HOME_WORD, "home-word")               /* value: language, blank, country */                                      \
    X(EXCHANGE, "exchange")                 /* suffix of a share's code; value: country */                             \
    X(AGENCY, "agency")                     /* value: its usual name */                                                \
    X(DATE_WORD, "date-word")               /* beside the date of a date line: "at", "GMT" */                          \
    X(PUBLISHED, "published")                                                                                          \
    X(UPDATED, "updated")                                                                                              \
    X(UPDATED_AFTER, "updated-after") /* the same, following the date */                                               \
    X(AS_OF, "as-of")                 /* the day of a state of the text: "Stand" */                                    \
    X(PHOTO_CREDIT, "photo-credit")   /* of a caption: "Photo:" */                                                     \
    X(OTHER_DATE, "other-date")       /* the line dates something else: "deadline" */                                  \
    X(AUTHOR, "author")               /* "by" */                                                                       \
    X(LABEL, "label")                 /* "Source:": its value says nothing of the date */                              \
    X(NAME_PARTICLE, "name-particle") /* a word of a name without a capital: "of", "van" */                            \
    X(PAPER_SIGN, "paper-sign")       /* part of a Chinese or Japanese paper's name */                                 \
    X(EVENT_LABEL, "event-label")     /* "Venue:" */                                                                   \
    X(DATE_LABEL, "date-label")       /* "Published:" */                                                               \
    X(TODAY, "today")                                                                                                  \
    X(LED_UP, "led-up")         /* before a day to come, a limit or one long past: "từ" */                           \
    X(DAY_FILLER, "day-filler") /* may come between that and the day: "ngày" */                                       \
    X(PAST_DAY, "past-day")     /* before a day that is told of: "hôm" */                                             \
    X(OTHER_DAY_SENTENCE, "other-day-sentence")                                                                        \
    X(OPENING_DAY, "opening-day") /* before the day with which a sentence opens: "Sáng" */                            \
    X(LUNAR, "lunar")                                                                                                  \
    X(THIS_WEEKDAY, "this-weekday")         /* before a weekday: "am", "este" */                                       \
    X(CONTAINER_SUFFIX, "container-suffix") /* of files that hold many articles */

enum dl_word_kind {
#define X(id, name) DL_WORD_##id,
    DL_WORD_KINDS(X)
#undef X
        DL_WORD_KIND_COUNT
};
_Static_assert(DL_WORD_KIND_COUNT <= 64, "the kinds of a word fit into 64 bits");

typedef uint64_t dl_word_set; /* of kinds */
#define DL_WORD_BIT(id) (UINT64_C(1) << DL_WORD_##id)

/* Texts are offsets into one pool: pointers would be relocated at every start of the programs. */
struct dl_word {
    dl_word_set kinds;
    uint32_t text; /* in dl_word_pool */
};
struct dl_word_member { /* of a kind */
    uint16_t word;      /* index of dl_word_table */
    uint32_t value;     /* in dl_word_pool; DL_WORD_NO_VALUE */
};
#define DL_WORD_NO_VALUE UINT32_MAX

#define DL_WORD_SLOT_BITS 12
extern const char dl_word_pool[]; /* texts, each ended by NUL */
extern const struct dl_word dl_word_table[];
extern const uint16_t dl_word_slots[1 << DL_WORD_SLOT_BITS]; /* index + 1, 0: free; the next is tried */
extern const struct dl_word_member dl_word_members[];        /* kind by kind */
extern const uint16_t dl_word_starts[DL_WORD_KIND_COUNT + 1];
extern const unsigned dl_word_count;

/* Where the search for W begins: a hash of its length, its first two bytes and its last two, ASCII letters in any
 * case. */
static inline unsigned dl_word_slot(struct dl_str w)
{
    uint16_t head = 0, tail = 0;
    if (w.len >= 2) {
        memcpy(&head, w.ptr, sizeof head);
        memcpy(&tail, w.ptr + w.len - 2, sizeof tail);
    } else if (w.len) {
        head = (unsigned char)w.ptr[0];
    }
    uint32_t ends = (head | (uint32_t)tail << 16 | 0x20202020u) + (uint32_t)w.len * 0x01000193u;
    return ends * 2654435761u >> (32 - DL_WORD_SLOT_BITS); /* D. Knuth's multiplicative hash */
}

/* The word of the table that W is, in small letters as it is; NULL when it is none.  W holds no NUL. */
static inline const struct dl_word *dl_word_find(struct dl_str w)
{
    const unsigned mask = (1u << DL_WORD_SLOT_BITS) - 1;
    for (unsigned at = dl_word_slot(w); dl_word_slots[at]; at = (at + 1) & mask) {
        const struct dl_word *word = &dl_word_table[dl_word_slots[at] - 1];
        const char *text = dl_word_pool + word->text;
        if (memcmp(text, w.ptr, 1) == 0 && strncmp(text, w.ptr, w.len) == 0 && text[w.len] == 0)
            return word;
    }
    return NULL;
}

/* The kinds of W, whatever the case of its letters; 0 when it is not in the table. */
dl_word_set dl_word_kinds(struct dl_str w);

static inline bool dl_word_is(struct dl_str w, enum dl_word_kind kind)
{
    return dl_word_kinds(w) >> kind & 1;
}

/* The value that KIND gives to W, whatever the case of its letters; NULL when W is not of that kind. */
const char *dl_word_value(struct dl_str w, enum dl_word_kind kind);

/* Number I of the words of KIND, below dl_words_of(KIND). */
static inline unsigned dl_words_of(enum dl_word_kind kind)
{
    return dl_word_starts[kind + 1] - dl_word_starts[kind];
}
static inline struct dl_str dl_word_of(enum dl_word_kind kind, unsigned i)
{
    return dl_str_of(dl_word_pool + dl_word_table[dl_word_members[dl_word_starts[kind] + i].word].text);
}

static inline const char *dl_word_value_of(const struct dl_word_member *m) /* NULL when it has none */
{
    return m->value == DL_WORD_NO_VALUE ? NULL : dl_word_pool + m->value;
}

/* Does S end with a word of KIND, begin with one, or hold one anywhere?  As the table writes it; the length of the
 * longest, 0 when there is none. */
size_t dl_word_ends(struct dl_str s, enum dl_word_kind kind);
size_t dl_word_begins(struct dl_str s, enum dl_word_kind kind);
size_t dl_word_within(struct dl_str s, enum dl_word_kind kind);

#endif
