/* option.c - parsing and showing the option tables.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dateline/option.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

#include "dateline/distance.h"

const char *dl_nearest(const char *word, const char *const *names, size_t count)
{
    size_t len = strlen(word);
    unsigned best = (unsigned)(len < 300 ? len / 3 + (len < 3) : 100) + 1;
    const char *found = NULL;
    for (size_t i = 0; i < count && best; i++) {
        unsigned d = dl_distance_str(dl_str_of(word), dl_str_of(names[i]), best - 1);
        if (d < best) {
            best = d;
            found = names[i];
        }
    }
    return found;
}

static enum dl_status unknown_long(const struct dl_option *table, const char *name, struct dl_error *err)
{
    const char *names[256];
    size_t n = 0;
    for (const struct dl_option *o = table; o->help && n < 256; o++)
        if (o->long_name)
            names[n++] = o->long_name;
    const char *near = dl_nearest(name, names, n);
    if (near)
        return dl_fail(err, DL_INVALID, "unknown option --%s (did you mean --%s?)", name, near);
    return dl_fail(err, DL_INVALID, "unknown option --%s (see --help)", name);
}

/* The option whose long name is NAME, or begins with it when only one does. */
static enum dl_status find_long(const struct dl_option *table, const char *name, const struct dl_option **found,
                                struct dl_error *err)
{
    size_t n = strlen(name);
    const struct dl_option *partial = NULL;
    bool several = false;
    for (const struct dl_option *o = table; o->help; o++) {
        if (!o->long_name || strncmp(o->long_name, name, n) != 0)
            continue;
        if (o->long_name[n] == '\0') {
            *found = o;
            return DL_OK;
        }
        several |= partial != NULL;
        partial = o;
    }
    if (!partial || n == 0)
        return unknown_long(table, name, err);
    if (several)
        return dl_fail(err, DL_INVALID, "option --%s is ambiguous (see --help)", name);
    *found = partial;
    return DL_OK;
}

static enum dl_status parse_long(struct dl_option_parser *p, const char *arg, const struct dl_option **row,
                                 const char **value, struct dl_error *err)
{
    char name[64];
    const char *eq = strchr(arg, '=');
    size_t n = eq ? (size_t)(eq - arg) : strlen(arg);
    snprintf(name, sizeof name, "%.*s", (int)(n < sizeof name ? n : sizeof name - 1), arg);
    const struct dl_option *o = NULL;
    enum dl_status status = find_long(p->table, name, &o, err);
    if (status)
        return status;
    *row = o;
    *value = eq ? eq + 1 : NULL;
    if (eq && !o->arg)
        return dl_fail(err, DL_INVALID, "option --%s takes no value", o->long_name);
    if (!eq && o->arg && !o->arg_optional) {
        if (p->next >= p->argc)
            return dl_fail(err, DL_INVALID, "option --%s needs a value: %s", o->long_name, o->arg);
        *value = p->argv[p->next++];
    }
    return DL_OK;
}

static enum dl_status parse_short(struct dl_option_parser *p, const struct dl_option **row, const char **value,
                                  struct dl_error *err)
{
    char c = *p->cluster++;
    const struct dl_option *o = p->table;
    while (o->help && o->short_name != c)
        o++;
    if (!o->help)
        return dl_fail(err, DL_INVALID, "unknown option -%c (see --help)", c);
    *row = o;
    *value = NULL;
    if (o->arg && !o->arg_optional) {
        if (*p->cluster)
            *value = p->cluster;
        else if (p->next < p->argc)
            *value = p->argv[p->next++];
        else
            return dl_fail(err, DL_INVALID, "option -%c needs a value: %s", c, o->arg);
        p->cluster = NULL;
    }
    if (p->cluster && !*p->cluster)
        p->cluster = NULL;
    return DL_OK;
}

/* What has a blank in it, but for the value behind an equals sign, is text and no option: '-dam flood'. */
static bool has_blank(const char *arg)
{
    return arg[strcspn(arg, arg[1] == '-' ? "= " : " ")] == ' ';
}

