/* read_dates.c - for expressions.py: reads lines TODAY<TAB>EXPRESSION and prints the days that each stands for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <stdlib.h>

#include "dateline/date.h"

int main(void)
{
    char line[4096];
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        char *tab = strchr(line, '\t');
        struct dl_date_ranges r;
        if (!tab)
            return 2;
        if (dl_date_parse_expression(dl_str_of(tab + 1), atoi(line), &r, NULL) != DL_OK)
            fputs("refused", stdout);
        else
            for (size_t i = 0; i < r.count; i++)
                printf("%s%d..%d", i ? "," : "", r.v[i].from, r.v[i].to);
        putchar('\n');
    }
    return 0;
}
