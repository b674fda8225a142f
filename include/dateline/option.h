/* option.h - one table of options a program, which feeds parsing, --help, man pages and completions.
 *
 * A row holds its destination: a new option is one row, and one paragraph of the manual.  GNU manners: --name=VALUE,
 * --name VALUE, -xVALUE, -x VALUE, grouped short flags, options anywhere among the operands,
 * `--` ends them, an unambiguous beginning of a long name is enough, the last of several wins unless the program
 * collects them.  An optional value (arg_optional) is only taken from --name=VALUE.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DATELINE_OPTION_H
#define DATELINE_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "dateline/buffer.h"

enum dl_option_kind {
    DL_OPTION_ID = 0,  /* no destination: the program acts on `id`, see dl_option_next */
    DL_OPTION_FLAG,    /* bool: true; `no` in a configuration file stores false */
    DL_OPTION_UNFLAG,  /* bool: the reverse */
    DL_OPTION_SET,     /* int or enum: `value` */
    DL_OPTION_TEXT,    /* const char *, borrowed from the command line, never empty */
    DL_OPTION_NUMBER,  /* an integer of 4 or 8 bytes: in [min, max] */
    DL_OPTION_SIZE,    /* size_t: bytes, as dl_parse_size reads them, in [min, max] */
    DL_OPTION_SECONDS, /* double: as dl_parse_seconds reads them; more than 0 when min is 1 */
    DL_OPTION_CHOICE,  /* int or enum: the value of one of `choices` */
    DL_OPTION_LIST,    /* struct dl_buf: every value given, with commas between; never blank */
    DL_OPTION_CUSTOM   /* whatever `parse` stores */
};

struct dl_option_choice {
    const char *name; /* NULL ends the list */
    int value;
};

struct dl_option; /* one row */

/* Store VALUE (NULL: a flag without one) in SETTINGS, the struct that the row's offset is of. */
typedef enum dl_status dl_option_parse_fn(const struct dl_option *o, void *settings, const char *value,
                                          struct dl_error *err);

/* A row is written with designated initializers, and ends with one of the DL_TO_ macros below. */
struct dl_option {
    int id;                /* for DL_OPTION_ID: the program's own number, > 0 */
    char short_name;       /* 'd', or 0 */
    const char *long_name; /* "index", or NULL */
    const char *arg;       /* "DIR" as shown to users, or NULL for a flag */
    bool arg_optional;
    bool advanced;     /* shown by --help=all only */
    const char *group; /* heading under which --help shows it */
    const char *help;  /* one or more sentences, no newline; wrapped when shown; NULL ends the table */

    bool configurable;    /* a configuration file may set it by its long name */
    bool last;            /* nothing after it is looked at, and no rule applies: --help, --version */
    const char *fallback; /* the value when an optional one is left out, or NULL */
    enum dl_option_kind kind;
    size_t offset, size; /* of the destination in the settings */
    int value;
    long long min, max;
    const struct dl_option_choice *choices;
    dl_option_parse_fn *parse;
};

/* The destination of a row: MEMBER of the settings struct S.  The compiler refuses a member of another type. */
#define DL_OPTION_AT(S, member, ...)                                                                                   \
    .offset = offsetof(S, member) + 0 * sizeof(_Generic(((S *)0)->member, __VA_ARGS__)),                               \
    .size = sizeof(((S *)0)->member)
#define DL_TO_FLAG(S, member) .kind = DL_OPTION_FLAG, DL_OPTION_AT(S, member, bool : 0)
#define DL_TO_UNFLAG(S, member) .kind = DL_OPTION_UNFLAG, DL_OPTION_AT(S, member, bool : 0)
#define DL_TO_SET(S, member, constant)                                                                                 \
    .kind = DL_OPTION_SET, .value = (int)(constant), DL_OPTION_AT(S, member, unsigned : 0, int : 0)
#define DL_TO_TEXT(S, member) .kind = DL_OPTION_TEXT, DL_OPTION_AT(S, member, const char * : 0)
#define DL_TO_NUMBER(S, member, lowest, highest)                                                                       \
    .kind = DL_OPTION_NUMBER, .min = (lowest), .max = (highest),                                                       \
    DL_OPTION_AT(S, member, unsigned : 0, int : 0, unsigned long : 0, unsigned long long : 0)
