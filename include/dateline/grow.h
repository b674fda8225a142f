/* grow.h - arrays that grow.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_GROW_H
#define DATELINE_GROW_H

#include <stdbool.h>
#include <stddef.h>

/* True when array V, which has CAP elements, has NEED or was made to: V and CAP (lvalues, CAP a size_t) are then
 * replaced.  Half of the old size is added at least, so that appending one by one takes linear time.  False: out of
 * memory, and V and CAP are as before.  New elements are not cleared.  V is freed with free(). */
#define DL_GROW(v, cap, need) ((need) <= (cap) || dl_grow(&(v), &(cap), need, sizeof *(v)))

/* The same for an array of elements of SIZE bytes; ARRAY is the address of the pointer to it. */
bool dl_grow(void *array, size_t *cap, size_t need, size_t size);

#endif
