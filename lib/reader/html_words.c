/* html_words.c - class and id words.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/reader/html_words.h"

#include <ctype.h>

#define NAME_MAX_BYTES 400 /* of class and id; the others say no more */
#define WORD_MAX 40

static const struct {
    const char *word;
    unsigned kind;
} table[] = {
#include "html_words.inc"
};

static unsigned look_up(const char *word)
{
    size_t low = 0, high = sizeof table / sizeof *table;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int c = strcmp(word, table[mid].word);
        if (c == 0)
            return table[mid].kind;
        if (c < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return 0;
}

/* WORD as it is, or by its beginning, the longest first. */
static unsigned word_kind(const char *word, size_t n)
{
    char key[2 * WORD_MAX + 3];
    unsigned kind = look_up(word);
    memcpy(key, word, n);
    for (size_t k = n; k >= 3 && !kind; k--) {
        key[k] = '*';
        key[k + 1] = '\0';
        kind = look_up(key);
    }
    return kind;
}

struct splitter {
    struct dl_str names;
    size_t at;
};

/* The next word in small letters; its length, 0 at the end.  *JOINED: in one name with the word before. */
static size_t next_word(struct splitter *s, char word[WORD_MAX], bool *joined)
{
    size_t n = 0;
    *joined = true;
    while (s->at < s->names.len && !isalnum((unsigned char)s->names.ptr[s->at])) {
        if (isspace((unsigned char)s->names.ptr[s->at]))
            *joined = false;
        s->at++;
    }
    for (; s->at < s->names.len && isalnum((unsigned char)s->names.ptr[s->at]) && n < WORD_MAX - 1; s->at++) {
        char c = s->names.ptr[s->at];
        if (n && isupper((unsigned char)c) && islower((unsigned char)s->names.ptr[s->at - 1]))
            break;
        word[n++] = (char)tolower((unsigned char)c);
    }
    word[n] = '\0';
    return n;
}

unsigned html_word_kinds(struct dl_str names)
{
    struct splitter s = { { names.ptr, names.len < NAME_MAX_BYTES ? names.len : NAME_MAX_BYTES }, 0 };
    char word[WORD_MAX], before[WORD_MAX] = "", pair[2 * WORD_MAX];
    bool joined;
    size_t n, n_before = 0;
    unsigned kinds = 0, single_before = 0;
    while ((n = next_word(&s, word, &joined)) > 0) {
        unsigned kind = 0, single = word_kind(word, n);
        if (joined && n_before) {
            memcpy(pair, before, n_before);
            pair[n_before] = '-';
            memcpy(pair + n_before + 1, word, n + 1);
            kind = word_kind(pair, n_before + 1 + n);
        }
        if (kind) { /* a pair says it better than either of its words */
            kinds = (kinds & ~single_before) | kind;
            single = 0;
        }
        kinds |= single;
        single_before = single;
        memcpy(before, word, n + 1);
        n_before = n;
    }
    return kinds;
}

void html_mark_kinds(struct html_node *top)
{
    for (struct html_node *n = top; n; n = html_next(n, top, false)) {
        if (n->tag == TAG_TEXT || n->attr_count == 0)
            continue;
        struct dl_str class = html_attr(n, ATTR_class), id = html_attr(n, ATTR_id);
        n->kinds = (uint16_t)((class.len ? html_word_kinds(class) : 0) | (id.len ? html_word_kinds(id) : 0));
    }
}
