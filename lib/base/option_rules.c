/* option_rules.c - a whole command line: parse, store, and what excludes what.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <ctype.h>
#include <string.h>

#include "dateline/option.h"

/* An entry of a rule's list, looked up in what was given. */
struct term {
    struct dl_str text;
    struct dl_str name, values; /* of NAME=A|B; values is empty when there are none */
    const char *given;          /* NULL: not given */
};

static const struct dl_option *find_row(const struct dl_option *table, struct dl_str name, size_t *row)
{
    for (const struct dl_option *o = table; o->help; o++)
        if (o->long_name && dl_str_eq(dl_str_of(o->long_name), name)) {
            *row = (size_t)(o - table);
            return o;
        }
    return NULL;
}

static bool one_of(struct dl_str values, const char *value)
{
    size_t n = strlen(value);
    for (const char *p = values.ptr, *end = values.ptr + values.len; p < end;) {
        const char *bar = memchr(p, '|', (size_t)(end - p));
        size_t len = (size_t)((bar ? bar : end) - p);
        if (len == n && memcmp(p, value, n) == 0)
            return true;
        p += len + 1;
    }
    return false;
}

/* The next entry of *LIST, which moves on; false: none. */
static bool next_term(const struct dl_option *table, const struct dl_option_given *given, const char **list,
                      struct term *t)
{
    if (!*list || !**list)
        return false;
    size_t n = strcspn(*list, ","), row = 0;
    t->text = (struct dl_str){ *list, n };
    const char *eq = memchr(*list, '=', n);
    t->name = (struct dl_str){ *list, eq ? (size_t)(eq - *list) : n };
    t->values = eq ? (struct dl_str){ eq + 1, n - t->name.len - 1 } : (struct dl_str){ 0 };
    *list += n + ((*list)[n] == ',');
    if (isupper((unsigned char)*t->name.ptr))
        t->given = given->operand ? "" : NULL;
    else
        t->given = find_row(table, t->name, &row) ? given->value[row] : NULL;
    return true;
}

static bool holds(const struct term *t)
{
    return t->given && (!t->values.len || one_of(t->values, t->given));
}

/* As users write it: --format=html, or a QUERY. */
static const char *shown(const struct term *t, char text[120])
{
    bool operand = isupper((unsigned char)*t->name.ptr);
    snprintf(text, 120, "%s%.*s%s%s", operand ? "a " : "--", (int)t->name.len, t->name.ptr, t->values.len ? "=" : "",
             t->values.len ? t->given : "");
    return text;
}

static enum dl_status conflict(const struct dl_option_rule *rule, const struct term *a, const struct term *b,
                               struct dl_error *err)
{
    char first[120], second[120];
    if (!rule->why)
        return dl_fail(err, DL_INVALID, "%s and %s do not go together", shown(a, first), shown(b, second));
    return dl_fail(err, DL_INVALID, "%s %s: it does not go with %s", shown(a, first), rule->why, shown(b, second));
}

static enum dl_status check_without(const struct dl_option_program *p, const struct dl_option_given *given,
                                    const struct dl_option_rule *rule, const struct term *a, struct dl_error *err)
{
    struct term b;
    const char *others = rule->others;
    while (next_term(p->table, given, &others, &b))
        if (holds(&b) && !dl_str_eq(a->name, b.name))
            return conflict(rule, a, &b, err);
    return DL_OK;
}

/* At most one of the list, of which A is given: none after it. */
static enum dl_status check_one_of(const struct dl_option_program *p, const struct dl_option_given *given,
                                   const struct dl_option_rule *rule, const struct term *a, const char *rest,
                                   struct dl_error *err)
{
    struct term b;
    while (next_term(p->table, given, &rest, &b))
        if (holds(&b))
            return conflict(rule, a, &b, err);
    return DL_OK;
}

static enum dl_status check_needs(const struct dl_option_program *p, const struct dl_option_given *given,
                                  const struct dl_option_rule *rule, const struct term *a, struct dl_error *err)
{
    struct term b;
    char first[120];
    const char *others = rule->others;
    while (next_term(p->table, given, &others, &b))
        if (holds(&b))
            return DL_OK;
    return dl_fail(err, DL_INVALID, "%s %s%sneeds --%s", shown(a, first), rule->why ? rule->why : "",
                   rule->why ? ": it " : "", rule->others);
}

static enum dl_status check_only(const struct dl_option_program *p, const struct dl_option_given *given,
                                 const struct dl_option_rule *rule, const struct term *a, struct dl_error *err)
{
    struct term b;
    char first[120];
    const char *others = rule->others;
    if (!next_term(p->table, given, &others, &b) || !b.given || holds(&b))
        return DL_OK;
    return dl_fail(err, DL_INVALID, "%s %s: it goes with --%s, not with --%.*s=%s", shown(a, first), rule->why,
                   rule->others, (int)b.name.len, b.name.ptr, b.given);
}

static enum dl_status check_rule(const struct dl_option_program *p, const struct dl_option_given *given,
                                 const struct dl_option_rule *rule, struct dl_error *err)
{
    struct term a;
    const char *options = rule->options;
    enum dl_status status = DL_OK;
    while (!status && next_term(p->table, given, &options, &a)) {
        if (!holds(&a))
            continue;
        status = rule->relation == DL_OPTION_WITHOUT ? check_without(p, given, rule, &a, err)
                 : rule->relation == DL_OPTION_NEEDS ? check_needs(p, given, rule, &a, err)
                 : rule->relation == DL_OPTION_ONLY  ? check_only(p, given, rule, &a, err)
                                                     : check_one_of(p, given, rule, &a, options, err);
    }
    return status;
}

const char *dl_option_value(const struct dl_option *table, const struct dl_option_given *given, const char *long_name)
{
    size_t row;
    return find_row(table, dl_str_of(long_name), &row) ? given->value[row] : NULL;
}

enum dl_status dl_option_parse(const struct dl_option_program *program, int argc, char **argv, void *settings,
                               struct dl_option_given *given, struct dl_error *err)
{
    struct dl_option_parser p = { .table = program->table, .argc = argc, .argv = argv };
    *given = (struct dl_option_given){ 0 };
    for (;;) {
        const struct dl_option *o;
        const char *value;
        enum dl_status status = dl_option_next_row(&p, &o, &value, err);
        if (status == DL_END)
            break;
        if (!status && !o) {
            given->operand = true;
            status = settings ? program->operand(settings, value, err) : DL_OK;
        } else if (!status) {
            if (o - program->table < DL_OPTIONS_MAX)
                given->value[o - program->table] = value ? value : o->fallback ? o->fallback : "";
            status = settings ? dl_option_store(o, settings, value, err) : DL_OK;
        }
        if (status || (o && o->last))
            return status;
    }
    enum dl_status status = DL_OK;
    for (const struct dl_option_rule *r = settings ? program->rules : NULL; r && r->relation && !status; r++)
        status = check_rule(program, given, r, err);
    return status;
}