enum dl_status dl_option_next_row(struct dl_option_parser *p, const struct dl_option **row, const char **value,
                                  struct dl_error *err)
{
    *row = NULL;
    if (p->next == 0)
        p->next = 1;
    if (p->cluster)
        return parse_short(p, row, value, err);
    if (p->next >= p->argc)
        return DL_END;
    const char *arg = p->argv[p->next++];
    if (!p->operands_only && strcmp(arg, "--") == 0) {
        p->operands_only = true;
        return dl_option_next_row(p, row, value, err);
    }
    if (p->operands_only || arg[0] != '-' || arg[1] == '\0' || has_blank(arg)) {
        *value = arg;
        return DL_OK;
    }
    if (arg[1] == '-')
        return parse_long(p, arg + 2, row, value, err);
    p->cluster = arg + 1;
    return parse_short(p, row, value, err);
}

enum dl_status dl_option_next(struct dl_option_parser *p, int *id, const char **value, struct dl_error *err)
{
    const struct dl_option *row;
    enum dl_status status = dl_option_next_row(p, &row, value, err);
    if (!status)
        *id = row ? row->id : 0;
    return status;
}

/* Print TEXT wrapped between columns LEFT and WIDTH; the cursor is at column AT. */
static void wrap(FILE *out, const char *text, int left, int at, int width)
{
    if (at > left - 2) {
        fputc('\n', out);
        at = 0;
    }
    fprintf(out, "%*s", left - at, "");
    at = left;
    while (*text) {
        int n = (int)strcspn(text, " ");
        if (at > left && at + 1 + n > width) {
            fprintf(out, "\n%*s", left, "");
            at = left;
        } else if (at > left) {
            fputc(' ', out);
            at++;
        }
        fwrite(text, 1, (size_t)n, out);
        at += n;
        text += n;
        text += strspn(text, " ");
    }
    fputc('\n', out);
}

void dl_option_help(FILE *out, const struct dl_option *table, bool all, int width)
{
    const char *group = NULL;
    for (const struct dl_option *o = table; o->help; o++) {
        if (o->advanced && !all)
            continue;
        if (o->group && (!group || strcmp(group, o->group) != 0)) {
            fprintf(out, "%s%s:\n", group ? "\n" : "", o->group);
            group = o->group;
        }
        int at = o->short_name ? fprintf(out, "  -%c", o->short_name) : fprintf(out, "    ");
        if (o->long_name)
            at += fprintf(out, "%s--%s", o->short_name ? ", " : "  ", o->long_name);
        if (o->arg)
            at += fprintf(out, o->arg_optional ? "[=%s]" : o->long_name ? "=%s" : " %s", o->arg);
        wrap(out, o->help, 28, at, width < 60 ? 60 : width);
    }
}

enum dl_status dl_parse_size(const char *text, unsigned long long *bytes, struct dl_error *err)
{
    char *end;
    errno = 0;
    unsigned long long n =
        isdigit((unsigned char)*text) ? strtoull(text, &end, 10) : (end = (char *)(uintptr_t)text, 0);
    unsigned shift = 0;
    if (end != text && *end) {
        static const char units[] = "KMGT";
        const char *u = strchr(units, toupper((unsigned char)*end));
        if (u && *u) {
            shift = 10 * ((unsigned)(u - units) + 1);
            end++;
            end += strcmp(end, "iB") == 0 ? 2 : strcmp(end, "B") == 0 ? 1 : 0;
        }
    }
    if (end == text || *end || errno || (shift && n > (~0ULL >> shift)))
        return dl_fail(err, DL_INVALID, "'%s' is not a size (such as 512M or 2G)", text);
    *bytes = n << shift;
    return DL_OK;
}

enum dl_status dl_parse_number(const char *text, const char *what, long long min, long long max, long long *value,
                               struct dl_error *err)
{
    char *end;
    errno = 0;
    long long n = strtoll(text, &end, 10);
    if (end == text || *end || isspace((unsigned char)*text))
        return dl_fail(err, DL_INVALID, "%s: '%s' is not a whole number", what, text);
    if (errno || n < min || n > max)
        return dl_fail(err, DL_INVALID, "%s: %s is not between %lld and %lld", what, text, min, max);
    *value = n;
    return DL_OK;
}

enum dl_status dl_parse_seconds(const char *text, const char *what, double *seconds, struct dl_error *err)
{
    char *end;
    double n = strtod(text, &end);
    double unit = *end == 'h' ? 3600 : *end == 'm' ? 60 : 1;
    if (end != text && strchr("smh", *end) && *end)
        end++;
    if (end == text || *end || !(n >= 0 && n <= 1e9))
        return dl_fail(err, DL_INVALID, "%s: '%s' is not a number of seconds", what, text);
    *seconds = n * unit;
    return DL_OK;
}
