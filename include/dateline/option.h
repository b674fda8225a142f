/* option.h - one table of options a program, which feeds parsing, --help, man pages and completions.
 *
 * GNU manners: --name=VALUE, --name VALUE, -xVALUE, -x VALUE, grouped short flags, options anywhere among the operands,
 * `--` ends them, an unambiguous beginning of a long name is enough, the last of several wins unless the program
 * gathers them.  An optional value (arg_optional) is only taken from --name=VALUE.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_OPTION_H
#define DATELINE_OPTION_H

#include <stdbool.h>
#include <stdio.h>

#include "dateline/buffer.h"

struct dl_option {
    int id;                /* the program's own number, > 0; a table ends with id 0 */
    char short_name;       /* 'd', or 0 */
    const char *long_name; /* "index", or NULL */
    const char *arg;       /* "DIR" as shown to users, or NULL for a flag */
    bool arg_optional;
    bool advanced;     /* shown by --help=all only */
    const char *group; /* heading under which --help shows it */
    const char *help;  /* one or more sentences, no newline; wrapped when shown */
};

struct dl_option_parser { /* {table, argc, argv}, the rest zero */
    const struct dl_option *table;
    int argc;
    char **argv; /* argv[0] is the program */
    int next;    /* 0 stands for 1 */
    const char *cluster;
    bool operands_only;
};

/* The next option or operand.  Sets *ID to its id with *VALUE (NULL when it has none), or *ID = 0 with the operand in
 * *VALUE.  DL_END at the end; DL_INVALID with a message that names the option and, for an unknown one, the nearest. */
enum dl_status dl_option_next(struct dl_option_parser *p, int *id, const char **value, struct dl_error *err);

/* Print the options of TABLE, grouped and aligned for WIDTH columns; advanced ones only with ALL. */
void dl_option_help(FILE *out, const struct dl_option *table, bool all, int width);

/* A size such as 512M or 2G (powers of 1024; suffix K, M, G, T, with or without iB/B) or plain bytes. */
enum dl_status dl_parse_size(const char *text, unsigned long long *bytes, struct dl_error *err);
/* A whole number in [MIN, MAX]; WHAT names it in the message. */
enum dl_status dl_parse_number(const char *text, const char *what, long long min, long long max, long long *value,
                               struct dl_error *err);
/* Seconds, also with a unit: 90s, 5m, 2h.  WHAT is for the message. */
enum dl_status dl_parse_seconds(const char *text, const char *what, double *seconds, struct dl_error *err);

/* The nearest of COUNT names to WORD by edit distance (at most a third of its length), or NULL. */
const char *dl_nearest(const char *word, const char *const *names, size_t count);

#endif
