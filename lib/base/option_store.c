/* option_store.c - values of options and settings into their destinations.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "dateline/option.h"

enum dl_status dl_option_choose(const char *option, const char *text, size_t len,
                                const struct dl_option_choice *choices, int *value, struct dl_error *err)
{
    char all[256] = "";
    for (const struct dl_option_choice *c = choices; c->name; c++) {
        if (strlen(c->name) == len && memcmp(c->name, text, len) == 0) {
            *value = c->value;
            return DL_OK;
        }
        size_t n = strlen(all);
        snprintf(all + n, sizeof all - n, "%s%s", n ? ", " : "", c->name);
    }
    return dl_fail(err, DL_INVALID, "--%s: '%.*s' is none of %s", option, (int)len, text, all);
}

static enum dl_status store_number(const struct dl_option *o, void *to, const char *value, struct dl_error *err)
{
    char name[80];
    long long n = 0;
    snprintf(name, sizeof name, "--%s", o->long_name);
    enum dl_status status = dl_parse_number(value, name, o->min, o->max, &n, err);
    if (status)
        return status;
    if (o->size == sizeof(int))
        *(int *)to = (int)n; /* an unsigned one may be written as an int of its range */
    else
        memcpy(to, &n, sizeof n);
    return DL_OK;
}

static enum dl_status store_size(const struct dl_option *o, void *to, const char *value, struct dl_error *err)
{
    struct dl_error why = { 0 };
    unsigned long long bytes = 0;
    enum dl_status status = dl_parse_size(value, &bytes, &why);
    if (status)
        return dl_fail(err, status, "--%s: %s", o->long_name, why.message);
    if (bytes < (unsigned long long)o->min || bytes > (unsigned long long)o->max)
        return dl_fail(err, DL_INVALID, "--%s: %s is not between %lldM and %lldG", o->long_name, value, o->min >> 20,
                       o->max >> 30);
    *(size_t *)to = (size_t)bytes;
    return DL_OK;
}

static enum dl_status store_seconds(const struct dl_option *o, void *to, const char *value, struct dl_error *err)
{
    char name[80];
    double seconds = 0;
    snprintf(name, sizeof name, "--%s", o->long_name);
    enum dl_status status = dl_parse_seconds(value, name, &seconds, err);
    if (!status && o->min > 0 && seconds <= 0)
        status = dl_fail(err, DL_INVALID, "%s: '%s' is not more than 0 seconds", name, value);
    if (!status)
        *(double *)to = seconds;
    return status;
}

/* A blank value is more likely a variable that a script did not set than a wish for an empty list. */
static enum dl_status store_item(const struct dl_option *o, struct dl_buf *list, const char *value,
                                 struct dl_error *err)
{
    if (value[strspn(value, " ,")] == '\0')
        return dl_fail(err, DL_INVALID, "--%s: the list is empty", o->long_name);
    if (list->len)
        dl_buf_byte(list, ',');
    dl_buf_puts(list, value);
    return dl_buf_status(list, err);
}

static enum dl_status store_text(const struct dl_option *o, const char **to, const char *value, struct dl_error *err)
{
    if (!value || !*value)
        return dl_fail(err, DL_INVALID, "--%s: the value is empty", o->long_name);
    *to = value;
    return DL_OK;
}

static enum dl_status store_choice(const struct dl_option *o, int *to, const char *value, struct dl_error *err)
{
    return dl_option_choose(o->long_name, value, strlen(value), o->choices, to, err);
}

enum dl_status dl_option_store(const struct dl_option *o, void *settings, const char *value, struct dl_error *err)
{
    void *to = (char *)settings + o->offset;
    value = value ? value : o->fallback;
    if (!value && o->arg && !o->arg_optional)
        return dl_fail(err, DL_INTERNAL, "--%s has no value", o->long_name);
    switch (o->kind) {
    case DL_OPTION_FLAG:
    case DL_OPTION_UNFLAG:
        *(bool *)to = o->kind == DL_OPTION_FLAG;
        return DL_OK;
    case DL_OPTION_SET:
        *(int *)to = o->value;
        return DL_OK;
    case DL_OPTION_TEXT:
        return store_text(o, to, value, err);
    case DL_OPTION_NUMBER:
        return store_number(o, to, value, err);
    case DL_OPTION_SIZE:
        return store_size(o, to, value, err);
    case DL_OPTION_SECONDS:
        return store_seconds(o, to, value, err);
    case DL_OPTION_CHOICE:
        return store_choice(o, to, value, err);
    case DL_OPTION_LIST:
        return store_item(o, to, value, err);
    case DL_OPTION_CUSTOM:
        return o->parse(o, settings, value, err);
    case DL_OPTION_ID:
        break;
    }
    return dl_fail(err, DL_INTERNAL, "the option --%s has no destination", o->long_name ? o->long_name : "?");
}

/* ---- configuration files ---------------------------------------------------------------------------------------- */

static enum dl_status store_yes_no(const struct dl_option *o, void *settings, const char *value, struct dl_error *err)
{
    bool yes = strcmp(value, "yes") == 0;
    if (!yes && strcmp(value, "no") != 0)
        return dl_fail(err, DL_INVALID, "%s takes yes or no, not '%s'", o->long_name, value);
    if (o->kind == DL_OPTION_FLAG || o->kind == DL_OPTION_UNFLAG) {
        *(bool *)((char *)settings + o->offset) = yes == (o->kind == DL_OPTION_FLAG);
        return DL_OK;
    }
    return yes ? dl_option_store(o, settings, NULL, err) : DL_OK;
}

enum dl_status dl_option_configure(const struct dl_option *table, const char *name, const char *value, void *settings,
                                   struct dl_error *err)
{
    const char *names[DL_OPTIONS_MAX];
    size_t n = 0;
    for (const struct dl_option *o = table; o->help && n < DL_OPTIONS_MAX; o++) {
        if (!o->configurable)
            continue;
        names[n++] = o->long_name;
        if (strcmp(o->long_name, name) == 0)
            return o->arg ? dl_option_store(o, settings, value, err) : store_yes_no(o, settings, value, err);
    }
    const char *near = dl_nearest(name, names, n);
    if (near)
        return dl_fail(err, DL_INVALID, "unknown setting '%s' (did you mean %s?)", name, near);
    return dl_fail(err, DL_INVALID, "unknown setting '%s'", name);
}
