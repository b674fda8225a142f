/* text.h - bytes -> terms.  Both programs use this and nothing else, so that what is indexed is what is searched.
 *
 * A term is UTF-8: NFKC_Casefold (The Unicode Standard, 3.13: full case folding, compatibility forms to plain ones,
 * ignorable characters out), words by UAX #29, stemmed by Snowball in the article's language, at most DL_TERM_MAX bytes
 * (longer words are cut, between characters), free of control bytes and blanks.  Terms of the title are indexed twice:
 * as plain terms (so that bare words find them) and with the prefix "S" (so that title:word does).  A folded term never
 * begins with an upper-case ASCII letter, so prefixes cannot collide with terms.
 *
 * Words are those of UAX #29 in CLDR's root locale ("don't", "3.14", "foo_bar"; "covid-19" is two), and then:
 *   - kinds of apostrophe are one; acronyms lose their full stops ("U.S." -> "us"); other words with a full stop
 * between letters are several ("end.The", "example.com"); thousands lose their commas ("1,000" -> "1000"); the digits
 * of all scripts are 0 to 9;
 *   - a word with diacritics gives two terms at one position: as written (DL_FORM_EXACT) and by its base letters
 *     (DL_FORM_FOLDED), each stemmed.  "luong" in a query meets the folded form of "luong" with its horns.  Vowel marks
 * of Arabic and Hebrew are left out outright; marks that carry the letter (Thai, Khmer, Indic, Kana) stay;
 *   - a word that a hyphen and a line break part ("gov-\nernment", also with U+00AD or U+2010) gives its parts, each
 * with its position, and both together at the first one's position (DL_FORM_PART);
 *   - what is written in two ways meets: of e-mail, COVID-19 and AT&T both parts together are a term at the first one's
 *     position (DL_FORM_PART); so are obrien of O'Brien, 1990 of 1990s and 1990's, 10500 of 10.500 where the language
 *     does not tell, and the groups of 10 500 with a blank that does not break and of lists such as 101,102,103;
 *   - a word with an underscore is a term, and its parts are, each with its position (DL_FORM_PART);
 *   - U.S. is "u.s", no "us", which it is found by, too; US in capitals is found as both; C++, C# and .NET are terms
 * beside c and net (DL_FORM_SIGN); emoji are words;
 *   - Thai, Lao, Khmer and Myanmar are cut into words by dictionary, each with its position.  The words that a compound
 * of the dictionary is made of are terms at its position (DL_FORM_PART), so that each of them finds it;
 *   - in Chinese, Japanese and Korean each character (syllable) has a position.  A word (by dictionary; in Korean what
 *     stands between blanks) is a term at its first character's position (DL_FORM_EXACT), and each two neighbouring Han
 *     characters or Korean syllables are a term at the first one's position (DL_FORM_FOLDED unless they are the word
 *     itself).  So a query's terms taken as below find any stretch of text, however it was cut into words.
 *
 * How a query uses the spans of one of its words: terms at one position, but for parts, are alternatives (OR, the exact
 * one first); more than one position makes a phrase of these alternatives, at the distances that the positions tell.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_TEXT_H
#define DATELINE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "dateline/buffer.h"
#include "dateline/unicode.h"

#define DL_TERM_MAX 245   /* bytes, prefix included: libxapian's limit, kept by both engines */
#define DL_TITLE_GAP 16   /* positions left free between title and body, so that no phrase spans both */
#define DL_TEXT_VERSION 4 /* raised whenever the same text gives other terms: the index must be rebuilt */

enum dl_field { DL_FIELD_BODY = 0, DL_FIELD_TITLE = 1 };

/* UTF-8 hygiene.  Appends TEXT to OUT as valid UTF-8, NFC not yet applied.  Valid input is copied (but Latin text in
 * UTF-16, of which every other byte is NUL, and what has the escapes of ISO-2022 or HZ are converted); for invalid
 * input the declared CHARSET (an ICU name, may be empty) is tried, then detection, and what remains invalid becomes
 * U+FFFD. *REPLACED (may be NULL) counts the U+FFFD put in. */
enum dl_status dl_utf8_clean(struct dl_str text, struct dl_str charset, struct dl_buf *out, size_t *replaced,
                             struct dl_error *err);

/* The language of a text as BCP 47 primary tag ("en", "vi", "th"), from script and stop-word statistics; "" when it
 * cannot be told.  The text is valid UTF-8; a beginning of a few kilobytes is enough and no more is looked at.
 * The result is static. */
const char *dl_language_detect(struct dl_str title, struct dl_str body);

/* The stemmer used for a language tag ("en-GB" -> "english"), or "none": one of a fixed, small set of static strings.
 * The tag "" (cannot be told) gives "english": most short items of a news archive are English, words of other scripts
 * pass its stemmer untouched, and the languages that it would hurt most are told by their letters even when short. */
const char *dl_stemmer_for(struct dl_str language);
/* The I-th (from 0) language that STEMMER is used for, as a primary tag; NULL after the last.  "none" has no list: it
 * is used for all the others. */
