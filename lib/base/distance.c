/* distance.c - how many slips lie between two spellings.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/distance.h"

#include "dateline/unicode.h"

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned dl_distance(const uint32_t *a, size_t n, const uint32_t *b, size_t m, unsigned limit)
{
    unsigned rows[3][DL_DISTANCE_MAX + 1];
    if (n > DL_DISTANCE_MAX || m > DL_DISTANCE_MAX || (n > m ? n - m : m - n) > limit)
        return limit + 1;
    for (unsigned j = 0; j <= m; j++)
        rows[0][j] = j;
    for (unsigned i = 1; i <= n; i++) {
        unsigned *row = rows[i % 3], *up = rows[(i + 2) % 3], *up2 = rows[(i + 1) % 3], low = i;
        row[0] = i;
        for (unsigned j = 1; j <= m; j++) {
            row[j] = least(least(up[j], row[j - 1]) + 1, up[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], up2[j - 2] + 1);
            low = least(low, row[j]);
        }
        if (low > limit)
            return limit + 1;
    }
    return least(rows[n % 3][m], limit + 1);
}

/* At most DL_DISTANCE_MAX + 1 characters. */
static size_t decode(struct dl_str s, uint32_t *out)
{
    size_t n = 0;
    for (size_t at = 0; at < s.len && n <= DL_DISTANCE_MAX;)
        out[n++] = dl_utf8_next(s, &at);
    return n;
}

unsigned dl_distance_str(struct dl_str a, struct dl_str b, unsigned limit)
{
    uint32_t x[DL_DISTANCE_MAX + 1], y[DL_DISTANCE_MAX + 1];
    size_t n = decode(a, x), m = decode(b, y);
    return dl_distance(x, n, y, m, limit);
}
