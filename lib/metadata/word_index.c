/* word_index.c - filling the index.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lib/metadata/word_index.h"

#include <assert.h>

void word_index_add(struct word_index *x, const char *word, unsigned number)
{
    struct dl_str w = dl_str_of(word);
    unsigned at = word_index_slot(w);
    assert(number < WORD_INDEX_MOST);
    if (word_index_find(x, w, false) != UINT_MAX)
        return;
    while (x->slots[at])
        at = (at + 1) % WORD_INDEX_SLOTS;
    x->words[number] = word;
    x->slots[at] = (uint16_t)(number + 1);
}