const char *dl_stemmer_language(const char *stemmer, size_t i);

/* One occurrence of a term. */
struct dl_token {
    uint32_t term;     /* number in the analyzer's vocabulary */
    uint32_t position; /* 1-based word position in the article; terms of one word share it */
};
struct dl_tokens { /* {0} is empty; grows; free with dl_tokens_free */
    struct dl_token *v;
    size_t count, cap;
};
void dl_tokens_free(struct dl_tokens *t);

/* One occurrence with its place in the input and how the term was formed: for queries, snippets and highlighting. */
enum dl_form {
    DL_FORM_EXACT = 0, /* as written, or with no diacritics to fold */
    DL_FORM_FOLDED = 1,
    DL_FORM_PART = 2, /* a word that the word is made of: articles have it, queries pass over it */
    DL_FORM_SIGN = 3  /* with its sign (c++): queries prefer it to the other forms */
};
struct dl_span {
    uint32_t term, position;
    uint32_t start, end; /* bytes [start, end) of the text that was handed in */
    uint8_t form;        /* enum dl_form */
};
struct dl_spans { /* {0} is empty; starts and positions never fall */
    struct dl_span *v;
    size_t count, cap;
};
void dl_spans_free(struct dl_spans *s);

/* Words of scripts that write no spaces, by ICU's dictionaries; not thread-safe. */
struct dl_dictionary;
struct dl_dictionary *dl_dictionary_new(void); /* NULL: out of memory */
void dl_dictionary_free(struct dl_dictionary *d);

/* Does [START, END) of TEXT (valid UTF-8, whole characters of such a script) stand there for itself, or do the
 * characters belong to other words?  "ปราก" (Prague) is but a part of "ปรากฏ" (appear), 中国 of 发展中国家 (developing
 * countries).  Looks at some 20 characters on either side.  A name that the dictionary does not know is believed; so is
 * all when ICU fails. */
bool dl_dictionary_stands(struct dl_dictionary *d, struct dl_str text, size_t start, size_t end);
/* Whether words of the dictionary end right before START and at END: no part of a longer word, nor parts of two. */
bool dl_dictionary_whole(struct dl_dictionary *d, struct dl_str text, size_t start, size_t end);

/* An analyzer: not thread-safe, one a worker.  It numbers the terms it meets (its vocabulary: dense from 0) and
 * remembers for each raw word which terms it gives, so that a word seen before costs one hash look-up. */
struct dl_analyzer;
enum dl_status dl_analyzer_new(struct dl_analyzer **a, struct dl_error *err);
void dl_analyzer_free(struct dl_analyzer *a);

/* Analyse a whole article (title and body, valid UTF-8) with the stemmer STEMMER (see dl_stemmer_for).  Replaces the
 * contents of OUT: for each title word its plain terms and its "S" terms, then the body's terms from position
 * (last title position + DL_TITLE_GAP) on; positions never fall. */
enum dl_status dl_analyze_article(struct dl_analyzer *a, struct dl_str title, struct dl_str body, const char *stemmer,
                                  struct dl_tokens *out, struct dl_error *err);

/* Analyse a piece of text with offsets; positions start at 1.  With DL_FIELD_TITLE the terms carry the prefix "S" (only
 * those).  Replaces the contents of OUT. */
enum dl_status dl_analyze_spans(struct dl_analyzer *a, enum dl_field field, struct dl_str text, const char *stemmer,
                                struct dl_spans *out, struct dl_error *err);

/* The prefix that TEXT, the beginning of a word, makes (for word*): case and diacritics folded, not stemmed.  Of
 * several words it is the last one's (dl_analyze_spans tells of the others); empty when TEXT holds no word.  Since
 * terms are stems, "countries*" as a prefix alone misses "countri": take the stem of the text as an alternative to the
 * prefix. Replaces the contents of OUT. */
enum dl_status dl_analyze_prefix(struct dl_analyzer *a, enum dl_field field, struct dl_str text, struct dl_buf *out,
                                 struct dl_error *err);

/* The vocabulary: the bytes of a term (borrowed, valid until reset or free), its size, and a fresh start when it has
 * grown too large (every number handed out before becomes void). */
struct dl_str dl_analyzer_term(const struct dl_analyzer *a, uint32_t term);
uint32_t dl_analyzer_vocabulary(const struct dl_analyzer *a);
/* Tells vocabularies apart, also that of an analyzer that was freed from that of the next one at its address: a number
 * that changes with a reset, and that no two analyzers have. */
uint64_t dl_analyzer_numbering(const struct dl_analyzer *a);
/* For each term a hash of its bytes, the same in every process; as long valid as the terms, until the next one. */
const uint32_t *dl_analyzer_prints(const struct dl_analyzer *a);
size_t dl_analyzer_memory(const struct dl_analyzer *a); /* bytes held */
void dl_analyzer_reset(struct dl_analyzer *a);

#endif