#define DL_TO_SIZE(S, member, lowest, highest)                                                                         \
    .kind = DL_OPTION_SIZE, .min = (lowest), .max = (highest), DL_OPTION_AT(S, member, size_t : 0)
#define DL_TO_SECONDS(S, member, more_than_zero)                                                                       \
    .kind = DL_OPTION_SECONDS, .min = (more_than_zero), DL_OPTION_AT(S, member, double : 0)
#define DL_TO_CHOICE(S, member, list)                                                                                  \
    .kind = DL_OPTION_CHOICE, .choices = (list), DL_OPTION_AT(S, member, unsigned : 0, int : 0)
#define DL_TO_LIST(S, member) .kind = DL_OPTION_LIST, DL_OPTION_AT(S, member, struct dl_buf : 0)
#define DL_TO_CUSTOM(S, member, function)                                                                              \
    .kind = DL_OPTION_CUSTOM, .parse = (function), .offset = offsetof(S, member), .size = sizeof(((S *)0)->member)

/* What excludes what, and what needs what: rows that dl_option_parse checks in order when all is read.
 *
 * `options` and `others` are lists of long names with commas between.  NAME=A|B means that the value given is A or B,
 * a name in capitals (QUERY, SOURCE) any operand.  `why` follows the option's name in the message. */
enum dl_option_relation {
    DL_OPTION_WITHOUT = 1, /* none of `options` goes with any of `others` */
    DL_OPTION_NEEDS,       /* each of `options` needs one of `others` */
    DL_OPTION_ONLY,        /* `others` is NAME=A|B: when NAME is given as well, its value is one of those */
    DL_OPTION_ONE_OF       /* at most one of `options` */
};

struct dl_option_rule {
    enum dl_option_relation relation; /* 0 ends the table */
    const char *options, *others, *why;
};

#define DL_OPTIONS_MAX 128 /* rows of a table */

/* What was given on the command line, by row: the last value, "" for a flag, NULL for nothing.  {0} is empty. */
struct dl_option_given {
    const char *value[DL_OPTIONS_MAX];
    bool operand;
};

struct dl_option_program {
    const struct dl_option *table;
    const struct dl_option_rule *rules; /* or NULL */
    enum dl_status (*operand)(void *settings, const char *text, struct dl_error *err);
};

/* Read a command line into SETTINGS and GIVEN, then check the rules.  With SETTINGS NULL nothing is stored or checked,
 * and operands are passed over: for the option that must be known before the others.  DL_INVALID names the option. */
enum dl_status dl_option_parse(const struct dl_option_program *program, int argc, char **argv, void *settings,
                               struct dl_option_given *given, struct dl_error *err);

/* The last value given to the option LONG_NAME, "" for a flag; NULL: not given. */
const char *dl_option_value(const struct dl_option *table, const struct dl_option_given *given, const char *long_name);

/* Store VALUE in the destination of the row O; NULL stands for the row's fallback. */
enum dl_status dl_option_store(const struct dl_option *o, void *settings, const char *value, struct dl_error *err);

/* One line of a configuration file: store VALUE in the configurable row NAME; flags take yes or no.  DL_INVALID names
 * the nearest setting to an unknown one.  VALUE need not outlive the call unless a DL_OPTION_TEXT row is configurable.
 */
enum dl_status dl_option_configure(const struct dl_option *table, const char *name, const char *value, void *settings,
                                   struct dl_error *err);

/* The value of the choice named TEXT[0, LEN).  OPTION, its long name, is for the message. */
enum dl_status dl_option_choose(const char *option, const char *text, size_t len,
                                const struct dl_option_choice *choices, int *value, struct dl_error *err);

struct dl_option_parser { /* {table, argc, argv}, the rest zero */
    const struct dl_option *table;
    int argc;
    char **argv; /* argv[0] is the program */
    int next;    /* 0 means 1 */
    const char *cluster;
    bool operands_only;
};

/* The next option or operand, of a table whose rows have ids.  Sets *ID to its id with *VALUE (NULL when it has none),
 * or *ID = 0 with the operand in *VALUE.  DL_END at the end; DL_INVALID with a message that names the option and, for
 * an unknown one, the nearest. */
enum dl_status dl_option_next(struct dl_option_parser *p, int *id, const char **value, struct dl_error *err);
/* The same for any table: *ROW is the option, or NULL for an operand. */
enum dl_status dl_option_next_row(struct dl_option_parser *p, const struct dl_option **row, const char **value,
                                  struct dl_error *err);

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
