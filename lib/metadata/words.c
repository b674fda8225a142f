/* words.c - looking words up in the compiled lists.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/metadata/words.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "word_tables.inc"

#define LONGEST 64 /* bytes; no word of the table is longer */

/* W in small letters, in BUF where it is not already. */
static struct dl_str small_letters(struct dl_str w, char buf[LONGEST + U8_MAX_LENGTH])
{
    int32_t i = 0, n = 0, len = (int32_t)w.len;
    for (; i < len && (unsigned char)w.ptr[i] < 0x80; i++) /* most words are of ASCII alone */
        buf[n++] = (char)(w.ptr[i] >= 'A' && w.ptr[i] <= 'Z' ? w.ptr[i] + 32 : w.ptr[i]);
    while (i < len && n <= LONGEST) {
        UChar32 c;
        U8_NEXT((const uint8_t *)w.ptr, i, len, c);
        c = c < 0 ? 0xfffd : u_tolower(c);
        U8_APPEND_UNSAFE(buf, n, c);
    }
    return (struct dl_str){ buf, (size_t)n };
}

static const struct dl_word *find_any_case(struct dl_str w)
{
    char buf[LONGEST + U8_MAX_LENGTH];
    return w.len && w.len <= LONGEST ? dl_word_find(small_letters(w, buf)) : NULL;
}

dl_word_set dl_word_kinds(struct dl_str w)
{
    const struct dl_word *word = find_any_case(w);
    return word ? word->kinds : 0;
}

const char *dl_word_value(struct dl_str w, enum dl_word_kind kind)
{
    const struct dl_word *word = find_any_case(w);
    if (word && word->kinds >> kind & 1)
        for (unsigned i = dl_word_starts[kind]; i < dl_word_starts[kind + 1]; i++)
            if (&dl_word_table[dl_word_members[i].word] == word)
                return dl_word_value_of(&dl_word_members[i]);
    return NULL;
}

size_t dl_word_ends(struct dl_str s, enum dl_word_kind kind)
{
    size_t longest = 0;
    for (unsigned i = 0; i < dl_words_of(kind); i++) {
        struct dl_str w = dl_word_of(kind, i);
        if (w.len > longest && w.len <= s.len && memcmp(s.ptr + s.len - w.len, w.ptr, w.len) == 0)
            longest = w.len;
    }
    return longest;
}

size_t dl_word_begins(struct dl_str s, enum dl_word_kind kind)
{
    size_t longest = 0;
    for (unsigned i = 0; i < dl_words_of(kind); i++) {
        struct dl_str w = dl_word_of(kind, i);
        if (w.len > longest && w.len <= s.len && memcmp(s.ptr, w.ptr, w.len) == 0)
            longest = w.len;
    }
    return longest;
}

size_t dl_word_within(struct dl_str s, enum dl_word_kind kind)
{
    for (unsigned i = 0; s.len && i < dl_words_of(kind); i++) {
        struct dl_str w = dl_word_of(kind, i);
        if (memmem(s.ptr, s.len, w.ptr, w.len))
            return w.len;
    }
    return 0;
}
