/* grow.c - arrays that grow.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/grow.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FIRST 8 /* elements */

bool dl_grow(void *array, size_t *cap, size_t need, size_t size)
{
    void *old, *grown;
    size_t more = *cap + *cap / 2;
    if (need <= *cap)
        return true;
    more = more < FIRST ? FIRST : more;
    more = more < need ? need : more;
    if (more > PTRDIFF_MAX / size)
        more = need;
    memcpy(&old, array, sizeof old); /* whatever it points to, a pointer is represented as a void * */
    grown = more <= PTRDIFF_MAX / size ? realloc(old, more * size) : NULL;
    if (!grown)
        return false;
    memcpy(array, &grown, sizeof grown);
    *cap = more;
    return true;
}
